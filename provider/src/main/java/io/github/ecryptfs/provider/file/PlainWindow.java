package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.crypto.ExtentCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The plaintext of the run of extents that was used last: what a sequential reader with a small
 * buffer gets next, and what a small write changes a part of. Never the only copy of a byte.
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
      long extent = position / ExtentCipher.EXTENT_BYTES;
      if (!holds(extent)) {
        load(extent, Math.min(run, EXTENTS), loader);
      }
      int offset = (int) (position - first * ExtentCipher.EXTENT_BYTES);
      int bytes = Math.min(limit, count * ExtentCipher.EXTENT_BYTES - offset);
      target.put(plain, offset, bytes);
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Copies one extent to {@code target}; false if it is not here. */
  boolean copy(long extent, byte[] target, int offset) {
    lock.lock();
    try {
      if (!holds(extent)) {
        return false;
      }
      int from = (int) (extent - first) * ExtentCipher.EXTENT_BYTES;
      System.arraycopy(plain, from, target, offset, ExtentCipher.EXTENT_BYTES);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes over what is about to be written: extents that are here change, else the last one is
   * remembered.
   */
  void written(long from, int extents, byte[] source) {
    lock.lock();
    try {
      long start = Math.max(from, first);
      long end = Math.min(from + extents, first + count);
      if (start < end) {
        System.arraycopy(
            source,
            (int) (start - from) * ExtentCipher.EXTENT_BYTES,
            plain,
            (int) (start - first) * ExtentCipher.EXTENT_BYTES,
            (int) (end - start) * ExtentCipher.EXTENT_BYTES);
      }
      long last = from + extents - 1;
      if (!holds(last)) {
        reserve(1);
        System.arraycopy(
            source, (extents - 1) * ExtentCipher.EXTENT_BYTES, plain, 0, ExtentCipher.EXTENT_BYTES);
        first = last;
        count = 1;
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

  private boolean holds(long extent) {
    return extent >= first && extent < first + count;
  }

  private void load(long extent, int extents, Loader loader) throws IOException {
    count = 0;
    reserve(extents);
    loader.load(extent, extents, plain);
    first = extent;
    count = extents;
  }

  private void reserve(int extents) {
    int bytes = extents * ExtentCipher.EXTENT_BYTES;
    if (plain.length < bytes) {
      Arrays.fill(plain, (byte) 0);
      plain = new byte[bytes];
    }
  }
}
