package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.crypto.ExtentCipher;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Buffers for runs of extents, shared by the files of a mount. A buffer that finds no place in the
 * pool is zeroed, and so are all when the mount closes.
 *
 * <p>Thread-safe without locks.
 */
public final class BufferPool implements AutoCloseable {
  /** How many extents a buffer holds. */
  static final int EXTENTS = 64;

  private static final int KEPT = 8;

  private final AtomicReferenceArray<byte[]> free = new AtomicReferenceArray<>(KEPT);
  private volatile boolean closed;

  /** A buffer of {@link #EXTENTS} extents with any content; the borrower gives it back. */
  byte[] take() {
    for (int i = 0; i < KEPT; i++) {
      byte[] kept = free.getAndSet(i, null);
      if (kept != null) {
        return kept;
      }
    }
    return new byte[EXTENTS * ExtentCipher.EXTENT_BYTES];
  }

  /** Takes a buffer back. */
  void giveBack(byte[] buffer) {
    for (int i = 0; i < KEPT; i++) {
      if (free.compareAndSet(i, null, buffer)) {
        closeAgain();
        return;
      }
    }
    Arrays.fill(buffer, (byte) 0);
  }

  private void closeAgain() {
    if (closed) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < KEPT; i++) {
      byte[] buffer = free.getAndSet(i, null);
      if (buffer != null) {
        Arrays.fill(buffer, (byte) 0);
      }
    }
  }
}
