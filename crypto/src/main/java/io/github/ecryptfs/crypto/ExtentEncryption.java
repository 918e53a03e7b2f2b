package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;

import java.util.Arrays;

/**
 * Encrypts extents one after the other with one stream that is never started again.
 *
 * <p>The stream takes all extents for one long chain and mixes the last ciphertext block of the
 * extent before into the first block. That is cancelled by mixing it in, with the extent's vector,
 * beforehand.
 *
 * <p>Confined.
 */
final class ExtentEncryption implements ExtentEngine {
  /** The most extents whose vectors are computed at once; bounds the buffer. */
  private static final int RUN_EXTENTS = 64;

  private final BlockStream stream;
  private final ExtentIvs ivs;
  private final int block;

  /** The last ciphertext block that the stream has made. */
  private final byte[] last;

  private final byte[] vectors = new byte[RUN_EXTENTS * ExtentIvs.BYTES];
  private final byte[] copy = new byte[EXTENT_BYTES];

  ExtentEncryption(BlockStream stream, ExtentIvs ivs, int blockBytes) {
    this.stream = stream;
    this.ivs = ivs;
    this.block = blockBytes;
    this.last = new byte[blockBytes];
  }

  /** Encrypts {@code count} extents. */
  void encrypt(
      long firstExtent, int count, byte[] plain, int plainOffset, byte[] cipher, int cipherOffset) {
    for (int done = 0; done < count; done += RUN_EXTENTS) {
      int at = done * EXTENT_BYTES;
      int now = Math.min(RUN_EXTENTS, count - done);
      encryptRun(firstExtent + done, now, plain, plainOffset + at, cipher, cipherOffset + at);
    }
  }

  private void encryptRun(
      long firstExtent, int count, byte[] plain, int plainOffset, byte[] cipher, int cipherOffset) {
    ivs.write(firstExtent, count, vectors);
    for (int i = 0; i < count; i++) {
      int at = i * EXTENT_BYTES;
      Blocks.xor(last, 0, vectors, i * ExtentIvs.BYTES, block);
      encryptChain(plain, plainOffset + at, EXTENT_BYTES, cipher, cipherOffset + at);
    }
  }

  /** Encrypts a part of an extent, see {@link ExtentCipher#encryptRange}. */
  void encryptRange(
      long extent,
      int from,
      int to,
      byte[] plain,
      int plainOffset,
      byte[] cipher,
      int cipherOffset) {
    if (from == to) {
      return;
    }
    int at = cipherOffset + from;
    if (from == 0) {
      ivs.write(extent, 1, vectors);
      Blocks.xor(last, 0, vectors, 0, block);
    } else {
      Blocks.xor(last, 0, cipher, at - block, block);
    }
    encryptChain(plain, plainOffset + from, to - from, cipher, at);
  }

  /** Encrypts bytes whose chain starts with what is mixed into {@link #last}. */
  private void encryptChain(
      byte[] plain, int plainOffset, int bytes, byte[] cipher, int cipherOffset) {
    System.arraycopy(plain, plainOffset, copy, 0, bytes);
    Blocks.xor(copy, 0, last, 0, block);
    stream.update(copy, 0, bytes, cipher, cipherOffset);
    System.arraycopy(cipher, cipherOffset + bytes - block, last, 0, block);
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
    Arrays.fill(copy, (byte) 0);
  }
}
