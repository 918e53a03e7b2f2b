package io.github.ecryptfs.provider.attribute;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** The attributes of a lower file with the upper size. Immutable. */
class UpperAttributes<A extends BasicFileAttributes> implements BasicFileAttributes {
  /** What the lower file system says. */
  final A lower;

  private final long size;

  UpperAttributes(A lower, long size) {
    this.lower = lower;
    this.size = size;
  }

  @Override
  public FileTime lastModifiedTime() {
    return lower.lastModifiedTime();
  }

  @Override
  public FileTime lastAccessTime() {
    return lower.lastAccessTime();
  }

  @Override
  public FileTime creationTime() {
    return lower.creationTime();
  }

  @Override
  public boolean isRegularFile() {
    return lower.isRegularFile();
  }

  @Override
  public boolean isDirectory() {
    return lower.isDirectory();
  }

  @Override
  public boolean isSymbolicLink() {
    return lower.isSymbolicLink();
  }

  @Override
  public boolean isOther() {
    return lower.isOther();
  }

  /** The upper size in bytes. */
  @Override
  public long size() {
    return size;
  }

  @Override
  public @Nullable Object fileKey() {
    return lower.fileKey();
  }
}
