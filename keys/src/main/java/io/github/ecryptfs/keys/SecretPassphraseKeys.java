package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.Bytes;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;

/**
 * The key of a passphrase that is looked up at each {@link #unlock()}, perhaps in a file.
 * Thread-safe.
 */
final class SecretPassphraseKeys implements KeySource {
  private final Secret passphrase;
  private final Bytes salt;

  /** Takes {@code passphrase} over. */
  SecretPassphraseKeys(Secret passphrase, Bytes salt) {
    this.passphrase = passphrase;
    this.salt = salt;
  }

  @Override
  public List<WrappingKey> unlock() throws IOException, InvalidKeyException {
    byte[] bytes = passphrase.reveal();
    try (PassphraseKeys keys = PassphraseKeys.of(bytes, salt)) {
      return keys.unlock();
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException(e.getMessage(), e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public void close() {
    passphrase.close();
  }
}
