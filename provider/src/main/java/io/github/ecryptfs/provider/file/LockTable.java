package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.provider.lower.LowerChannel;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The locks that channels of this JVM hold on one file. Behind each stands a lock of the same range
 * of the lower file, where the lower file system has such, so that other processes see it.
 *
 * <p>Thread-safe.
 */
public final class LockTable {
  private final List<Range> held = new ArrayList<>();

  /** A locked range of upper bytes. */
  public static final class Range {
    private final long start;
    private final long size;
    private Optional<FileLock> lower = Optional.empty();

    private Range(long start, long size) {
      this.start = start;
      this.size = size;
    }

    /** The first byte. */
    public long start() {
      return start;
    }

    /** How many bytes. */
    public long size() {
      return size;
    }

    private boolean overlaps(long otherStart, long otherSize) {
      return otherStart < end(start, size) && start < end(otherStart, otherSize);
    }

    private static long end(long start, long size) {
      return size > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + size;
    }
  }

  /**
   * Locks a range.
   *
   * @return empty if another process holds a lock that overlaps
   * @throws OverlappingFileLockException if this JVM holds one
   */
  synchronized Optional<Range> tryLock(LowerChannel channel, long start, long size, boolean shared)
      throws IOException {
    if (held.stream().anyMatch(range -> range.overlaps(start, size))) {
      throw new OverlappingFileLockException();
    }
    Range range = new Range(start, size);
    if (channel.hasLocks()) {
      range.lower = channel.tryLock(start, size, shared);
      if (range.lower.isEmpty()) {
        return Optional.empty();
      }
    }
    held.add(range);
    return Optional.of(range);
  }

  /** Lets a range go. */
  synchronized void release(Range range) throws IOException {
    if (held.remove(range) && range.lower.isPresent()) {
      range.lower.get().release();
    }
  }
}
