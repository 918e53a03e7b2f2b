package io.github.ecryptfs.provider.file;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The small writes of one file that have not been written yet: one run of bytes without a gap.
 * While a file holds some back, this is their only copy.
 *
 * <p>Confined to the write lock of its open file; readers look at it under the read lock, or under
 * a stamp of it.
 */
final class HeldBack {
  /** A longer run is written. */
  private static final int MOST = 64 * 1024;

  /** A write of so many bytes is not held back. */
  private static final int LARGE = 4096;

  private static final int LEAST = 1024;
  private static final byte[] NOTHING = {};

  private final WriteBehind mount;
  private byte[] bytes = NOTHING;
  private long start;
  private int length;
  private boolean overdue;

  HeldBack(WriteBehind mount) {
    this.mount = mount;
  }

  /** Whether nothing is held back. */
  boolean isEmpty() {
    return length == 0;
  }

  /** Where the run starts, an upper position. */
  long start() {
    return start;
  }

  /** The position behind the run; 0 if there is none. */
  long end() {
    return length == 0 ? 0 : start + length;
  }

  /** Whether some of these bytes are in the run. */
  boolean touches(long position, int count) {
    return length > 0 && position < start + length && count > start - position;
  }

  /** Whether writing the run has failed, so that it is to be tried before anything else. */
  boolean isOverdue() {
    return overdue;
  }

  /**
   * Adds the remaining bytes of {@code source} to the run.
   *
   * @param size the size of the file without the run
   * @return false if they are too many, are not next to the run or in it, or there is no memory for
   *     them; nothing has changed then
   */
  boolean add(ByteBuffer source, long position, long size) {
    int count = source.remaining();
    long from = length == 0 ? position : start;
    boolean joins = length == 0 ? position <= size : position >= start && position <= end();
    if (count >= LARGE || !joins || position - from > MOST - count) {
      return false;
    }
    int offset = (int) (position - from);
    if (!reserve(offset + count)) {
      return false;
    }
    source.get(bytes, offset, count);
    if (length == 0) {
      mount.began();
    }
    start = from;
    length = Math.max(length, offset + count);
    return true;
  }

  private boolean reserve(int needed) {
    if (needed <= bytes.length) {
      return true;
    }
    int larger = Math.max(Math.max(LEAST, needed), Math.min(MOST, 2 * bytes.length));
    if (!mount.reserve(larger - bytes.length)) {
      return false;
    }
    byte[] old = bytes;
    bytes = Arrays.copyOf(old, larger);
    Arrays.fill(old, (byte) 0);
    return true;
  }

  /** The run, about to be written; until {@link #written} it is overdue. */
  ByteBuffer toWrite() {
    overdue = true;
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** Tells that the run was written. */
  void written() {
    Arrays.fill(bytes, 0, length, (byte) 0);
    overdue = false;
    if (length > 0) {
      length = 0;
      mount.ended();
    }
  }

  /** Gives the memory back; what is still held back is lost. */
  void release() {
    written();
    mount.release(bytes.length);
    bytes = NOTHING;
  }
}
