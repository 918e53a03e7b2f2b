package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.crypto.ExtentCipher;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Buffers for runs of extents, shared by the files of a mount. A buffer that finds no place in the
 * pool is zeroed, and so are all when the mount closes.
 *
 * <p>Thread-safe.
 */
public final class BufferPool implements AutoCloseable {
  /** How many extents a buffer holds. */
  static final int EXTENTS = 64;

  private static final int KEPT = 8;

  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);
  private volatile boolean closed;

  /** A buffer of {@link #EXTENTS} extents with any content; the borrower gives it back. */
  byte[] take() {
    byte[] kept = free.poll();
    return kept == null ? new byte[EXTENTS * ExtentCipher.EXTENT_BYTES] : kept;
  }

  /** Takes a buffer back. */
  void giveBack(byte[] buffer) {
    if (!free.offer(buffer)) {
      Arrays.fill(buffer, (byte) 0);
    } else if (closed) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (byte[] buffer = free.poll(); buffer != null; buffer = free.poll()) {
      Arrays.fill(buffer, (byte) 0);
    }
  }
}
