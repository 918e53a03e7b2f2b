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
}
