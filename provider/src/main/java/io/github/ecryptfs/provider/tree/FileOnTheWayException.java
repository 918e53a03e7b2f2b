package io.github.ecryptfs.provider.tree;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A path goes on below something that is no directory. */
public final class FileOnTheWayException extends FileSystemException {
  private static final long serialVersionUID = 1;

  private final transient Path below;

  /**
   * The upper path {@code file} is in the way.
   *
   * @param lower its lower path
   */
  FileOnTheWayException(String file, Path lower) {
    super(file, null, "Not a directory");
    this.below = lower.resolve("below");
  }

  /**
   * A lower path below what is in the way: whoever uses it learns how the lower file system tells
   * of such paths, which is not the same with all JDKs.
   */
  public Path below() {
    return below;
  }
}
