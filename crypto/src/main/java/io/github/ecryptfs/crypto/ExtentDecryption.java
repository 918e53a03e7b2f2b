package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;

import java.util.Arrays;

/**
 * Decrypts runs of extents with one stream that is never started again.
 *
 * <p>The stream takes a run for one long chain. That is right for all blocks but the first of each
 * extent, where it mixes in the ciphertext block before instead of the extent's vector; so both are
 * mixed in once more afterwards. This is a third faster than starting the cipher for each extent.
 *
 * <p>Confined.
 */
final class ExtentDecryption implements ExtentEngine {
  /** The most extents whose vectors are computed at once; bounds the buffers. */
  private static final int RUN_BYTES = 64 * EXTENT_BYTES;

  /** As much as goes to the cipher in one call. */
  private static final int PIECE_BYTES = 2 * EXTENT_BYTES;

  /** Files that are read here and there only, of which many may be open, need no more room. */
  private static final int FEW_STARTS = 2;

  private final BlockStream stream;
  private final ExtentIvs ivs;
  private final int block;

  /** The last ciphertext block that the stream has seen. */
  private final byte[] last;

  /** What is to be mixed into the first block of a run that starts inside an extent. */
  private final byte[] head;

  /** What is to be mixed into the first block of each extent of a run, a vector's size apart. */
  private byte[] repairs = new byte[FEW_STARTS * ExtentIvs.BYTES];

  /** Holds the ciphertext of an extent that is decrypted in place; not there before the first. */
  private byte[] copy = {};

  ExtentDecryption(BlockStream stream, ExtentIvs ivs, int blockBytes) {
    this.stream = stream;
    this.ivs = ivs;
    this.block = blockBytes;
    this.last = new byte[blockBytes];
    this.head = new byte[blockBytes];
  }

  /** Decrypts whole blocks, see {@link ExtentCipher#decryptRange}. */
  void decrypt(
      long firstExtent,
      int from,
      int bytes,
      byte[] cipher,
      int cipherOffset,
      byte[] plain,
      int plainOffset) {
    long extent = firstExtent;
    int start = from;
    for (int at = 0; at < bytes; ) {
      int length = Math.min(RUN_BYTES - start, bytes - at);
      decryptRun(extent, start, length, cipher, cipherOffset + at, plain, plainOffset + at);
      at += length;
      extent += RUN_BYTES / EXTENT_BYTES;
      start = 0;
    }
  }

  private void decryptRun(
      long firstExtent,
      int from,
      int bytes,
      byte[] cipher,
      int cipherOffset,
      byte[] plain,
      int plainOffset) {
    int firstStart = from == 0 ? 0 : EXTENT_BYTES - from;
    int starts = Math.max(0, bytes - firstStart + EXTENT_BYTES - 1) / EXTENT_BYTES;
    prepareHead(from, cipher, cipherOffset);
    if (starts > repairs.length / ExtentIvs.BYTES) {
      repairs = new byte[RUN_BYTES / EXTENT_BYTES * ExtentIvs.BYTES];
    }
    ivs.write(firstExtent + (from == 0 ? 0 : 1), starts, repairs);
    for (int i = 0; i < starts; i++) {
      mixInBlockBefore(i, firstStart + i * EXTENT_BYTES, cipher, cipherOffset);
    }
    System.arraycopy(cipher, cipherOffset + bytes - block, last, 0, block);
    if (cipher == plain && cipherOffset == plainOffset) {
      updateInPlace(plain, plainOffset, bytes);
    } else {
      updateInPieces(cipher, cipherOffset, bytes, plain, plainOffset);
    }
    Blocks.xor(plain, plainOffset, head, 0, block);
    for (int i = 0; i < starts; i++) {
      int start = plainOffset + firstStart + i * EXTENT_BYTES;
      Blocks.xor(plain, start, repairs, i * ExtentIvs.BYTES, block);
    }
  }

  /** What to mix into the first block of a run that starts inside an extent; else nothing. */
  private void prepareHead(int from, byte[] cipher, int cipherOffset) {
    if (from == 0) {
      Arrays.fill(head, (byte) 0);
    } else {
      System.arraycopy(last, 0, head, 0, block);
      Blocks.xor(head, 0, cipher, cipherOffset - block, block);
    }
  }

  /** The block that the stream takes for the one before the extent that starts at {@code start}. */
  private void mixInBlockBefore(int index, int start, byte[] cipher, int cipherOffset) {
    int repair = index * ExtentIvs.BYTES;
    if (start == 0) {
      Blocks.xor(repairs, repair, last, 0, block);
    } else {
      Blocks.xor(repairs, repair, cipher, cipherOffset + start - block, block);
    }
  }

  /**
   * In pieces, so that the JIT soon sees many calls; few long ones stay in half-compiled code for
   * gigabytes.
   */
  private void updateInPieces(
      byte[] cipher, int cipherOffset, int bytes, byte[] plain, int plainOffset) {
    for (int at = 0; at < bytes; at += PIECE_BYTES) {
      int length = Math.min(PIECE_BYTES, bytes - at);
      stream.update(cipher, cipherOffset + at, length, plain, plainOffset + at);
    }
  }

  /** Extent by extent, so that the copy stays in the nearest cache. */
  private void updateInPlace(byte[] text, int offset, int bytes) {
    if (copy.length == 0) {
      copy = new byte[EXTENT_BYTES];
    }
    for (int at = 0; at < bytes; at += EXTENT_BYTES) {
      int length = Math.min(EXTENT_BYTES, bytes - at);
      System.arraycopy(text, offset + at, copy, 0, length);
      stream.update(copy, 0, length, text, offset + at);
    }
  }

  @Override
  public void serve(byte[] key) {
    stream.restart(key);
    ivs.restart(key);
    Arrays.fill(last, (byte) 0);
  }

  @Override
  public void forgetKey() {
    stream.forgetKey();
  }
}
