package io.github.ecryptfs.tck.lower;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Attributes without a file key. */
public record BareAttributes(BasicFileAttributes inner) implements BasicFileAttributes {
  @Override
  public FileTime lastModifiedTime() {
    return inner.lastModifiedTime();
  }

  @Override
  public FileTime lastAccessTime() {
    return inner.lastAccessTime();
  }

  @Override
  public FileTime creationTime() {
    return inner.creationTime();
  }

  @Override
  public boolean isRegularFile() {
    return inner.isRegularFile();
  }

  @Override
  public boolean isDirectory() {
    return inner.isDirectory();
  }

  @Override
  public boolean isSymbolicLink() {
    return inner.isSymbolicLink();
  }

  @Override
  public boolean isOther() {
    return inner.isOther();
  }

  @Override
  public long size() {
    return inner.size();
  }

  @Override
  public @Nullable Object fileKey() {
    return null;
  }
}
