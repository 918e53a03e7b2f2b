package io.github.ecryptfs.crypto;

/** Arithmetic on cipher blocks. */
final class Blocks {
  private Blocks() {}

  /** Mixes {@code length} bytes of {@code other} into {@code target}. */
  static void xor(byte[] target, int offset, byte[] other, int otherOffset, int length) {
    for (int i = 0; i < length; i++) {
      target[offset + i] ^= other[otherOffset + i];
    }
  }
}
