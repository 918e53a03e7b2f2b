package io.github.ecryptfs.crypto;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The vectors of extents: MD5 over the root IV, which is MD5 of the file's key, and the extent
 * number in ASCII decimal, NUL-padded to 16 bytes ({@code docs/format.md}, "Extent IVs"). MD5
 * because the format prescribes it; do not use it elsewhere.
 *
 * <p>No secret: a CBC vector may be known. Confined.
 */
final class ExtentIvs {
  /** The size of a vector, also for ciphers with smaller blocks, which use its start. */
  static final int BYTES = 16;

  private final MessageDigest digest = Digests.md5();
  private final byte[] input = new byte[2 * BYTES];

  /** The vectors of the file with that root IV. */
  ExtentIvs(Bytes root) {
    root.copyTo(input, 0);
  }

  /** The root IV of a file: MD5 of its key. */
  static Bytes rootOf(byte[] key) {
    MessageDigest digest = Digests.md5();
    Bytes root = Bytes.copyOf(digest.digest(key));
    digest.reset();
    return root;
  }

  /** Writes the vectors of {@code count} extents to {@code target}, one after the other from 0 on. */
  void write(long firstExtent, int count, byte[] target) {
    for (int i = 0; i < count; i++) {
      write(firstExtent + i, target, i * BYTES);
    }
  }

  private void write(long extent, byte[] target, int offset) {
    byte[] text = Long.toString(extent).getBytes(StandardCharsets.US_ASCII);
    Arrays.fill(input, BYTES, input.length, (byte) 0);
    System.arraycopy(text, 0, input, BYTES, Math.min(text.length, BYTES - 1));
    digest.update(input);
    try {
      digest.digest(target, offset, BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("MD5 wants more room", e);
    }
  }
}
