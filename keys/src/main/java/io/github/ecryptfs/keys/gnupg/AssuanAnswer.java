package io.github.ecryptfs.keys.gnupg;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The data and the status lines that a server sent before its OK. Whoever called closes it, which
 * zeroes the data.
 *
 * <p>Not thread-safe: confined to one call.
 */
final class AssuanAnswer implements AutoCloseable {
  /** Several times what an RSA key of 4096 bits gives. */
  private static final int MAXIMUM_DATA_BYTES = 8192;

  private final byte[] data = new byte[MAXIMUM_DATA_BYTES];
  private final Set<String> status = new HashSet<>();
  private int length;

  /** Adds what a data line has from {@code from} up to {@code to}, without its escapes. */
  void addEscaped(byte[] line, int from, int to) throws IOException {
    if (length + Math.max(0, to - from) > data.length) {
      throw new IOException("gpg-agent answers with more than " + data.length + " bytes");
    }
    length = AssuanText.unescape(line, from, to, data, length);
  }

  /** Adds a status line without its mark. */
  void addStatus(String text) {
    status.add(text);
  }

  /** Whether that status came. */
  boolean hasStatus(String text) {
    return status.contains(text);
  }

  /** A copy of the data, which the caller owns and zeroes. */
  byte[] data() {
    return Arrays.copyOf(data, length);
  }

  @Override
  public void close() {
    Arrays.fill(data, (byte) 0);
  }
}
