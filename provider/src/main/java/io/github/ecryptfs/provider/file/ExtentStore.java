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
  private static final int BLOCK_BYTES = 16;

  private static final byte[] NOTHING = {};
  private static final long NONE = -1;

  private final LowerChannel channel;
  private final ExtentLayout layout;
  private final ExtentCipher cipher;
  private final BufferPool buffers;
  private final boolean lenient;

  /**
   * The ciphertext of the extent that was changed last, of which the next small change needs a
   * block.
   */
  private byte[] changed = NOTHING;

  private long changedExtent = NONE;
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

  /**
   * Reads and decrypts {@code count} extents into {@code target}.
   *
   * @param upperSize the size of the file: of its last extent no more ciphertext need be there than
   *     its data takes
   * @throws FileSystemException if the lower file ends before the data does
   */
  void read(long first, int count, byte[] target, int offset, long upperSize) throws IOException {
    byte[] ciphertext = buffers.take();
    try {
      read(first, count, ciphertext, target, offset, upperSize);
    } finally {
      buffers.giveBack(ciphertext);
    }
  }

  /**
   * Reads and decrypts one extent of which a part is about to change. Its ciphertext is kept, so
   * that {@link #change} can go on from it.
   */
  void readToChange(long extent, byte[] target, int offset, long upperSize) throws IOException {
    changedExtent = NONE;
    reserveChanged();
    read(extent, 1, changed, target, offset, upperSize);
    changedExtent = extent;
  }

  private void read(
      long first, int count, byte[] ciphertext, byte[] target, int offset, long upperSize)
      throws IOException {
    int bytes = count * ExtentCipher.EXTENT_BYTES;
    int present = channel.read(ByteBuffer.wrap(ciphertext, 0, bytes), layout.lowerOffset(first));
    if (present < bytes) {
      present = completeCut(first, ciphertext, present, bytes, upperSize);
    }
    int whole = present / ExtentCipher.EXTENT_BYTES;
    cipher.decrypt(first, whole, ciphertext, 0, target, offset);
    if (whole < count) {
      int tail = whole * ExtentCipher.EXTENT_BYTES;
      cipher.decryptPrefix(first + whole, ciphertext, tail, present - tail, target, offset + tail);
      Arrays.fill(target, offset + present, offset + bytes, (byte) 0);
    }
  }

  /** How many bytes of a cut run can be decrypted: a multiple of the cipher's block. */
  private int completeCut(long first, byte[] ciphertext, int present, int bytes, long upperSize)
      throws IOException {
    long data = Math.min(bytes, upperSize - first * ExtentCipher.EXTENT_BYTES);
    long needed = (data + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    if (present >= needed) {
      return (int) needed;
    }
    if (!lenient) {
      throw new FileSystemException(
          name(),
          null,
          "the lower file ends at byte "
              + (layout.lowerOffset(first) + present)
              + ", before the data that its size field tells of ("
              + upperSize
              + " bytes) ends; restore it from a backup, or mount with ecryptfs_nio_lenient to read what is left");
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: ciphertext from lower byte {1} on is missing and taken as zero",
        name(),
        layout.lowerOffset(first) + present);
    Arrays.fill(ciphertext, present, bytes, (byte) 0);
    return bytes;
  }

  /**
   * Encrypts {@code count} extents in place and writes them; the plaintext is gone from {@code
   * buffer} then.
   */
  void write(long first, int count, byte[] buffer) throws IOException {
    repair();
    changedExtent = NONE;
    cipher.encrypt(first, count, buffer, 0, buffer, 0);
    put(layout.lowerOffset(first), buffer, 0, count * ExtentCipher.EXTENT_BYTES);
  }

  /**
   * Encrypts and writes an extent that has changed from byte {@code from} on. What is before keeps
   * its ciphertext and is not written if it is known here what that is.
   */
  void change(long extent, int from, byte[] plain, int offset) throws IOException {
    repair();
    int start = extent == changedExtent ? from / BLOCK_BYTES * BLOCK_BYTES : 0;
    changedExtent = NONE;
    reserveChanged();
    cipher.encryptTail(extent, start, plain, offset, changed, 0);
    put(layout.lowerOffset(extent) + start, changed, start, ExtentCipher.EXTENT_BYTES - start);
    changedExtent = extent;
  }

  private void reserveChanged() {
    if (changed.length == 0) {
      changed = new byte[ExtentCipher.EXTENT_BYTES];
    }
  }

  /** Tells that others may have changed the lower file. */
  void refresh() {
    changedExtent = NONE;
  }

  private void put(long position, byte[] ciphertext, int offset, int bytes) throws IOException {
    try {
      channel.write(ByteBuffer.wrap(ciphertext, offset, bytes), position);
    } catch (IOException e) {
      rewrite(new FailedWrite(position, Arrays.copyOfRange(ciphertext, offset, offset + bytes)), e);
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
    changedExtent = NONE;
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
