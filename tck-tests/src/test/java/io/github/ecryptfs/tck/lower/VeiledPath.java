package io.github.ecryptfs.tck.lower;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of a {@link VeiledFileSystem}: one of the file system behind it, in disguise. */
record VeiledPath(VeiledFileSystem fileSystem, Path inner) implements Path {
  /** The path behind {@code path}. */
  static Path unveil(Path path) {
    if (path instanceof VeiledPath ours) {
      return ours.inner;
    }
    throw new ProviderMismatchException(path.getClass().getName());
  }

  private Path veil(Path path) {
    return new VeiledPath(fileSystem, path);
  }

  private @Nullable Path veilOrNull(@Nullable Path path) {
    return path == null ? null : veil(path);
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return inner.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return veilOrNull(inner.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return veilOrNull(inner.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return veilOrNull(inner.getParent());
  }

  @Override
  public int getNameCount() {
    return inner.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return veil(inner.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return veil(inner.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof VeiledPath ours && inner.startsWith(ours.inner);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof VeiledPath ours && inner.endsWith(ours.inner);
  }

  @Override
  public Path normalize() {
    return veil(inner.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return veil(inner.resolve(unveil(other)));
  }

  @Override
  public Path relativize(Path other) {
    return veil(inner.relativize(unveil(other)));
  }

  @Override
  public URI toUri() {
    return URI.create(fileSystem.provider().getScheme() + "://" + inner.toUri().getRawPath());
  }

  @Override
  public Path toAbsolutePath() {
    return veil(inner.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return veil(inner.toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return inner.compareTo(unveil(other));
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
