package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where an open lower file is: follows it when it is moved through the mount, and knows when it has
 * no name any more.
 *
 * <p>Thread-safe.
 */
final class LowerName {
  private final LowerNames names;
  private final AtomicReference<Known> known;

  /**
   * What is known of the names of the file.
   *
   * @param path one of them
   * @param elsewhere whether there are others when that one is gone
   */
  private record Known(Optional<Path> path, boolean elsewhere) {}

  LowerName(LowerNames names, Path path) {
    this.names = names;
    this.known = new AtomicReference<>(new Known(Optional.of(path), false));
  }

  /** Where the file is; empty once it was deleted or replaced through the mount. */
  Optional<Path> path() {
    return known().path();
  }

  /** Whether the file has names, but none that is known here. */
  boolean isElsewhere() {
    return known().elsewhere();
  }

  private Known known() {
    return Objects.requireNonNull(known.get());
  }

  /** What is done with the path of a file. */
  interface PathUse<T> {
    /** Does it; the path is empty if the file has none. */
    T with(Optional<Path> path) throws IOException;
  }

  /** Does something with the path while it stays the file's. */
  <T> T usingPath(PathUse<T> use) throws IOException {
    return names.using(() -> use.with(path()));
  }

  void moved(Path from, Path to) {
    known.updateAndGet(
        now -> new Known(now.path().map(p -> renamed(p, from, to)), now.elsewhere()));
  }

  private static Path renamed(Path path, Path from, Path to) {
    return path.startsWith(from) ? to.resolve(from.relativize(path).toString()) : path;
  }

  void foundAt(Path lower) {
    known.set(new Known(Optional.of(lower), false));
  }

  void detached(Path gone, boolean elsewhere) {
    known.updateAndGet(
        now -> now.path().equals(Optional.of(gone)) ? new Known(Optional.empty(), elsewhere) : now);
  }
}
