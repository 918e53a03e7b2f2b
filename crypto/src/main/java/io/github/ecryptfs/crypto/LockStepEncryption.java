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
final class LockStepEncryption implements ExtentEngine {
  /** The most extents at once. */
  static final int LANES = 64;

  /** With fewer extents, gathering and scattering cost more than the waiting. */
  static final int WORTHWHILE = 8;

  private static final int BLOCK = 16;
  private static final int LINE_BYTES = 4 * BLOCK;

  private final BlockStream stream;
  private final ExtentIvs ivs;

  /** The ciphertext blocks that come before those in work, one of each extent. */
  private final byte[] before = new byte[LANES * BLOCK];

  /** One line of all extents: the first block of each, then the second of each, and so on. */
  private final byte[] plainLine = new byte[LANES * LINE_BYTES];

  private final byte[] cipherLine = new byte[LANES * LINE_BYTES];

  /** Works with a stream in ECB mode. */
  LockStepEncryption(BlockStream stream, ExtentIvs ivs) {
    this.stream = stream;
    this.ivs = ivs;
  }

  /** Encrypts up to {@link #LANES} extents. */
  void encrypt(
      long firstExtent, int count, byte[] plain, int plainOffset, byte[] cipher, int cipherOffset) {
    ivs.write(firstExtent, count, before);
    for (int at = 0; at < EXTENT_BYTES; at += LINE_BYTES) {
      gather(count, plain, plainOffset + at);
      encryptLine(count * BLOCK);
      scatter(count, cipher, cipherOffset + at);
    }
  }

  private void gather(int count, byte[] plain, int offset) {
    int row = count * BLOCK;
    for (int i = 0; i < count; i++) {
      int from = offset + i * EXTENT_BYTES;
      int to = i * BLOCK;
      Blocks.copy16(plain, from, plainLine, to);
      Blocks.copy16(plain, from + BLOCK, plainLine, to + row);
      Blocks.copy16(plain, from + 2 * BLOCK, plainLine, to + 2 * row);
      Blocks.copy16(plain, from + 3 * BLOCK, plainLine, to + 3 * row);
    }
  }

  /** Encrypts the four rows of a line, each after the one that it is chained to. */
  private void encryptLine(int row) {
    encryptRow(0, before, 0, row);
    encryptRow(row, cipherLine, 0, row);
    encryptRow(2 * row, cipherLine, row, row);
    encryptRow(3 * row, cipherLine, 2 * row, row);
    System.arraycopy(cipherLine, 3 * row, before, 0, row);
  }

  private void encryptRow(int at, byte[] previous, int previousAt, int row) {
    Blocks.xor(plainLine, at, previous, previousAt, row);
    stream.update(plainLine, at, row, cipherLine, at);
  }

  private void scatter(int count, byte[] cipher, int offset) {
    int row = count * BLOCK;
    for (int i = 0; i < count; i++) {
      int from = i * BLOCK;
      int to = offset + i * EXTENT_BYTES;
      Blocks.copy16(cipherLine, from, cipher, to);
      Blocks.copy16(cipherLine, from + row, cipher, to + BLOCK);
      Blocks.copy16(cipherLine, from + 2 * row, cipher, to + 2 * BLOCK);
      Blocks.copy16(cipherLine, from + 3 * row, cipher, to + 3 * BLOCK);
    }
  }

  @Override
  public void serve(byte[] key) {
    stream.restart(key);
    ivs.restart(key);
  }

  @Override
  public void forgetKey() {
    stream.forgetKey();
    Arrays.fill(plainLine, (byte) 0);
  }
}
