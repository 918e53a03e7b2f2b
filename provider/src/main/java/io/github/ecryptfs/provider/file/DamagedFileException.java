package io.github.ecryptfs.provider.file;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A lower file without usable metadata. It can be deleted, and replaced by opening it with {@code
 * TRUNCATE_EXISTING}.
 */
public final class DamagedFileException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(Path lower, Exception cause) {
    super(lower.toString(), null, cause.getMessage());
    initCause(cause);
  }

  DamagedFileException(Path lower, String reason) {
    super(lower.toString(), null, reason);
  }
}
