package io.github.ecryptfs.keys;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Secrets as text: UTF-8 in arrays that are zeroed, never by way of a {@code String}. */
final class SecretText {
  private SecretText() {}

  /**
   * The UTF-8 bytes of {@code text}, in an array that the caller owns and zeroes.
   *
   * @throws IllegalArgumentException if {@code text} has half a surrogate pair
   */
  static byte[] utf8(CharBuffer text) {
    ByteBuffer room = ByteBuffer.allocate(text.remaining() * 3);
    try {
      CoderResult result = StandardCharsets.UTF_8.newEncoder().encode(text.duplicate(), room, true);
      if (result.isError()) {
        throw new IllegalArgumentException("a secret text holds half a surrogate pair");
      }
      return Arrays.copyOf(room.array(), room.position());
    } finally {
      Arrays.fill(room.array(), (byte) 0);
    }
  }

  /** The characters of UTF-8 bytes, in an array that the caller owns and zeroes. */
  static char[] chars(byte[] utf8) {
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(utf8));
    try {
      return Arrays.copyOf(text.array(), text.length());
    } finally {
      Arrays.fill(text.array(), '\0');
    }
  }

  /** One character for each byte, from 0 to 255, in an array that the caller owns and zeroes. */
  static char[] charPerByte(byte[] bytes) {
    char[] wide = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      wide[i] = (char) (bytes[i] & 0xff);
    }
    return wide;
  }
}
