package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.provider.lower.LowerChannel;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The locks of one file that channels of this JVM hold or wait for. Behind each that is held stands
 * a lock of the same range of the lower file, where the lower file system has such, so that other
 * processes see it.
 *
 * <p>Thread-safe.
 */
public final class LockTable {
  private final List<Range> claimed = new ArrayList<>();

  /** A range of upper bytes that is locked, or is to be. */
  public static final class Range {
    private final long start;
    private final long size;
    private final boolean shared;
    private Optional<FileLock> lower = Optional.empty();

    private Range(long start, long size, boolean shared) {
      this.start = start;
      this.size = size;
      this.shared = shared;
    }

    /** The first byte. */
    public long start() {
      return start;
    }

    /** How many bytes. */
    public long size() {
      return size;
    }

    /** Whether other processes may lock it shared too. */
    public boolean shared() {
      return shared;
    }

    private boolean overlaps(long otherStart, long otherSize) {
      return otherStart < end(start, size) && start < end(otherStart, otherSize);
    }

    private static long end(long start, long size) {
      return size > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + size;
    }
  }

  /**
   * Claims a range for somebody who is going to lock it; to be released whether that succeeds or
   * not.
   *
   * @throws OverlappingFileLockException if this JVM has a claim that overlaps
   */
  synchronized Range claim(long start, long size, boolean shared) {
    if (claimed.stream().anyMatch(range -> range.overlaps(start, size))) {
      throw new OverlappingFileLockException();
    }
    Range range = new Range(start, size, shared);
    claimed.add(range);
    return range;
  }

  /**
   * Locks a range that is claimed; false if another process holds a lock that overlaps, or the
   * claim was given back meanwhile.
   */
  synchronized boolean tryLock(Range range, LowerChannel channel) throws IOException {
    if (!claimed.contains(range)) {
      return false;
    }
    if (channel.hasLocks()) {
      range.lower = channel.tryLock(range.start, range.size, range.shared);
      return range.lower.isPresent();
    }
    return true;
  }

  /** Lets a range go; does nothing if that was done before. */
  synchronized void release(Range range) throws IOException {
    if (claimed.remove(range) && range.lower.isPresent()) {
      range.lower.get().release();
    }
  }
}
