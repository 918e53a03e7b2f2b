package io.github.ecryptfs.crypto;

import java.security.GeneralSecurityException;

/**
 * A wrapped file key that the wrapping key of that signature does not open. The message holds no
 * secret.
 */
public class KeyUnwrapException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with the wrapped key. */
  public KeyUnwrapException(String message) {
    super(message);
  }

  /** Says what is wrong with the wrapped key, and what the key module said. */
  public KeyUnwrapException(String message, Throwable cause) {
    super(message, cause);
  }
}
