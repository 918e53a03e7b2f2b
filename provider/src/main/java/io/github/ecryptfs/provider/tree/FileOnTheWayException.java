package io.github.ecryptfs.provider.tree;

import java.nio.file.FileSystemException;

/** A path goes on below something that is no directory. */
final class FileOnTheWayException extends FileSystemException {
  private static final long serialVersionUID = 1;

  /** The upper path {@code file} is in the way. */
  FileOnTheWayException(String file) {
    super(file, null, "Not a directory");
  }
}
