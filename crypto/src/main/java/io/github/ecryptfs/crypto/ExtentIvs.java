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

  /** From so many extents on, computing them side by side is faster than one by one. */
  private static final int SIDE_BY_SIDE = 8;

  /** The field of the number holds 15 digits and a NUL; further digits are cut off. */
  private static final int MAXIMUM_DIGITS = 15;

  private static final Pool<Md5Lanes> LANES = new Pool<>("MD5", Md5Lanes::new);

  private final MessageDigest digest = Digests.md5();

  /** The root IV and the text of {@link #number}. */
  private final byte[] input = new byte[2 * BYTES];

  private long number;

  /** Where in {@link #input} the text of {@link #number} ends. */
  private int end;

  /** The vectors of the file with that key, of which the root IV is made: its MD5. */
  ExtentIvs(byte[] key) {
    restart(key);
  }

  /** Goes on with the vectors of the file with that key. */
  void restart(byte[] key) {
    digest.update(key);
    finish(input, 0);
    digest.reset(); // drives the key out of its buffer
    setNumber(0);
  }

  /** The root IV, which all vectors are made of. */
  Bytes root() {
    return Bytes.copyOf(input, 0, BYTES);
  }

  /**
   * Writes the vectors of {@code count} extents to {@code target}, one after the other from 0 on.
   */
  void write(long firstExtent, int count, byte[] target) {
    setNumber(firstExtent);
    if (count < SIDE_BY_SIDE) {
      writeOneByOne(count, target);
    } else {
      LANES.lend(lanes -> writeSideBySide(lanes, count, target));
    }
  }

  private void writeOneByOne(int count, byte[] target) {
    for (int i = 0; i < count; i++) {
      digest.update(input);
      finish(target, i * BYTES);
      next();
    }
  }

  private void finish(byte[] target, int offset) {
    try {
      digest.digest(target, offset, BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("MD5 wants more room", e);
    }
  }

  private void writeSideBySide(Md5Lanes lanes, int count, byte[] target) {
    lanes.setPrefix(input);
    for (int done = 0; done < count; done += Md5Lanes.LANES) {
      int now = Math.min(Md5Lanes.LANES, count - done);
      for (int lane = 0; lane < now; lane++) {
        lanes.setRest(lane, input, BYTES);
        next();
      }
      lanes.digest(now, target, done * BYTES);
    }
  }

  private void setNumber(long extent) {
    byte[] text = Long.toString(extent).getBytes(StandardCharsets.US_ASCII);
    end = BYTES + Math.min(text.length, MAXIMUM_DIGITS);
    System.arraycopy(text, 0, input, BYTES, end - BYTES);
    Arrays.fill(input, end, input.length, (byte) 0);
    number = extent;
  }

  /** Mostly a change of the last digit, which is far cheaper than the whole text. */
  private void next() {
    boolean lastDigitGrows = number % 10 != 9 && end < BYTES + MAXIMUM_DIGITS;
    if (lastDigitGrows) {
      input[end - 1]++;
      number++;
    } else {
      setNumber(number + 1);
    }
  }
}
