package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.security.InvalidKeyException;
import java.util.Optional;

/**
 * The wrapping key that a passphrase gives: it wraps contents' keys and encrypts names.
 *
 * <p>Thread-safe, as the {@link PassphraseKey} is that it owns.
 */
public final class PassphraseWrappingKey implements WrappingKey {
  private final PassphraseKey key;

  /** Takes {@code key} over and destroys it on {@link #close()}. */
  public PassphraseWrappingKey(PassphraseKey key) {
    this.key = key;
  }

  @Override
  public KeySignature signature() {
    return key.signature();
  }

  @Override
  public WrappedFileKey.ByPassphrase wrap(FileEncryptionKey fileKey) throws InvalidKeyException {
    if (!fileKey.cipher().fitsContent()) {
      throw new InvalidKeyException(
          this + " wraps whole blocks only, which keys for " + fileKey.cipher() + " are not");
    }
    return key.wrap(fileKey);
  }

  @Override
  public FileEncryptionKey unwrap(WrappedFileKey wrapped) throws KeyUnwrapException {
    if (wrapped instanceof WrappedFileKey.ByPassphrase ours) {
      return key.unwrap(named(ours));
    }
    throw new KeyUnwrapException(
        "key " + signature() + " comes from a passphrase, but the packet is for a public key");
  }

  /** Nothing in the format tells that a passphrase key was the wrong one, so the signature must. */
  private WrappedFileKey.ByPassphrase named(WrappedFileKey.ByPassphrase wrapped)
      throws KeyUnwrapException {
    if (!wrapped.signature().equals(signature())) {
      throw new KeyUnwrapException(
          "key " + signature() + " does not open a file key of " + wrapped.signature());
    }
    return wrapped;
  }

  @Override
  public Optional<PassphraseKey> passphraseKey() {
    return Optional.of(key);
  }

  @Override
  public void close() {
    key.close();
  }

  /** Names the key by its signature. */
  @Override
  public String toString() {
    return "passphrase key " + signature();
  }
}
