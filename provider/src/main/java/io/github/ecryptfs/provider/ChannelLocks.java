package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.file.LockTable;
import io.github.ecryptfs.provider.file.OpenFile;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file locks of one channel. A lock is claimed first, which keeps others in this JVM out, and
 * then asked for until no other process holds one in its way: Java has no waiting for a lower lock
 * that an interrupt or a close would end ({@code docs/decisions/0009-file-locks-ask-again.md}).
 *
 * <p>Thread-safe.
 */
final class ChannelLocks {
  /** The pause between two questions. */
  static final long POLL_MILLIS = 10;

  private final OpenFile file;
  private final Maker maker;
  private final Set<LockTable.Range> claims = ConcurrentHashMap.newKeySet();

  /** Makes the lock that the channel's users get to see. */
  interface Maker {
    /** The lock of a range that is locked. */
    UpperFileLock of(ChannelLocks owner, LockTable.Range range);
  }

  ChannelLocks(OpenFile file, Maker maker) {
    this.file = file;
    this.maker = maker;
  }

  /**
   * Claims a range. It is to be {@link #release released}, whether it becomes a lock or not.
   *
   * @throws java.nio.channels.OverlappingFileLockException if another claim in this JVM overlaps
   */
  LockTable.Range claim(long start, long size, boolean shared) {
    EcryptfsFileChannel.requireNotNegative(start, "position");
    EcryptfsFileChannel.requireNotNegative(size, "size");
    boolean toTheEnd = size == 0 && RunningJdk.locksToTheEndWithoutSize();
    LockTable.Range range = file.claim(start, toTheEnd ? Long.MAX_VALUE - start : size, shared);
    claims.add(range);
    return range;
  }

  /**
   * The lock of a claimed range; empty if another process is in the way.
   *
   * @throws AsynchronousCloseException if the channel was closed meanwhile; nothing is locked then
   */
  Optional<UpperFileLock> obtain(LockTable.Range range) throws IOException {
    boolean locked = file.tryLock(range);
    UpperFileLock lock = maker.of(this, range);
    if (!lock.acquiredBy().isOpen()) {
      release(range);
      throw new AsynchronousCloseException();
    }
    return locked ? Optional.of(lock) : Optional.empty();
  }

  /** Gives a range back, locked or only claimed; does nothing if that was done before. */
  void release(LockTable.Range range) throws IOException {
    claims.remove(range);
    file.unlock(range);
  }

  /** Gives all back, when the channel closes. */
  void releaseAll() throws IOException {
    for (LockTable.Range range : claims) {
      release(range);
    }
  }
}
