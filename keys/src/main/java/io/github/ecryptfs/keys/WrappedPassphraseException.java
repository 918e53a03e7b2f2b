package io.github.ecryptfs.keys;

import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * A wrapped-passphrase file that is damaged or of an unknown version. The message holds no secret.
 */
public final class WrappedPassphraseException extends GeneralSecurityException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong with the file. */
  public WrappedPassphraseException(String message) {
    super("wrapped passphrase: " + message);
  }

  /** Says which file is wrong, and what with it. */
  public WrappedPassphraseException(Path file, WrappedPassphraseException problem) {
    super(file + ": " + problem.getMessage() + "; restore it from a backup", problem);
  }
}
