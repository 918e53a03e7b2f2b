package io.github.ecryptfs.provider.file;

import static io.github.ecryptfs.metadata.ExtentLayout.EXTENT_BYTES;

import io.github.ecryptfs.metadata.ExtentLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes ranges of an open file: takes of the old extents what stays, encrypts, and writes each run
 * of extents at once.
 *
 * <p>Confined to the write lock of its open file, but for {@link #isUnpadded}.
 */
final class ExtentWriter {
  /** From this many whole extents on they are encrypted from where the caller has them. */
  private static final int LARGE = 8;

  private final ExtentStore extents;
  private final ExtentReader reader;
  private final BufferPool buffers;
  private final ChangingExtent last;

  ExtentWriter(ExtentStore extents, ExtentReader reader, BufferPool buffers) {
    this.extents = extents;
    this.reader = reader;
    this.buffers = buffers;
    this.last = new ChangingExtent(extents);
  }

  /**
   * Writes the remaining bytes of {@code source}.
   *
   * @param position at most in the extent in which the file ends, or behind its last one; what is
   *     between the end and that becomes zero
   * @param size the size of the file
   */
  void write(ByteBuffer source, long position, long size) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      int offset = ExtentLayout.offsetInExtent(at);
      int bytes = Math.min(source.remaining(), BufferPool.EXTENTS * EXTENT_BYTES - offset);
      if (offset + bytes <= EXTENT_BYTES) {
        changeOne(source, at, bytes, size);
      } else {
        new Run(at, bytes, size).write(source);
      }
      at += bytes;
    }
  }

  /**
   * Writes zeros behind the end, up to {@link BufferPool#EXTENTS} extents.
   *
   * @return where they end: at {@code to}, or before
   */
  long writeZeros(long size, long to) throws IOException {
    byte[] zeros = buffers.take();
    try {
      int bytes = (int) Math.min(to - size, zeros.length);
      Arrays.fill(zeros, 0, bytes, (byte) 0);
      write(ByteBuffer.wrap(zeros, 0, bytes), size, size);
      return size + bytes;
    } finally {
      buffers.giveBack(zeros);
    }
  }

  /** Zeroes the rest of the extent in which a file of {@code newSize} bytes ends, and pads it. */
  void zeroTail(long newSize, long size) throws IOException {
    int tail = EXTENT_BYTES - ExtentLayout.offsetInExtent(newSize);
    write(ByteBuffer.allocate((int) Math.min(size - newSize, tail)), newSize, size);
    pad();
  }

  /** How many bytes of the file an extent holds. */
  private static int dataIn(long extent, long size) {
    return (int) Math.max(0, Math.min(EXTENT_BYTES, size - extent * EXTENT_BYTES));
  }

  private static int blockOf(int offset) {
    return offset / ExtentStore.BLOCK_BYTES * ExtentStore.BLOCK_BYTES;
  }

  private void changeOne(ByteBuffer source, long position, int bytes, long size)
      throws IOException {
    long extent = ExtentLayout.extentOf(position);
    int offset = ExtentLayout.offsetInExtent(position);
    int end = offset + bytes;
    int data = dataIn(extent, size);
    int changed = Math.min(offset, data);
    boolean again = last.is(extent);
    if (data == 0 || (offset == 0 && end >= data)) {
      last.begin(extent);
    } else {
      last.load(extent, changed, size);
    }
    source.get(last.plain(), offset, bytes);
    reader.change(position - offset + changed, last.plain(), changed, end - changed);
    last.store(
        blockOf(changed), again && end >= data ? ExtentStore.wholeBlocks(end) : EXTENT_BYTES);
  }

  /** Whether the end of the file is still to be padded; may be asked without the lock. */
  boolean isUnpadded() {
    return last.isUnpadded();
  }

  /** Whether a write there goes on with the extent that is not padded. */
  boolean goesOnAt(long position) {
    return last.is(ExtentLayout.extentOf(position));
  }

  /** Writes the padding that is left to be written. */
  void pad() throws IOException {
    last.pad();
  }

  /** Forgets what is known of the extent changed last, as others may have changed it. */
  void forget() {
    last.forget();
  }

  /** A write to two extents or more, of which the first and the last may keep a part. */
  private final class Run {
    private final long first;
    private final int count;
    private final int offset;
    private final int end;

    /** Where the old data ends, from the start of the run; may lie behind the run. */
    private final long data;

    /** From where on the first extent changes; zeros may come before {@link #offset}. */
    private final int changed;

    private final int from;

    Run(long position, int bytes, long size) {
      this.first = ExtentLayout.extentOf(position);
      this.offset = ExtentLayout.offsetInExtent(position);
      this.end = offset + bytes;
      this.count = (end + EXTENT_BYTES - 1) / EXTENT_BYTES;
      this.data = Math.max(0, size - first * EXTENT_BYTES);
      this.changed = (int) Math.min(offset, data);
      this.from = blockOf(changed);
    }

    void write(ByteBuffer source) throws IOException {
      byte[] cipher = buffers.take();
      try {
        if (changed == 0 && offset == 0 && count >= LARGE && isWhole() && source.hasArray()) {
          writeStraight(source, cipher);
        } else {
          writeCopied(source, cipher);
        }
      } finally {
        buffers.giveBack(cipher);
      }
    }

    private boolean isWhole() {
      return end % EXTENT_BYTES == 0;
    }

    private void writeStraight(ByteBuffer source, byte[] cipher) throws IOException {
      byte[] plain = source.array();
      int at = source.arrayOffset() + source.position();
      source.position(source.position() + end);
      reader.drop(first, count); // another thread might change the array meanwhile
      forgetCovered();
      extents.cipher().encrypt(first, count, plain, at, cipher, 0);
      extents.put(first * EXTENT_BYTES, cipher, 0, end);
    }

    private void writeCopied(ByteBuffer source, byte[] cipher) throws IOException {
      byte[] plain = buffers.take();
      try {
        int whole = count * EXTENT_BYTES;
        Arrays.fill(plain, end, whole, (byte) 0);
        takeOld(plain, cipher);
        Arrays.fill(plain, changed, offset, (byte) 0);
        source.get(plain, offset, end - offset);
        reader.change(first * EXTENT_BYTES + changed, plain, changed, end - changed);
        forgetCovered();
        encrypt(plain, cipher);
        extents.put(first * EXTENT_BYTES + from, cipher, from, whole - from);
        if (end >= data && !isWhole()) {
          int at = whole - EXTENT_BYTES;
          last.adopt(first + count - 1, end - at, plain, cipher, at);
        }
      } finally {
        buffers.giveBack(plain);
      }
    }

    private void encrypt(byte[] plain, byte[] cipher) {
      if (from == 0) {
        extents.cipher().encrypt(first, count, plain, 0, cipher, 0);
      } else {
        extents.cipher().encryptRange(first, from, EXTENT_BYTES, plain, 0, cipher, 0);
        extents.cipher().encrypt(first + 1, count - 1, plain, EXTENT_BYTES, cipher, EXTENT_BYTES);
      }
    }

    private void forgetCovered() {
      for (int i = 0; i < count; i++) {
        if (last.is(first + i)) {
          last.forget();
        }
      }
    }

    /** The old blocks that are kept in part, and the one that the first changed one follows. */
    private void takeOld(byte[] plain, byte[] cipher) throws IOException {
      long size = first * EXTENT_BYTES + data;
      int headFrom = Math.max(0, from - ExtentStore.BLOCK_BYTES);
      int headEnd = ExtentStore.wholeBlocks(changed);
      int tailFrom = blockOf(end);
      int tailEnd = ExtentStore.wholeBlocks((int) Math.min(data, (long) count * EXTENT_BYTES));
      boolean tail = end < data && !isWhole();
      int before = tailFrom % EXTENT_BYTES == 0 ? 0 : ExtentStore.BLOCK_BYTES;
      if (tail && changed > 0 && count == 2) {
        fetch(headFrom, tailEnd, cipher, size);
      } else {
        fetch(headFrom, headEnd, cipher, size);
        if (tail) {
          fetch(tailFrom - before, tailEnd, cipher, size);
        }
      }
      decrypt(from, headEnd, plain, cipher);
      if (tail) {
        decrypt(tailFrom, tailEnd, plain, cipher);
        Arrays.fill(plain, (int) Math.min(data, tailEnd), tailEnd, (byte) 0);
      }
    }

    private void fetch(int start, int stop, byte[] cipher, long size) throws IOException {
      if (start < stop) {
        extents.fetch(first * EXTENT_BYTES + start, stop - start, cipher, start, size);
      }
    }

    private void decrypt(int start, int stop, byte[] plain, byte[] cipher) {
      if (start < stop) {
        extents
            .cipher()
            .decryptRange(
                first + start / EXTENT_BYTES,
                start % EXTENT_BYTES,
                stop - start,
                cipher,
                start,
                plain,
                start);
      }
    }
  }
}
