package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnavailableException;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * An unlocked key that wraps and unwraps file keys, wherever it lives: in memory, on a token, in an
 * agent.
 *
 * <p>Implementations are thread-safe. Their owner closes them; {@link KeyRing} does so for those it
 * was given.
 */
public interface WrappingKey extends AutoCloseable {
  /** The name under which packets and mount options speak of this key. */
  KeySignature signature();

  /**
   * Encrypts a file key for a header.
   *
   * @throws GeneralSecurityException if this key cannot hold {@code key} or its token refuses
   */
  WrappedFileKey wrap(FileEncryptionKey key) throws GeneralSecurityException;

  /**
   * Decrypts a file key from a header. The caller owns the result.
   *
   * @throws KeyUnavailableException if this key cannot be used now, as its token or agent is not
   *     there or refuses
   * @throws KeyUnwrapException if {@code wrapped} is damaged or was not made for this key
   */
  FileEncryptionKey unwrap(WrappedFileKey wrapped) throws KeyUnwrapException;

  /**
   * The same key in the form that also encrypts names, if it has one. It stays the property of this
   * key.
   */
  default Optional<PassphraseKey> passphraseKey() {
    return Optional.empty();
  }

  /** Destroys what this key holds in memory. Does not throw; a second call does nothing. */
  @Override
  void close();
}
