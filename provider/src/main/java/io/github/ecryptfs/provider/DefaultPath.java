package io.github.ecryptfs.provider;

import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A path of the default file system, with all the ways of the platform's. Whether it leads into the
 * encrypted directory is found out when it is used.
 *
 * <p>Immutable.
 */
final class DefaultPath implements Path {
  private final DefaultFileSystem fileSystem;
  private final Path platform;

  DefaultPath(DefaultFileSystem fileSystem, Path platform) {
    this.fileSystem = fileSystem;
    this.platform = platform;
  }

  /** The same path in the platform's file system. */
  Path platform() {
    return platform;
  }

  private DefaultPath with(Path path) {
    return path == platform ? this : new DefaultPath(fileSystem, path);
  }

  private @Nullable DefaultPath withNullable(@Nullable Path path) {
    return path == null ? null : with(path);
  }

  private Path platformOf(Path other) {
    if (Objects.requireNonNull(other, "other") instanceof DefaultPath ours) {
      return ours.platform;
    }
    throw new ProviderMismatchException("'" + other + "' is no path of the default file system");
  }

  @Override
  public DefaultFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return platform.isAbsolute();
  }

  @Override
  public @Nullable DefaultPath getRoot() {
    return withNullable(platform.getRoot());
  }

  @Override
  public @Nullable DefaultPath getFileName() {
    return withNullable(platform.getFileName());
  }

  @Override
  public @Nullable DefaultPath getParent() {
    return withNullable(platform.getParent());
  }

  @Override
  public int getNameCount() {
    return platform.getNameCount();
  }

  @Override
  public DefaultPath getName(int index) {
    return with(platform.getName(index));
  }

  @Override
  public DefaultPath subpath(int beginIndex, int endIndex) {
    return with(platform.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return Objects.requireNonNull(other, "other") instanceof DefaultPath ours
        && platform.startsWith(ours.platform);
  }

  @Override
  public boolean endsWith(Path other) {
    return Objects.requireNonNull(other, "other") instanceof DefaultPath ours
        && platform.endsWith(ours.platform);
  }

  @Override
  public DefaultPath normalize() {
    return with(platform.normalize());
  }

  @Override
  public DefaultPath resolve(Path other) {
    return with(platform.resolve(platformOf(other)));
  }

  @Override
  public DefaultPath resolve(String other) {
    return with(platform.resolve(other));
  }

  @Override
  public DefaultPath relativize(Path other) {
    return with(platform.relativize(platformOf(other)));
  }

  @Override
  public URI toUri() {
    return fileSystem.toUri(this);
  }

  @Override
  public DefaultPath toAbsolutePath() {
    return with(platform.toAbsolutePath());
  }

  @Override
  public DefaultPath toRealPath(LinkOption... options) throws IOException {
    return fileSystem.toRealPath(this, options);
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    return fileSystem.register(this, watcher, events, modifiers);
  }

  @Override
  public Iterator<Path> iterator() {
    Iterator<Path> names = platform.iterator();
    Function<Path, Path> wrap = this::with;
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return names.hasNext();
      }

      @Override
      public Path next() {
        return wrap.apply(names.next());
      }
    };
  }

  /**
   * Compares as the platform does.
   *
   * @throws ClassCastException if {@code other} is a path of another provider
   */
  @Override
  public int compareTo(Path other) {
    return platform.compareTo(((DefaultPath) other).platform);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DefaultPath that && platform.equals(that.platform);
  }

  @Override
  public int hashCode() {
    return platform.hashCode();
  }

  @Override
  public String toString() {
    return platform.toString();
  }
}
