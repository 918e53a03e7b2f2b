package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.crypto.ExtentCipher;
import io.github.ecryptfs.metadata.ExtentLayout;
import io.github.ecryptfs.provider.lower.LowerChannel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The extents of one lower file: where they lie, their ciphertext, and what to do when a lower
 * write fails.
 *
 * <p>A failed write is tried once more. If that fails too, its ciphertext is kept and written again
 * before anything else is done on the file, for the extents it touched may be torn.
 *
 * <p>Reads may run in parallel; writes and {@link #repair} run under the write lock of the open
 * file.
 */
final class ExtentStore implements Closeable {
  private static final System.Logger LOG = System.getLogger(ExtentStore.class.getName());

  /** Blocks of some ciphers are half as long; their chains can start anew at these too. */
  static final int BLOCK_BYTES = 16;

  private final LowerChannel channel;
  private final ExtentLayout layout;
  private final ExtentCipher cipher;
  private final BufferPool buffers;
  private final boolean lenient;

  private volatile Optional<FailedWrite> failed = Optional.empty();

  ExtentStore(
      LowerChannel channel,
      ExtentLayout layout,
      ExtentCipher cipher,
      BufferPool buffers,
      boolean lenient) {
    this.channel = channel;
    this.layout = layout;
    this.cipher = cipher;
    this.buffers = buffers;
    this.lenient = lenient;
  }

  /** So many bytes as whole blocks. */
  static int wholeBlocks(int bytes) {
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  /**
   * Reads and decrypts whole blocks into {@code target}; no more than those are read, but for the
   * one before, which they are chained to.
   *
   * @param position where they start, an upper position
   * @param bytes how many, at most {@link BufferPool#EXTENTS} extents if they start with one, else
   *     a block less
   * @param upperSize the size of the file: behind it no ciphertext need be there, and {@code
   *     target} becomes zero where there is none
   * @throws FileSystemException if the lower file ends before the data does
   */
  void read(long position, int bytes, byte[] target, int offset, long upperSize)
      throws IOException {
    byte[] ciphertext = buffers.take();
    try {
      int start = ExtentLayout.offsetInExtent(position);
      int before = start == 0 ? 0 : BLOCK_BYTES;
      int present = fetch(position - before, before + bytes, ciphertext, 0, upperSize) - before;
      cipher.decryptRange(
          ExtentLayout.extentOf(position), start, present, ciphertext, before, target, offset);
      Arrays.fill(target, offset + present, offset + bytes, (byte) 0);
    } finally {
      buffers.giveBack(ciphertext);
    }
  }

  /**
   * Reads ciphertext.
   *
   * @return how many bytes are there: all, or at least the whole blocks up to the end of the file
   * @throws FileSystemException if the lower file ends before the data does
   */
  int fetch(long position, int bytes, byte[] ciphertext, int offset, long upperSize)
      throws IOException {
    int present = channel.read(ByteBuffer.wrap(ciphertext, offset, bytes), lowerOf(position));
    return present < bytes
        ? completeCut(position, bytes, ciphertext, offset, present, upperSize)
        : bytes;
  }

  private long lowerOf(long position) {
    return layout.lowerOffset(ExtentLayout.extentOf(position))
        + ExtentLayout.offsetInExtent(position);
  }

  /** How many bytes of a cut run can be decrypted: a multiple of the cipher's block. */
  private int completeCut(
      long position, int bytes, byte[] ciphertext, int offset, int present, long upperSize)
      throws IOException {
    int needed = wholeBlocks((int) Math.min(bytes, upperSize - position));
    if (present >= needed) {
      return needed;
    }
    if (!lenient) {
      throw new FileSystemException(
          name(),
          null,
          "the lower file ends at byte "
              + (lowerOf(position) + present)
              + ", before the data that its size field tells of ("
              + upperSize
              + " bytes) ends; restore it from a backup, or mount with ecryptfs_nio_lenient to read what is left");
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: ciphertext from lower byte {1} on is missing and taken as zero",
        name(),
        lowerOf(position) + present);
    Arrays.fill(ciphertext, offset + present, offset + bytes, (byte) 0);
    return bytes;
  }

  /** Encrypts and decrypts the extents. */
  ExtentCipher cipher() {
    return cipher;
  }

  /** Writes ciphertext to an upper position. */
  void put(long position, byte[] ciphertext, int offset, int bytes) throws IOException {
    repair();
    long lower = lowerOf(position);
    try {
      channel.write(ByteBuffer.wrap(ciphertext, offset, bytes), lower);
    } catch (IOException e) {
      rewrite(new FailedWrite(lower, Arrays.copyOfRange(ciphertext, offset, offset + bytes)), e);
    }
  }

  /** The channel below. */
  LowerChannel channel() {
    return channel;
  }

  /** Whether {@link #repair} has something to do. */
  boolean needsRepair() {
    return failed.isPresent();
  }

  /** Writes again what failed to be written. */
  void repair() throws IOException {
    if (failed.isPresent()) {
      channel.write(ByteBuffer.wrap(failed.get().ciphertext), failed.get().position);
      failed = Optional.empty();
    }
  }

  /** Tells where the data ends: behind that nothing needs repair. */
  void endsAt(long upperSize) {
    long end = layout.lowerSize(upperSize);
    failed = failed.filter(write -> write.position < end).map(write -> write.cutAt(end));
  }

  private void rewrite(FailedWrite write, IOException first) throws IOException {
    failed = Optional.of(write);
    try {
      repair();
    } catch (IOException second) {
      first.addSuppressed(second);
      throw first;
    }
  }

  /** Cuts the lower file to what {@code upperSize} needs; a shorter lower file stays. */
  void truncate(long upperSize) throws IOException {
    endsAt(upperSize);
    long lowerSize = layout.lowerSize(upperSize);
    if (lowerSize < channel.size()) {
      channel.truncate(lowerSize);
    }
  }

  @Override
  public void close() throws IOException {
    cipher.close();
    channel.close();
  }

  private String name() {
    return channel.path().map(Object::toString).orElse("(deleted file)");
  }

  /** Ciphertext that may have reached the lower file in part. */
  private static final class FailedWrite {
    private final long position;
    private final byte[] ciphertext;

    FailedWrite(long position, byte[] ciphertext) {
      this.position = position;
      this.ciphertext = ciphertext;
    }

    FailedWrite cutAt(long end) {
      int bytes = (int) Math.min(ciphertext.length, end - position);
      return new FailedWrite(position, Arrays.copyOf(ciphertext, bytes));
    }
  }
}
