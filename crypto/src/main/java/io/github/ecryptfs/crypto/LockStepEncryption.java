package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;

import java.util.Arrays;

/**
 * Encrypts many extents in lock step: the first block of each, then the second of each, and so on.
 *
 * <p>A CBC chain keeps a processor waiting for each block before the next can start. Chains of
 * different extents do not wait for one another, so the same block of all of them goes through the
 * cipher in one call. Blocks are gathered by lines of 64 bytes, as caches hold them: the same place
 * of all extents falls into the same few cache sets, so what is not used at once is fetched anew.
 *
 * <p>Confined.
 */
final class LockStepEncryption implements Keyed {
  /** The most extents at once. */
  static final int LANES = 64;

  /** With fewer extents, gathering and scattering cost more than the waiting. */
  static final int WORTHWHILE = 24;

  private static final int LINE_BYTES = 64;

  private final BlockStream stream;
  private final ExtentIvs ivs;
  private final int block;

  /** The ciphertext blocks of all extents that come before those in work. */
  private final byte[] before = new byte[LANES * ExtentIvs.BYTES];

  /** One line of all extents: its first block of each, its second of each, and so on. */
  private final byte[] plainLine = new byte[LANES * LINE_BYTES];

  private final byte[] cipherLine = new byte[LANES * LINE_BYTES];

  LockStepEncryption(BlockStream stream, ExtentIvs ivs, int blockBytes) {
    this.stream = stream;
    this.ivs = ivs;
    this.block = blockBytes;
  }

  /** Encrypts up to {@link #LANES} extents. */
  void encrypt(
      long firstExtent, int count, byte[] plain, int plainOffset, byte[] cipher, int cipherOffset) {
    ivs.write(firstExtent, count, before);
    pack(count);
    for (int at = 0; at < EXTENT_BYTES; at += LINE_BYTES) {
      gather(count, plain, plainOffset + at);
      encryptLine(count * block);
      scatter(count, cipher, cipherOffset + at);
    }
  }

  /** Moves vectors together where the block is smaller than a vector. */
  private void pack(int count) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(before, i * ExtentIvs.BYTES, before, i * block, block);
    }
  }

  private void gather(int count, byte[] plain, int offset) {
    int row = count * block;
    for (int i = 0; i < count; i++) {
      for (int at = 0, to = i * block; at < LINE_BYTES; at += block, to += row) {
        Blocks.copy(plain, offset + i * EXTENT_BYTES + at, plainLine, to, block);
      }
    }
  }

  private void encryptLine(int row) {
    byte[] previous = before;
    int previousAt = 0;
    for (int at = 0; at < row * LINE_BYTES / block; at += row) {
      Blocks.xor(plainLine, at, previous, previousAt, row);
      stream.update(plainLine, at, row, cipherLine, at);
      previous = cipherLine;
      previousAt = at;
    }
    System.arraycopy(cipherLine, previousAt, before, 0, row);
  }

  private void scatter(int count, byte[] cipher, int offset) {
    int row = count * block;
    for (int i = 0; i < count; i++) {
      for (int at = 0, from = i * block; at < LINE_BYTES; at += block, from += row) {
        Blocks.copy(cipherLine, from, cipher, offset + i * EXTENT_BYTES + at, block);
      }
    }
  }

  @Override
  public void forgetKey() {
    stream.forgetKey();
    Arrays.fill(plainLine, (byte) 0);
  }
}
