package io.github.ecryptfs.keys;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.security.auth.DestroyFailedException;

/** A private key in memory. Thread-safe. */
final class RsaPrivateKey implements RsaDecryption {
  private static final Logger LOG = System.getLogger(RsaPrivateKey.class.getName());

  private final RsaPadding padding;
  private volatile Optional<PrivateKey> key;

  RsaPrivateKey(RsaPadding padding, PrivateKey key) {
    this.padding = padding;
    this.key = Optional.of(key);
  }

  @Override
  public byte[] decrypt(byte[] wrapped) throws GeneralSecurityException {
    PrivateKey opener =
        key.orElseThrow(() -> new IllegalStateException("RSA private key used after close()"));
    return padding.cipher(Cipher.DECRYPT_MODE, opener).doFinal(wrapped);
  }

  @Override
  public void close() {
    Optional<PrivateKey> dropped = key;
    key = Optional.empty();
    dropped.ifPresent(RsaPrivateKey::destroy);
  }

  private static void destroy(PrivateKey key) {
    try {
      key.destroy();
    } catch (DestroyFailedException e) {
      LOG.log(Level.DEBUG, "RSA private key left to the garbage collector: it cannot be zeroed");
    }
  }
}
