package io.github.ecryptfs.keys;

import io.github.ecryptfs.keys.file.KeyFileBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A secret in a file in the grammar of {@code mount.ecryptfs}: pairs {@code name=value} between
 * commas and line feeds, no quoting, no comments ({@code docs/keys.md}). The value is taken byte by
 * byte, so that a secret in any encoding works; it reaches from the first equals sign to the next
 * comma, line feed or the end.
 *
 * <p>Immutable.
 *
 * @param file read at each {@link #reveal()}
 * @param names the names under which the secret may stand, the usual one first
 */
record SecretFile(Path file, List<String> names) implements Secret {
  private static final int MAXIMUM_BYTES = 40_960;

  SecretFile {
    names = List.copyOf(names);
  }

  @Override
  public byte[] reveal() throws IOException {
    byte[] content = KeyFileBytes.read(file, MAXIMUM_BYTES);
    try {
      return value(content);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private byte[] value(byte[] content) throws IOException {
    for (int start = 0; start < content.length; start = endOfPair(content, start) + 1) {
      for (String name : names) {
        byte[] head = (name + "=").getBytes(StandardCharsets.US_ASCII);
        int end = endOfPair(content, start);
        if (startsWith(content, start, end, head)) {
          return Arrays.copyOfRange(content, start + head.length, end);
        }
      }
    }
    throw new IOException("secret file " + file + ": no line " + names.get(0) + "=...");
  }

  private static int endOfPair(byte[] content, int start) {
    int end = start;
    while (end < content.length && content[end] != ',' && content[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean startsWith(byte[] content, int start, int end, byte[] head) {
    return end - start >= head.length
        && Arrays.equals(content, start, start + head.length, head, 0, head.length);
  }
}
