package io.github.ecryptfs.provider.file;

import static io.github.ecryptfs.metadata.ExtentLayout.EXTENT_BYTES;

import io.github.ecryptfs.metadata.ExtentLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads ranges of an open file: from the plaintext that is kept, which it owns, else from the
 * extents.
 *
 * <p>Reads may run in parallel, under the read lock of the open file; {@link #change} and {@link
 * #forget} run under its write lock.
 */
final class ExtentReader {
  /** From this many whole extents on a read goes past what is kept. */
  private static final int LARGE = 8;

  private final ExtentStore extents;
  private final BufferPool buffers;
  private final ExtentCache.OfFile cache;
  private final PlainWindow window = new PlainWindow();

  /** Where a reader that goes on without a jump will read next; a hint, so no lock. */
  private long sequential = -1;

  ExtentReader(ExtentStore extents, BufferPool buffers, ExtentCache.OfFile cache) {
    this.extents = extents;
    this.buffers = buffers;
    this.cache = cache;
  }

  /**
   * Reads without any lock, if the bytes are kept and lie in one extent or in the window. The
   * caller has to see to it that nothing was written meanwhile, or forget what it got.
   *
   * @param target its position is changed only if the bytes were read
   */
  boolean readKept(ByteBuffer target, long position, int bytes) {
    if (position == sequential) {
      boolean kept = window.readAll(position, target, bytes);
      sequential = kept ? position + bytes : position;
      return kept;
    }
    int offset = ExtentLayout.offsetInExtent(position);
    boolean kept =
        bytes <= EXTENT_BYTES - offset
            && cache.read(ExtentLayout.extentOf(position), offset, target, bytes);
    if (kept) {
      sequential = position + bytes;
    }
    return kept;
  }

  /**
   * Reads {@code bytes} bytes, all of which lie before the end.
   *
   * @param size the size of the file
   * @param target left as it was if reading fails
   */
  void read(ByteBuffer target, long position, int bytes, long size) throws IOException {
    boolean goesOn = position == sequential;
    sequential = position + bytes;
    int start = target.position();
    try {
      long at = position;
      for (int left = bytes; left > 0; ) {
        int done = readSome(target, at, left, goesOn, size);
        at += done;
        left -= done;
      }
    } catch (IOException | RuntimeException | Error e) {
      target.position(start);
      throw e;
    }
  }

  private int readSome(ByteBuffer target, long position, int bytes, boolean goesOn, long size)
      throws IOException {
    int whole = ExtentLayout.offsetInExtent(position) == 0 ? bytes / EXTENT_BYTES : 0;
    if (whole >= LARGE) {
      int count = Math.min(whole, BufferPool.EXTENTS);
      return readRange(target, position, count * EXTENT_BYTES, size);
    }
    if (goesOn) {
      int run = extentsFrom(position, PlainWindow.EXTENTS, size);
      int done =
          window.read(position, target, bytes, run, (first, n, into) -> load(first, n, into, size));
      if (done > 0) {
        return done;
      }
    }
    return readHereOrThere(target, position, bytes, size);
  }

  /** How many extents there are from {@code position} to the end, but no more than {@code most}. */
  private static int extentsFrom(long position, int most, long size) {
    return (int) Math.min(most, ExtentLayout.extentCount(size) - ExtentLayout.extentOf(position));
  }

  /** A few extents, from the cache or into it, or no more of them than is asked for. */
  private int readHereOrThere(ByteBuffer target, long position, int bytes, long size)
      throws IOException {
    long extent = ExtentLayout.extentOf(position);
    int offset = ExtentLayout.offsetInExtent(position);
    int inFirst = Math.min(bytes, EXTENT_BYTES - offset);
    if (cache.read(extent, offset, target, inFirst)) {
      return inFirst;
    }
    int run = cache.worthwhile(extent, ExtentLayout.extentCount(size));
    return run == 0
        ? readRange(target, position, Math.min(bytes, LARGE * EXTENT_BYTES), size)
        : readAndRemember(target, position, bytes, run, size);
  }

  /** Reads from the run of {@code run} extents that {@code position} lies in, and remembers it. */
  private int readAndRemember(ByteBuffer target, long position, int bytes, int run, long size)
      throws IOException {
    long first = ExtentLayout.extentOf(position) / run * run;
    int count = extentsFrom(first * EXTENT_BYTES, run, size);
    int offset = (int) (position - first * EXTENT_BYTES);
    int done = Math.min(bytes, count * EXTENT_BYTES - offset);
    byte[] buffer = buffers.take();
    try {
      load(first, count, buffer, size);
      cache.remember(first, count, buffer);
      target.put(buffer, offset, done);
      return done;
    } finally {
      buffers.giveBack(buffer);
    }
  }

  /** Decrypts no more than the blocks that are asked for; into the caller's array if they fit. */
  private int readRange(ByteBuffer target, long position, int bytes, long size) throws IOException {
    int before = (int) (position % ExtentStore.BLOCK_BYTES);
    int blocks = ExtentStore.wholeBlocks(before + bytes);
    if (blocks == bytes && target.hasArray()) {
      int at = target.arrayOffset() + target.position();
      extents.read(position, bytes, target.array(), at, size);
      target.position(target.position() + bytes);
      return bytes;
    }
    byte[] buffer = buffers.take();
    try {
      extents.read(position - before, blocks, buffer, 0, size);
      target.put(buffer, before, bytes);
      return bytes;
    } finally {
      buffers.giveBack(buffer);
    }
  }

  /** Plaintext of extents within the file, zero behind its end. */
  private void load(long first, int count, byte[] target, long size) throws IOException {
    long start = first * EXTENT_BYTES;
    int bytes = count * EXTENT_BYTES;
    extents.read(start, bytes, target, 0, size);
    if (size - start < bytes) {
      Arrays.fill(target, (int) (size - start), bytes, (byte) 0);
    }
  }

  /**
   * Takes over bytes that are about to be written, as far as their extents are kept.
   *
   * @param source the bytes, at {@code offset}
   */
  void change(long position, byte[] source, int offset, int bytes) {
    window.change(position, source, offset, bytes);
    for (int done = 0; done < bytes; ) {
      int at = ExtentLayout.offsetInExtent(position + done);
      int part = Math.min(bytes - done, EXTENT_BYTES - at);
      cache.change(ExtentLayout.extentOf(position + done), at, source, offset + done, part);
      done += part;
    }
  }

  /** Forgets extents that are about to be written. */
  void drop(long first, int count) {
    window.drop(first, count);
    for (int i = 0; i < count; i++) {
      cache.drop(first + i);
    }
  }

  /** Zeroes and forgets the plaintext that is kept. */
  void forget() {
    window.clear();
    cache.clear();
  }
}
