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

  private final LowerChannel channel;
  private final ExtentLayout layout;
  private final ExtentCipher cipher;
  private final boolean lenient;
  private volatile Optional<FailedWrite> failed = Optional.empty();

  ExtentStore(LowerChannel channel, ExtentLayout layout, ExtentCipher cipher, boolean lenient) {
    this.channel = channel;
    this.layout = layout;
    this.cipher = cipher;
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
    int bytes = count * ExtentCipher.EXTENT_BYTES;
    int present = channel.read(ByteBuffer.wrap(target, offset, bytes), layout.lowerOffset(first));
    if (present < bytes) {
      present = completeCut(first, target, offset, present, bytes, upperSize);
    }
    int whole = present / ExtentCipher.EXTENT_BYTES;
    cipher.decrypt(first, whole, target, offset, target, offset);
    if (whole < count) {
      int tail = offset + whole * ExtentCipher.EXTENT_BYTES;
      int cut = present - whole * ExtentCipher.EXTENT_BYTES;
      cipher.decryptPrefix(first + whole, target, tail, cut, target, tail);
      Arrays.fill(target, tail + cut, offset + bytes, (byte) 0);
    }
  }

  /** How many bytes of a cut run can be decrypted: a multiple of the cipher's block. */
  private int completeCut(
      long first, byte[] target, int offset, int present, int bytes, long upperSize)
      throws IOException {
    long data = upperSize - first * ExtentCipher.EXTENT_BYTES;
    int block = 16;
    long needed = Math.min(bytes, (data + block - 1) / block * block);
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
    Arrays.fill(target, offset + present, offset + bytes, (byte) 0);
    return bytes;
  }

  /**
   * Encrypts {@code count} extents in place and writes them; the plaintext is gone from {@code
   * buffer} then.
   */
  void write(long first, int count, byte[] buffer, int offset) throws IOException {
    repair();
    cipher.encrypt(first, count, buffer, offset, buffer, offset);
    long position = layout.lowerOffset(first);
    int bytes = count * ExtentCipher.EXTENT_BYTES;
    try {
      channel.write(ByteBuffer.wrap(buffer, offset, bytes), position);
    } catch (IOException e) {
      rewrite(new FailedWrite(position, Arrays.copyOfRange(buffer, offset, offset + bytes)), e);
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
    long lowerSize = layout.lowerSize(upperSize);
    if (failed.isPresent() && failed.get().position >= lowerSize) {
      failed = Optional.empty();
    }
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
  }
}
