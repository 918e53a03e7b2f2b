package io.github.ecryptfs.provider.file;

import static io.github.ecryptfs.metadata.ExtentLayout.EXTENT_BYTES;

import java.io.IOException;
import java.util.Arrays;

/**
 * The extent that was changed last, plain and encrypted, so that the next small change to it need
 * read nothing. A change encrypts and writes from its block on, since CBC leaves what is before
 * alone, and one at the end of the file no further than the data goes, once the extent has been
 * written whole: the padding behind then follows with {@link #pad} ({@code
 * docs/decisions/0030-appends-pad-later.md}).
 *
 * <p>Confined to the write lock of its open file.
 */
final class ChangingExtent {
  private static final byte[] NOTHING = {};
  private static final long NONE = -1;

  private final ExtentStore extents;
  private byte[] plain = NOTHING;
  private byte[] cipher = NOTHING;
  private long number = NONE;

  /** From here on the plaintext is known. */
  private int known;

  /** From here on the ciphertext does not fit to what is before. */
  private volatile int stale = EXTENT_BYTES;

  ChangingExtent(ExtentStore extents) {
    this.extents = extents;
  }

  /** Whether this is that extent. */
  boolean is(long extent) {
    return extent == number;
  }

  /** Its plaintext, known from where it was asked for; zero behind the end of the file. */
  byte[] plain() {
    return plain;
  }

  /** Its ciphertext. */
  byte[] cipher() {
    return cipher;
  }

  /** Makes this an extent whose plaintext is zero, or will all be replaced. */
  void begin(long extent) {
    reserve();
    Arrays.fill(plain, (byte) 0);
    number = extent;
    known = 0;
    stale = EXTENT_BYTES;
  }

  /**
   * Makes this an extent of the file.
   *
   * @param from from where on its plaintext is needed
   * @param size the size of the file
   */
  void load(long extent, int from, long size) throws IOException {
    if (number != extent) {
      number = NONE;
      reserve();
      stale = EXTENT_BYTES;
      extents.fetch(extent * EXTENT_BYTES, EXTENT_BYTES, cipher, 0, size);
      known = (int) Math.min(EXTENT_BYTES, size - extent * EXTENT_BYTES);
      Arrays.fill(plain, known, EXTENT_BYTES, (byte) 0);
      number = extent;
    }
    reveal(from / ExtentStore.BLOCK_BYTES * ExtentStore.BLOCK_BYTES);
  }

  private void reveal(int from) {
    if (from < known) {
      int behind = ExtentStore.wholeBlocks(known);
      extents.cipher().decryptRange(number, from, behind - from, cipher, from, plain, from);
      Arrays.fill(plain, known, behind, (byte) 0);
      known = from;
    }
  }

  /** Takes an extent over that was just written, of which {@code data} bytes are in the file. */
  void adopt(long extent, int data, byte[] newPlain, byte[] newCipher, int offset) {
    reserve();
    System.arraycopy(newPlain, offset, plain, 0, data);
    Arrays.fill(plain, data, EXTENT_BYTES, (byte) 0);
    System.arraycopy(newCipher, offset, cipher, 0, ExtentStore.wholeBlocks(data));
    number = extent;
    known = 0;
    stale = EXTENT_BYTES;
  }

  private void reserve() {
    if (plain.length == 0) {
      plain = new byte[EXTENT_BYTES];
      cipher = new byte[EXTENT_BYTES];
    }
  }

  /** Encrypts and writes it from one block to another; what is behind stays as it is. */
  void store(int from, int to) throws IOException {
    extents.cipher().encryptRange(number, from, to, plain, 0, cipher, 0);
    extents.put(number * EXTENT_BYTES + from, cipher, from, to - from);
    stale = to;
  }

  /** Whether {@link #pad} has something to do. */
  boolean isUnpadded() {
    return stale < EXTENT_BYTES;
  }

  /** Encrypts and writes the zeros behind the end of the data. */
  void pad() throws IOException {
    if (isUnpadded()) {
      store(stale, EXTENT_BYTES);
    }
  }

  /** Forgets the extent, and what is left to be padded. */
  void forget() {
    Arrays.fill(plain, (byte) 0);
    number = NONE;
    stale = EXTENT_BYTES;
  }
}
