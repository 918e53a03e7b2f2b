package io.github.ecryptfs.keys;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.Arrays;

/**
 * A password or passphrase as the bytes that the tools take, and where it comes from. Thread-safe.
 */
sealed interface Secret extends AutoCloseable permits Secret.Given, SecretFile {
  /**
   * The bytes of the secret, in an array that the caller owns and zeroes. They may be none.
   *
   * @throws IOException if the secret stands in a file that cannot be read or has another form
   */
  byte[] reveal() throws IOException;

  /** Zeroes what is held of the secret. */
  @Override
  default void close() {}

  /** A secret in memory, which it owns. */
  final class Given implements Secret {
    @GuardedBy("this")
    private final byte[] bytes;

    @GuardedBy("this")
    private boolean closed;

    /** Takes {@code bytes} over. */
    Given(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public synchronized byte[] reveal() {
      if (closed) {
        throw new IllegalStateException("secret used after close()");
      }
      return bytes.clone();
    }

    @Override
    public synchronized void close() {
      Arrays.fill(bytes, (byte) 0);
      closed = true;
    }
  }
}
