package io.github.ecryptfs.provider.tree;

import com.google.common.util.concurrent.Striped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * Locks of lower directories, striped: who opens a file holds its directory's read lock, who makes,
 * moves or deletes a name its write lock. They come first in the lock order ({@code
 * docs/concurrency.md}).
 *
 * <p>Thread-safe.
 */
final class NameLocks {
  private static final int STRIPES = 64;

  private final Striped<ReadWriteLock> stripes = Striped.readWriteLock(STRIPES);

  /** What is done under the locks. */
  interface Body<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Runs {@code body} while the names of the directory that {@code entry} is in stay as they are.
   */
  <T> T keeping(Path entry, Body<T> body) throws IOException {
    return holding(stripes.get(directoryOf(entry)).readLock(), body);
  }

  /**
   * Runs {@code body} while nobody else uses or changes names in the directory that {@code entry}
   * is in.
   */
  <T> T changing(Path entry, Body<T> body) throws IOException {
    return holding(stripes.get(directoryOf(entry)).writeLock(), body);
  }

  /**
   * As {@link #changing(Path, Body)} for two entries; their locks are always taken in the same
   * order.
   */
  <T> T changing(Path one, Path two, Body<T> body) throws IOException {
    List<Lock> locks = new ArrayList<>();
    for (ReadWriteLock stripe : stripes.bulkGet(List.of(directoryOf(one), directoryOf(two)))) {
      locks.add(stripe.writeLock());
    }
    return holding(locks, body);
  }

  private static <T> T holding(Lock lock, Body<T> body) throws IOException {
    lock.lock();
    try {
      return body.run();
    } finally {
      lock.unlock();
    }
  }

  private static <T> T holding(List<Lock> locks, Body<T> body) throws IOException {
    locks.forEach(Lock::lock);
    try {
      return body.run();
    } finally {
      locks.forEach(Lock::unlock);
    }
  }

  private static Path directoryOf(Path entry) {
    Path parent = entry.getParent();
    return parent == null ? entry : parent;
  }
}
