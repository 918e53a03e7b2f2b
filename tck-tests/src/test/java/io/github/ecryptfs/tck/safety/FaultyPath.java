package io.github.ecryptfs.tck.safety;

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

/** A path of a {@link FaultyFileSystem}: one of the file system behind it, in disguise. */
record FaultyPath(FaultyFileSystem fileSystem, Path inner) implements Path {
  /** The path behind {@code path}. */
  static Path unwrap(Path path) {
    if (path instanceof FaultyPath ours) {
      return ours.inner;
    }
    throw new ProviderMismatchException(path.getClass().getName());
  }

  private Path wrap(Path path) {
    return new FaultyPath(fileSystem, path);
  }

  private @Nullable Path wrapOrNull(@Nullable Path path) {
    return path == null ? null : wrap(path);
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
    return wrapOrNull(inner.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return wrapOrNull(inner.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return wrapOrNull(inner.getParent());
  }

  @Override
  public int getNameCount() {
    return inner.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return wrap(inner.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return wrap(inner.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof FaultyPath ours && inner.startsWith(ours.inner);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof FaultyPath ours && inner.endsWith(ours.inner);
  }

  @Override
  public Path normalize() {
    return wrap(inner.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return wrap(inner.resolve(unwrap(other)));
  }

  @Override
  public Path relativize(Path other) {
    return wrap(inner.relativize(unwrap(other)));
  }

  @Override
  public URI toUri() {
    return inner.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return wrap(inner.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return fileSystem.faults().call(LowerCall.ATTRIBUTES, () -> wrap(inner.toRealPath(options)));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return inner.compareTo(unwrap(other));
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
