package io.github.ecryptfs.keys.gnupg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes in lines of the Assuan protocol: percent sign, carriage return, line feed are escaped. */
final class AssuanText {
  private AssuanText() {}

  /** The data line for {@code data} from {@code from} up to {@code to}. */
  static byte[] dataLine(byte[] data, int from, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("D ".getBytes(StandardCharsets.US_ASCII));
    for (int i = from; i < to; i++) {
      if (data[i] == '%' || data[i] == '\r' || data[i] == '\n') {
        out.writeBytes("%%%02X".formatted(data[i]).getBytes(StandardCharsets.US_ASCII));
      } else {
        out.write(data[i]);
      }
    }
    return out.toByteArray();
  }

  /** {@code text} as an argument: what is neither letter, digit nor space is escaped too. */
  static String argument(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = Character.isLetterOrDigit(b) || b == '-' || b == '.' || b == ',';
      out.append(plain ? "" + (char) b : b == ' ' ? "+" : "%%%02X".formatted(b));
    }
    return out.toString();
  }

  /**
   * Undoes the escapes of {@code source} from {@code from} up to {@code to}.
   *
   * @param target has room for {@code to - from} bytes from {@code at} on
   * @return the offset after what was written
   */
  static int unescape(byte[] source, int from, int to, byte[] target, int at) throws IOException {
    int written = at;
    for (int i = from; i < to; i++) {
      if (source[i] == '%') {
        target[written++] = (byte) escaped(source, i, to);
        i += 2;
      } else {
        target[written++] = source[i];
      }
    }
    return written;
  }

  private static int escaped(byte[] source, int at, int to) throws IOException {
    if (at + 2 >= to || !isHex(source[at + 1]) || !isHex(source[at + 2])) {
      throw new IOException("gpg-agent answers with an escape that is none");
    }
    return HexFormat.fromHexDigit(source[at + 1]) << 4 | HexFormat.fromHexDigit(source[at + 2]);
  }

  private static boolean isHex(byte b) {
    return HexFormat.isHexDigit(b);
  }
}
