package io.github.ecryptfs.provider.file;

import static io.github.ecryptfs.metadata.ExtentLayout.EXTENT_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The plaintext of the run of extents that a sequential reader with a small buffer reads next.
 * Never the only copy of a byte.
 *
 * <p>Thread-safe by its own lock. A reader that finds it taken goes past it.
 */
final class PlainWindow {
  /** The longest run. */
  static final int EXTENTS = 32;

  private static final byte[] NOTHING = {};

  private final ReentrantLock lock = new ReentrantLock();
  private byte[] plain = NOTHING;
  private long first;
  private int count;

  /** Fills extents with plaintext. */
  interface Loader {
    /**
     * Puts the plaintext of {@code count} extents from {@code first} on into {@code target} at 0.
     */
    void load(long first, int count, byte[] target) throws IOException;
  }

  /**
   * Copies bytes from {@code position} on to {@code target}, at most {@code limit}, after loading
   * the run of {@code run} extents that starts there if it is not here.
   *
   * @return how many; 0 if another thread is using the window
   */
  int read(long position, ByteBuffer target, int limit, int run, Loader loader) throws IOException {
    if (!lock.tryLock()) {
      return 0;
    }
    try {
      long extent = position / EXTENT_BYTES;
      if (extent < first || extent >= first + count) {
        load(extent, Math.min(run, EXTENTS), loader);
      }
      int offset = (int) (position - start());
      int bytes = Math.min(limit, count * EXTENT_BYTES - offset);
      target.put(plain, offset, bytes);
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Copies {@code bytes} bytes to {@code target}; false if they are not all here. */
  boolean readAll(long position, ByteBuffer target, int bytes) {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      long offset = position - start();
      if (offset < 0 || offset > (long) count * EXTENT_BYTES - bytes) {
        return false;
      }
      target.put(plain, (int) offset, bytes);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes over bytes that are about to be written, as far as their extents are here. */
  void change(long position, byte[] source, int offset, int bytes) {
    lock.lock();
    try {
      long from = Math.max(position, start());
      long to = Math.min(position + bytes, start() + (long) count * EXTENT_BYTES);
      if (from < to) {
        int at = offset + (int) (from - position);
        System.arraycopy(source, at, plain, (int) (from - start()), (int) (to - from));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what is here if some of these extents are. */
  void drop(long from, int extents) {
    lock.lock();
    try {
      if (from < first + count && first < from + extents) {
        count = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything. */
  void clear() {
    lock.lock();
    try {
      Arrays.fill(plain, (byte) 0);
      plain = NOTHING;
      count = 0;
    } finally {
      lock.unlock();
    }
  }

  private long start() {
    return first * EXTENT_BYTES;
  }

  private void load(long extent, int extents, Loader loader) throws IOException {
    count = 0;
    int bytes = extents * EXTENT_BYTES;
    if (plain.length < bytes) {
      Arrays.fill(plain, (byte) 0);
      plain = new byte[bytes];
    }
    loader.load(extent, extents, plain);
    first = extent;
    count = extents;
  }
}
