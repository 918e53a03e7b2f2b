package com.example.vault;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.keys.FileKeyEnvelope;
import io.github.ecryptfs.keys.WrappingKey;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Wraps file keys by AES key wrap, in packets for public keys. */
final class VaultKey implements WrappingKey {
  private final byte[] secret;

  VaultKey(byte[] secret) {
    this.secret = secret;
  }

  @Override
  public KeySignature signature() {
    return new KeySignature(0x7661756c74L);
  }

  @Override
  public WrappedFileKey wrap(FileEncryptionKey key) throws GeneralSecurityException {
    byte[] envelope = FileKeyEnvelope.seal(key);
    byte[] wrapped = cipher(Cipher.WRAP_MODE).wrap(new SecretKeySpec(envelope, "RAW"));
    return new WrappedFileKey.ByPublicKey(signature(), Bytes.copyOf(wrapped));
  }

  @Override
  public FileEncryptionKey unwrap(WrappedFileKey wrapped) throws KeyUnwrapException {
    try {
      byte[] bytes = ((WrappedFileKey.ByPublicKey) wrapped).wrapped().toArray();
      return FileKeyEnvelope.open(
          cipher(Cipher.UNWRAP_MODE).unwrap(bytes, "RAW", Cipher.SECRET_KEY).getEncoded());
    } catch (KeyUnwrapException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new KeyUnwrapException("key " + signature() + " does not fit", e);
    }
  }

  private Cipher cipher(int mode) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
    cipher.init(mode, new SecretKeySpec(secret, "AES"));
    return cipher;
  }

  @Override
  public void close() {
    Arrays.fill(secret, (byte) 0);
  }
}
