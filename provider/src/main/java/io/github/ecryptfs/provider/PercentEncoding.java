package io.github.ecryptfs.provider;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Upper paths as they stand in URIs: UTF-8, with {@code %} and two hex digits for each byte that is
 * no letter, digit or {@code -._~/$&'()*+,;=:@}. The exclamation mark is encoded too, because
 * {@link EcryptfsUri} gives it a meaning.
 */
final class PercentEncoding {
  private static final String AS_THEY_ARE =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/$&'()*+,;=:@";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /** Encodes a path; the result is ASCII. */
  static String encode(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      if (AS_THEY_ARE.indexOf(octet) >= 0) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return encoded.toString();
  }

  /**
   * Decodes a raw part of a {@link java.net.URI}, which has checked that two hex digits follow each
   * {@code %}. What is not encoded stands for itself, {@code +} and non-ASCII characters included.
   *
   * @throws CharacterCodingException if the bytes are not UTF-8
   */
  static String decode(String raw) throws CharacterCodingException {
    ByteBuffer octets = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(raw));
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(octets.remaining());
    while (octets.hasRemaining()) {
      byte octet = octets.get();
      decoded.write(octet == '%' ? hexDigit(octets) << 4 | hexDigit(octets) : octet);
    }
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(decoded.toByteArray()))
        .toString();
  }

  private static int hexDigit(ByteBuffer octets) {
    return HexFormat.fromHexDigit(octets.get());
  }
}
