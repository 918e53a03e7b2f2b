package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The store behind a mount: that of the lower directory, whose figures it gives unscaled. Some
 * lower file systems make a store anew each time it is asked for: then two of a mount are one if
 * they have one name.
 *
 * <p>Immutable.
 */
final class EcryptfsFileStore extends FileStore {
  private final Path root;
  private final FileStore lower;
  private final Set<String> views;
  private final boolean readOnly;

  EcryptfsFileStore(Path root, FileStore lower, Set<String> views, boolean readOnly) {
    this.root = root;
    this.lower = lower;
    this.views = views;
    this.readOnly = readOnly;
  }

  @Override
  public String name() {
    return lower.name();
  }

  @Override
  public String type() {
    return "ecryptfs";
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public long getTotalSpace() throws IOException {
    return lower.getTotalSpace();
  }

  @Override
  public long getUsableSpace() throws IOException {
    return lower.getUsableSpace();
  }

  @Override
  public long getUnallocatedSpace() throws IOException {
    return lower.getUnallocatedSpace();
  }

  @Override
  public long getBlockSize() throws IOException {
    return lower.getBlockSize();
  }

  @Override
  public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
    return type == BasicFileAttributeView.class || lower.supportsFileAttributeView(type);
  }

  @Override
  public boolean supportsFileAttributeView(String name) {
    return views.contains(name) && (name.equals("basic") || lower.supportsFileAttributeView(name));
  }

  @Override
  public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
    return lower.getFileStoreAttributeView(type);
  }

  @Override
  public Object getAttribute(String attribute) throws IOException {
    return lower.getAttribute(attribute);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EcryptfsFileStore that
        && (lower.equals(that.lower) || (root.equals(that.root) && name().equals(that.name())));
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }

  @Override
  public String toString() {
    return "ecryptfs on " + lower;
  }
}
