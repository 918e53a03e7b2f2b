package io.github.ecryptfs.metadata;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 64 characters in which encrypted names are written ({@code docs/format.md}, "Names"): three
 * bytes are four characters, most significant bits first; the last group is filled up with zero
 * bytes.
 */
public final class FilenameAlphabet {
  private static final byte[] CHARACTERS =
      "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte FOREIGN = -1;
  private static final byte[] VALUES = valuesByCharacter();

  private FilenameAlphabet() {}

  /** The text of {@code bytes}: four characters for each three bytes begun. */
  public static String encode(byte[] bytes) {
    byte[] text = new byte[textLength(bytes.length)];
    byte[] filled = Arrays.copyOf(bytes, text.length / 4 * 3);
    for (int group = 0; group * 4 < text.length; group++) {
      encodeGroup(filled, group * 3, text, group * 4);
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  /**
   * The bytes of {@code text}, three for each four characters: up to two more than were encoded,
   * both zero.
   *
   * @throws MalformedMetadataException if the length is no multiple of four or a character is
   *     foreign: a name like that is never looked up, so nobody wrote it
   */
  public static byte[] decode(CharSequence text) throws MalformedMetadataException {
    if (text.length() % 4 != 0) {
      throw new MalformedMetadataException(
          "encrypted name: "
              + text.length()
              + " characters, want a multiple of 4; the name is cut short");
    }
    byte[] bytes = new byte[text.length() / 4 * 3];
    for (int group = 0; group * 4 < text.length(); group++) {
      decodeGroup(text, group * 4, bytes, group * 3);
    }
    return bytes;
  }

  /** How many characters the text of {@code bytes} bytes has. */
  static int textLength(int bytes) {
    return (bytes + 2) / 3 * 4;
  }

  private static void encodeGroup(byte[] bytes, int from, byte[] text, int at) {
    int bits =
        (bytes[from] & 0xff) << 16 | (bytes[from + 1] & 0xff) << 8 | (bytes[from + 2] & 0xff);
    for (int i = 0; i < 4; i++) {
      text[at + i] = CHARACTERS[(bits >>> (18 - 6 * i)) & 0x3f];
    }
  }

  private static void decodeGroup(CharSequence text, int from, byte[] bytes, int at)
      throws MalformedMetadataException {
    int bits = 0;
    for (int i = 0; i < 4; i++) {
      bits = bits << 6 | valueAt(text, from + i);
    }
    bytes[at] = (byte) (bits >>> 16);
    bytes[at + 1] = (byte) (bits >>> 8);
    bytes[at + 2] = (byte) bits;
  }

  private static int valueAt(CharSequence text, int index) throws MalformedMetadataException {
    char character = text.charAt(index);
    byte value = character < VALUES.length ? VALUES[character] : FOREIGN;
    if (value == FOREIGN) {
      throw new MalformedMetadataException(
          String.format(
              "encrypted name: foreign character U+%04X at %d; the name is damaged",
              (int) character, index));
    }
    return value;
  }

  private static byte[] valuesByCharacter() {
    byte[] values = new byte[128];
    Arrays.fill(values, FOREIGN);
    for (byte value = 0; value < CHARACTERS.length; value++) {
      values[CHARACTERS[value]] = value;
    }
    return values;
  }
}
