package io.github.ecryptfs.provider;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.Watchable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Watches directories through the watch service of the file system below, and tells of them with
 * the names that programs know. Entries whose names do not decode are not told of, so a key can
 * come without events.
 *
 * <p>Thread-safe. What keys do, queueing and resetting, is left to those below.
 */
final class UpperWatchService implements WatchService {
  private final WatchService lower;
  private final Closeable onClose;

  /**
   * By the key below; guarded by itself, also while one is registered, whose event may be there.
   */
  private final IdentityHashMap<WatchKey, UpperWatchKey> keys = new IdentityHashMap<>();

  /**
   * A service over {@code lower}, which it closes.
   *
   * @param onClose called whenever this is closed
   */
  UpperWatchService(WatchService lower, Closeable onClose) {
    this.lower = lower;
    this.onClose = onClose;
  }

  /**
   * The watch service of ours that somebody registers with.
   *
   * @throws ProviderMismatchException if it is another provider's
   */
  static UpperWatchService ours(WatchService watcher) {
    if (Objects.requireNonNull(watcher, "watcher") instanceof UpperWatchService ours) {
      return ours;
    }
    throw new ProviderMismatchException("a watch service of another provider");
  }

  /**
   * A directory to be watched.
   *
   * @param lower where it is
   * @param upper what it is to programs
   * @param decode gives the upper name of an entry, if it has one
   */
  record Watched(Path lower, Watchable upper, Function<Path, Optional<Path>> decode) {}

  /** Watches a directory; one that is watched already keeps its key. */
  WatchKey register(
      Watched directory, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    synchronized (keys) {
      WatchKey key = directory.lower().register(lower, events, modifiers);
      return keys.computeIfAbsent(key, found -> new UpperWatchKey(found, directory));
    }
  }

  private Optional<WatchKey> upper(WatchKey key) {
    synchronized (keys) {
      return Optional.ofNullable(keys.get(key));
    }
  }

  private void forget(WatchKey key) {
    synchronized (keys) {
      keys.remove(key);
    }
  }

  @Override
  public @Nullable WatchKey poll() {
    WatchKey key = lower.poll();
    while (key != null && upper(key).isEmpty()) {
      key = lower.poll();
    }
    return key == null ? null : upper(key).orElse(null);
  }

  @Override
  public @Nullable WatchKey poll(long timeout, TimeUnit unit) throws InterruptedException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    while (true) {
      WatchKey key = lower.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (key == null || upper(key).isPresent()) {
        return key == null ? null : upper(key).orElse(null);
      }
    }
  }

  @Override
  public WatchKey take() throws InterruptedException {
    while (true) {
      Optional<WatchKey> key = upper(lower.take());
      if (key.isPresent()) {
        return key.get();
      }
    }
  }

  @Override
  public void close() throws IOException {
    onClose.close();
    lower.close();
  }

  /** The key of one directory. */
  private final class UpperWatchKey implements WatchKey {
    private final WatchKey key;
    private final Watched directory;

    UpperWatchKey(WatchKey key, Watched directory) {
      this.key = key;
      this.directory = directory;
    }

    @Override
    public boolean isValid() {
      return key.isValid();
    }

    @Override
    public List<WatchEvent<?>> pollEvents() {
      return key.pollEvents().stream()
          .<WatchEvent<?>>flatMap(event -> decoded(event).stream())
          .toList();
    }

    /** The event with the upper name; an overflow as it is. */
    private Optional<WatchEvent<?>> decoded(WatchEvent<?> event) {
      if (event.kind() == StandardWatchEventKinds.OVERFLOW
          || !(event.context() instanceof Path name)) {
        return Optional.of(event);
      }
      return directory
          .decode()
          .apply(directory.lower().resolve(name))
          .map(upper -> new UpperWatchEvent(pathKind(event), event.count(), upper));
    }

    /** What has a path tells of a path. */
    @SuppressWarnings("unchecked")
    private static WatchEvent.Kind<Path> pathKind(WatchEvent<?> event) {
      return (WatchEvent.Kind<Path>) event.kind();
    }

    @Override
    public boolean reset() {
      return key.reset();
    }

    @Override
    public void cancel() {
      if (key.isValid()) { // Jimfs fails the second time
        key.cancel();
      }
      forget(key);
    }

    @Override
    public Watchable watchable() {
      return directory.upper();
    }
  }

  /** Something that happened to an entry. */
  private record UpperWatchEvent(WatchEvent.Kind<Path> kind, int count, Path context)
      implements WatchEvent<Path> {}
}
