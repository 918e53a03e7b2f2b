package io.github.ecryptfs.keys.gnupg;

import java.util.Arrays;

/** What a secret key made of a ciphertext. Its owner closes it, which zeroes it. */
final class Plaintext implements AutoCloseable {
  private final byte[] bytes;
  private final boolean padded;

  /**
   * Takes {@code bytes} over.
   *
   * @param padded false if a card has taken the padding off
   */
  Plaintext(byte[] bytes, boolean padded) {
    this.bytes = bytes;
    this.padded = padded;
  }

  /** The bytes, which stay the property of this. */
  byte[] bytes() {
    return bytes;
  }

  /** Whether the padding of RSA is still there. */
  boolean isPadded() {
    return padded;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
