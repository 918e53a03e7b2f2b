package io.github.ecryptfs.crypto;

/**
 * A wrapping key that would open a file key, perhaps, but cannot be used now: its token is not
 * there, its agent does not answer, its owner was asked and declined. Nothing is known against the
 * wrapped key, so this is no sign of damage.
 */
public class KeyUnavailableException extends KeyUnwrapException {
  private static final long serialVersionUID = 1L;

  /** Says what keeps the key from being used, and what to do. */
  public KeyUnavailableException(String message) {
    super(message);
  }

  /** Says what keeps the key from being used, what to do, and what its module said. */
  public KeyUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
