package io.github.ecryptfs.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Arithmetic on cipher blocks, whose size is a multiple of eight bytes. */
final class Blocks {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Blocks() {}

  /** Copies whole blocks; for so few bytes much faster than {@code System.arraycopy}. */
  static void copy(byte[] source, int offset, byte[] target, int targetOffset, int length) {
    for (int i = 0; i < length; i += Long.BYTES) {
      LONG.set(target, targetOffset + i, (long) LONG.get(source, offset + i));
    }
  }

  /** Mixes {@code length} bytes of {@code other} into {@code target}. */
  static void xor(byte[] target, int offset, byte[] other, int otherOffset, int length) {
    for (int i = 0; i < length; i++) {
      target[offset + i] ^= other[otherOffset + i];
    }
  }
}
