package io.github.ecryptfs.keys.gnupg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * What a gpg-agent says, with a function in place of the secret key: from the S-expression of the
 * ciphertext to the whole answer before OK, in ISO 8859-1.
 */
final class SoftAgent implements UnaryOperator<String> {
  private final UnaryOperator<byte[]> decryption;
  private final String status;
  private final ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();

  /**
   * An agent.
   *
   * @param decryption from the ciphertext to the plaintext, both as S-expressions
   * @param status lines sent before the plaintext, each with its line feed
   */
  SoftAgent(UnaryOperator<byte[]> decryption, String status) {
    this.decryption = decryption;
    this.status = status;
  }

  /** An S-expression around a plaintext. */
  static byte[] value(byte[] plaintext) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("(5:value" + plaintext.length + ":").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(plaintext);
    out.writeBytes(new byte[] {')', 0});
    return out.toByteArray();
  }

  /** The last atom of an S-expression, which ends with so many parentheses. */
  static byte[] lastAtom(byte[] expression, int size) {
    return java.util.Arrays.copyOfRange(
        expression, expression.length - 3 - size, expression.length - 3);
  }

  @Override
  public String apply(String line) {
    if (line.equals("PKDECRYPT")) {
      ciphertext.reset();
      return "S INQUIRE_MAXLEN 4096\nINQUIRE CIPHERTEXT\n";
    }
    if (line.startsWith("D ")) {
      collect(line);
      return "";
    }
    return line.equals("END")
        ? status + dataLines(decryption.apply(ciphertext.toByteArray())) + "OK\n"
        : "OK\n";
  }

  private void collect(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    byte[] room = new byte[bytes.length];
    try {
      ciphertext.write(room, 0, AssuanText.unescape(bytes, 2, bytes.length, room, 0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String dataLines(byte[] data) {
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < data.length; at += 300) {
      byte[] line = AssuanText.dataLine(data, at, Math.min(data.length, at + 300));
      lines.append(new String(line, StandardCharsets.ISO_8859_1)).append('\n');
    }
    return lines.toString();
  }
}
