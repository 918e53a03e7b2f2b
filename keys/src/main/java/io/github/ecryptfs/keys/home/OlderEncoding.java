package io.github.ecryptfs.keys.home;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A password as systems had it before UTF-8: one byte a character, in ISO 8859-1. The tools take
 * bytes, so a home of those days has another key for the same keystrokes.
 */
final class OlderEncoding {
  private OlderEncoding() {}

  /**
   * The bytes of {@code utf8} in the older encoding, in an array that the caller owns and zeroes;
   * none if they are the same or there is no such form.
   */
  static Optional<byte[]> of(byte[] utf8) {
    CharBuffer text = CharBuffer.allocate(utf8.length);
    try {
      boolean decoded =
          !StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8), text, true).isError();
      text.flip();
      return decoded && text.length() < utf8.length ? latin1(text) : Optional.empty();
    } finally {
      Arrays.fill(text.array(), '\0');
    }
  }

  private static Optional<byte[]> latin1(CharBuffer text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    boolean encoded = !StandardCharsets.ISO_8859_1.newEncoder().encode(text, bytes, true).isError();
    if (encoded) {
      return Optional.of(bytes.array());
    }
    Arrays.fill(bytes.array(), (byte) 0);
    return Optional.empty();
  }
}
