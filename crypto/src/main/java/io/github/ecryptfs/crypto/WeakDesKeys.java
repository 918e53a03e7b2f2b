package io.github.ecryptfs.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.params.DESParameters;

/** The triple DES keys that the kernel would refuse ({@code docs/format.md}, "Ciphers"). */
final class WeakDesKeys {
  private static final int PART_BYTES = 8;

  private WeakDesKeys() {}

  /**
   * Whether a neighbour repeats a part, so that triple DES is but DES, or a part is a weak or
   * semi-weak key of DES. The parity bits, which DES does not look at, do not count.
   *
   * @param key three parts of eight bytes; not changed
   */
  static boolean has(byte[] key) {
    byte[] odd = key.clone();
    DESParameters.setOddParity(odd);
    boolean weak = repeats(odd, 0) || repeats(odd, PART_BYTES) || hasWeakPart(odd);
    Arrays.fill(odd, (byte) 0);
    return weak;
  }

  private static boolean repeats(byte[] key, int part) {
    int next = part + PART_BYTES;
    return Arrays.equals(key, part, next, key, next, next + PART_BYTES);
  }

  private static boolean hasWeakPart(byte[] key) {
    for (int part = 0; part < key.length; part += PART_BYTES) {
      if (DESParameters.isWeakKey(key, part)) {
        return true;
      }
    }
    return false;
  }
}
