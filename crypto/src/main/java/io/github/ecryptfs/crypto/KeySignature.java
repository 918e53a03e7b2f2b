package io.github.ecryptfs.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The eight bytes by which packets and mount options name a wrapping key ({@code docs/format.md},
 * "Keys").
 */
public record KeySignature(long bits) {
  /** The size of a signature in a packet. */
  public static final int BYTES = 8;

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /**
   * Parses the 16 hexadecimal digits of mount options and key files, as in {@code
   * d395309aaad4de06}.
   *
   * @throws IllegalArgumentException if {@code hex} is anything but 16 hexadecimal digits
   */
  public static KeySignature parse(String hex) {
    if (hex.length() != 16) {
      throw new IllegalArgumentException(
          "key signature: want 16 hexadecimal digits, got " + hex.length() + " characters");
    }
    return new KeySignature(HexFormat.fromHexDigitsToLong(hex));
  }

  /** The signature that stands at {@code offset} of {@code source}. */
  public static KeySignature read(byte[] source, int offset) {
    return new KeySignature((long) BIG_ENDIAN.get(source, offset));
  }

  /** Writes the eight bytes to {@code target} at {@code offset}. */
  public void write(byte[] target, int offset) {
    BIG_ENDIAN.set(target, offset, bits);
  }

  /** The 16 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(bits);
  }
}
