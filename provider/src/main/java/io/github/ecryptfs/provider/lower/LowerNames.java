package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps the names of a mount's open lower files as they are while one is used: what Java reaches by
 * path only would else be another file's when the name has moved on.
 *
 * <p>Thread-safe. The last lock in the order ({@code docs/concurrency.md}): who holds it takes no
 * other.
 */
public final class LowerNames {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** What is done under the lock. */
  public interface Body<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /** Runs {@code body} while no name changes. */
  <T> T using(Body<T> body) throws IOException {
    return holding(lock.readLock(), body);
  }

  /** Runs {@code body}, which changes names and tells the channels of them, while none is used. */
  public <T> T changing(Body<T> body) throws IOException {
    return holding(lock.writeLock(), body);
  }

  private static <T> T holding(Lock held, Body<T> body) throws IOException {
    held.lock();
    try {
      return body.run();
    } finally {
      held.unlock();
    }
  }
}
