package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The canonical S-expressions in which gpg-agent takes ciphertexts and gives plaintexts: lists in
 * parentheses, atoms as decimal size, colon and bytes.
 */
final class Canonical {
  private static final byte[] VALUE = "(5:value".getBytes(StandardCharsets.US_ASCII);

  private Canonical() {}

  /** The ciphertext of an RSA key. */
  static Bytes rsa(Bytes ciphertext) {
    return list("(7:enc-val(3:rsa(1:a", ciphertext, ")))");
  }

  /**
   * The other half of a Diffie-Hellman key.
   *
   * @param wrapped does not concern the agent, but gpg sends it before the point
   */
  static Bytes ecdh(Bytes wrapped, Bytes point) {
    return concat(list("(7:enc-val(4:ecdh(1:s", wrapped, ")"), list("(1:e", point, ")))"));
  }

  private static Bytes concat(Bytes first, Bytes second) {
    byte[] both = Arrays.copyOf(first.toArray(), first.size() + second.size());
    second.copyTo(both, first.size());
    return Bytes.copyOf(both);
  }

  private static Bytes list(String before, Bytes atom, String after) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((before + atom.size() + ":").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(atom.toArray());
    out.writeBytes(after.getBytes(StandardCharsets.US_ASCII));
    return Bytes.copyOf(out.toByteArray());
  }

  /**
   * The atom in {@code (5:value…)}, in an array that the caller owns and zeroes; {@code answer}
   * stays the caller's. A zero byte may follow the list.
   *
   * @throws IOException if it is no such list
   */
  static byte[] value(byte[] answer) throws IOException {
    if (answer.length < VALUE.length
        || !Arrays.equals(answer, 0, VALUE.length, VALUE, 0, VALUE.length)) {
      throw noList();
    }
    int at = VALUE.length;
    int size = 0;
    while (at < answer.length && answer[at] >= '0' && answer[at] <= '9' && size < answer.length) {
      size = 10 * size + answer[at++] - '0';
    }
    int end = at + 1 + size;
    if (end >= answer.length || answer[at] != ':' || answer[end] != ')') {
      throw noList();
    }
    return Arrays.copyOfRange(answer, at + 1, end);
  }

  private static IOException noList() {
    return new IOException("gpg-agent answers with something that is no plaintext");
  }
}
