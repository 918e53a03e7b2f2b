package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
  private static final int HALF = Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

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
      encryptLine(count, plain, plainOffset + at, cipher, cipherOffset + at);
    }
  }

  /**
   * Gathers a line, encrypts its four rows, each after the one that it is chained to, and scatters
   * them.
   *
   * <p>All in one method, with the copies written out: a method of more than 325 bytes of byte code
   * is compiled for itself and never into its callers. As a part of those it lay so deep that the
   * compiler left the copies calls, by chance of what ran before, and took twice as long.
   */
  private void encryptLine(int count, byte[] plain, int plainAt, byte[] cipher, int cipherAt) {
    int row = count * BLOCK;
    for (int i = 0; i < count; i++) {
      int from = plainAt + i * EXTENT_BYTES;
      int to = i * BLOCK;
      LONG.set(plainLine, to, (long) LONG.get(plain, from));
      LONG.set(plainLine, to + HALF, (long) LONG.get(plain, from + HALF));
      LONG.set(plainLine, to + row, (long) LONG.get(plain, from + 2 * HALF));
      LONG.set(plainLine, to + row + HALF, (long) LONG.get(plain, from + 3 * HALF));
      LONG.set(plainLine, to + 2 * row, (long) LONG.get(plain, from + 4 * HALF));
      LONG.set(plainLine, to + 2 * row + HALF, (long) LONG.get(plain, from + 5 * HALF));
      LONG.set(plainLine, to + 3 * row, (long) LONG.get(plain, from + 6 * HALF));
      LONG.set(plainLine, to + 3 * row + HALF, (long) LONG.get(plain, from + 7 * HALF));
    }
    encryptRow(0, before, 0, row);
    encryptRow(row, cipherLine, 0, row);
    encryptRow(2 * row, cipherLine, row, row);
    encryptRow(3 * row, cipherLine, 2 * row, row);
    System.arraycopy(cipherLine, 3 * row, before, 0, row);
    for (int i = 0; i < count; i++) {
      int from = i * BLOCK;
      int to = cipherAt + i * EXTENT_BYTES;
      LONG.set(cipher, to, (long) LONG.get(cipherLine, from));
      LONG.set(cipher, to + HALF, (long) LONG.get(cipherLine, from + HALF));
      LONG.set(cipher, to + 2 * HALF, (long) LONG.get(cipherLine, from + row));
      LONG.set(cipher, to + 3 * HALF, (long) LONG.get(cipherLine, from + row + HALF));
      LONG.set(cipher, to + 4 * HALF, (long) LONG.get(cipherLine, from + 2 * row));
      LONG.set(cipher, to + 5 * HALF, (long) LONG.get(cipherLine, from + 2 * row + HALF));
      LONG.set(cipher, to + 6 * HALF, (long) LONG.get(cipherLine, from + 3 * row));
      LONG.set(cipher, to + 7 * HALF, (long) LONG.get(cipherLine, from + 3 * row + HALF));
    }
  }

  private void encryptRow(int at, byte[] previous, int previousAt, int row) {
    Blocks.xor(plainLine, at, previous, previousAt, row);
    stream.update(plainLine, at, row, cipherLine, at);
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
