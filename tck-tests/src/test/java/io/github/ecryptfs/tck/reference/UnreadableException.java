package io.github.ecryptfs.tck.reference;

import java.io.IOException;

/**
 * A lower file, name or key that cannot be read; where the kernel says {@code EIO} or {@code
 * EINVAL}.
 */
public final class UnreadableException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public UnreadableException(String message) {
    super(message);
  }

  /** Says what is wrong and what caused it. */
  public UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
