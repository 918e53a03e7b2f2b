package io.github.ecryptfs.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Arithmetic on cipher blocks, whose size is a multiple of eight bytes. */
final class Blocks {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Blocks() {}

  /** Mixes {@code length} bytes of {@code other} into {@code target}. */
  static void xor(byte[] target, int offset, byte[] other, int otherOffset, int length) {
    for (int i = 0; i < length; i += Long.BYTES) {
      long mixed = (long) LONG.get(target, offset + i) ^ (long) LONG.get(other, otherOffset + i);
      LONG.set(target, offset + i, mixed);
    }
  }
}
