package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store of a lower file system that tells of none: no size is known. Immutable. */
public final class LowerStore extends FileStore {
  private final String scheme;

  private LowerStore(String scheme) {
    this.scheme = scheme;
  }

  /** The store of a lower file; some file systems give null or throw where java.nio wants one. */
  public static FileStore of(Path lower) throws IOException {
    FileStore unknown = new LowerStore(lower.getFileSystem().provider().getScheme());
    try {
      return Optional.ofNullable(Files.getFileStore(lower)).orElse(unknown);
    } catch (UnsupportedOperationException e) {
      return unknown;
    }
  }

  @Override
  public String name() {
    return "unknown";
  }

  @Override
  public String type() {
    return scheme;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public long getTotalSpace() {
    return 0;
  }

  @Override
  public long getUsableSpace() {
    return 0;
  }

  @Override
  public long getUnallocatedSpace() {
    return 0;
  }

  @Override
  public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
    return type == BasicFileAttributeView.class;
  }

  @Override
  public boolean supportsFileAttributeView(String name) {
    return name.equals("basic");
  }

  @Override
  public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
    return null;
  }

  @Override
  public Object getAttribute(String attribute) {
    throw new UnsupportedOperationException("attribute of an unknown store: " + attribute);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LowerStore that && scheme.equals(that.scheme);
  }

  @Override
  public int hashCode() {
    return scheme.hashCode();
  }

  @Override
  public String toString() {
    return "unknown store of " + scheme;
  }
}
