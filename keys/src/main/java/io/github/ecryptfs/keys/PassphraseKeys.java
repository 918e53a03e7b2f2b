package io.github.ecryptfs.keys;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.PassphraseKey;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of one passphrase: one for each salt ({@code docs/format.md}, "Keys").
 *
 * <p>Thread-safe. Keeps its own copy of the passphrase until {@link #close()}.
 */
public final class PassphraseKeys implements KeySource {
  /** The salt of all tools for contents' keys: 0011223344556677. */
  public static final Bytes CONTENT_SALT = Bytes.ofHex("0011223344556677");

  /**
   * The salt of the names' key in the standard set-up of a private or home directory. It is the
   * text {@code 99887766}: the tools that made those trees took eight hexadecimal digits for the
   * salt itself.
   */
  public static final Bytes NAME_SALT = Bytes.ofHex("3939383837373636");

  @GuardedBy("this")
  private final byte[] passphrase;

  private final List<Bytes> salts;

  @GuardedBy("this")
  private boolean closed;

  private PassphraseKeys(byte[] passphrase, List<Bytes> salts) {
    this.passphrase = passphrase;
    this.salts = salts;
  }

  /**
   * The keys of a passphrase, one for each of {@code salts}, in that order.
   *
   * @param passphrase 1 to 64 bytes; copied, and left for the caller to zero
   * @param salts eight bytes each, usually {@link #CONTENT_SALT}, and {@link #NAME_SALT} for
   *     encrypted names
   * @throws IllegalArgumentException if a size is wrong
   */
  public static PassphraseKeys of(byte[] passphrase, Bytes... salts) {
    return adopt(passphrase.clone(), salts);
  }

  /**
   * The keys of a passphrase given as text: the key is that of its UTF-8 bytes, without any
   * normalisation.
   *
   * @param passphrase 1 to 64 bytes in UTF-8; copied, and left for the caller to zero
   * @param salts as in {@link #of(byte[], Bytes...)}
   * @throws IllegalArgumentException if a size is wrong or the text has half a surrogate pair
   */
  public static PassphraseKeys of(char[] passphrase, Bytes... salts) {
    return adopt(SecretText.utf8(CharBuffer.wrap(passphrase)), salts);
  }

  private static PassphraseKeys adopt(byte[] passphrase, Bytes... salts) {
    try {
      return new PassphraseKeys(checked(passphrase), checked(salts));
    } catch (IllegalArgumentException e) {
      Arrays.fill(passphrase, (byte) 0);
      throw e;
    }
  }

  private static byte[] checked(byte[] passphrase) {
    if (passphrase.length < 1 || passphrase.length > PassphraseKey.MAXIMUM_PASSPHRASE_BYTES) {
      throw new IllegalArgumentException(
          "passphrase: want 1 to "
              + PassphraseKey.MAXIMUM_PASSPHRASE_BYTES
              + " bytes, got "
              + (passphrase.length == 0 ? "none" : "more"));
    }
    return passphrase;
  }

  private static List<Bytes> checked(Bytes... salts) {
    for (Bytes salt : salts) {
      if (salt.size() != PassphraseKey.SALT_BYTES) {
        throw new IllegalArgumentException("salt: want 8 bytes, got " + salt.size());
      }
    }
    return List.of(salts);
  }

  @Override
  public synchronized List<WrappingKey> unlock() {
    if (closed) {
      throw new IllegalStateException("passphrase used after close()");
    }
    List<WrappingKey> keys = new ArrayList<>();
    for (Bytes salt : salts) {
      keys.add(new PassphraseWrappingKey(PassphraseKey.derive(passphrase, salt)));
    }
    return keys;
  }

  @Override
  public synchronized void close() {
    Arrays.fill(passphrase, (byte) 0);
    closed = true;
  }
}
