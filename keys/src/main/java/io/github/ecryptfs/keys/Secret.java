package io.github.ecryptfs.keys;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Arrays;
import javax.security.auth.callback.CallbackHandler;

/**
 * A password, passphrase or PIN as the bytes that key modules take, and where it comes from.
 *
 * <p>Implementations are thread-safe and own what they hold.
 */
public interface Secret extends AutoCloseable {
  /**
   * The bytes of the secret, in an array that the caller owns and zeroes. They may be none.
   *
   * @throws IOException if the secret stands in a file that cannot be read or has another form, or
   *     was asked for and not given
   * @throws IllegalStateException if this is closed
   */
  byte[] reveal() throws IOException;

  /**
   * The characters of the secret, whose bytes are taken as UTF-8, in an array that the caller owns
   * and zeroes.
   *
   * @throws IOException as {@link #reveal}
   */
  default char[] revealText() throws IOException {
    byte[] bytes = reveal();
    try {
      return SecretText.chars(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Zeroes what is held of the secret. Does not throw; a second call does nothing. */
  @Override
  default void close() {}

  /** A secret in memory. Takes {@code bytes} over: the caller does not touch them again. */
  static Secret adopt(byte[] bytes) {
    return new Given(bytes);
  }

  /**
   * A secret in memory, as the UTF-8 bytes of a text, which is copied and left for the caller to
   * zero.
   *
   * @throws IllegalArgumentException if {@code text} has half a surrogate pair
   */
  static Secret of(CharBuffer text) {
    return new Given(SecretText.utf8(text));
  }

  /**
   * A secret that is asked for each time it is needed, and not kept.
   *
   * @param handler gets one {@link javax.security.auth.callback.PasswordCallback}; called in the
   *     thread that needs the secret
   * @param prompt what the user is told
   */
  static Secret asked(CallbackHandler handler, String prompt) {
    return new AskedSecret(handler, prompt);
  }

  /** No secret: {@link #reveal} gives no bytes. */
  static Secret none() {
    return new Given(new byte[0]);
  }

  /** A secret in memory, which it owns. */
  final class Given implements Secret {
    @GuardedBy("this")
    private final byte[] bytes;

    @GuardedBy("this")
    private boolean closed;

    private Given(byte[] bytes) {
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
