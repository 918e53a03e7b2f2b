package io.github.ecryptfs.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;
import javax.security.auth.Destroyable;

/**
 * The key of one file's contents, with the cipher it is for. Its owner closes it or hands it on.
 *
 * <p>Not thread-safe: used under the lock of its open file.
 */
public final class FileEncryptionKey implements Destroyable, AutoCloseable {
  private final CipherSpec cipher;
  private final byte[] secret;
  private boolean destroyed;

  private FileEncryptionKey(CipherSpec cipher, byte[] secret) {
    this.cipher = cipher;
    this.secret = secret;
  }

  /**
   * Takes {@code raw} over: the caller keeps no copy and does not touch it again.
   *
   * @throws IllegalArgumentException if the size of {@code raw} is not that of {@code cipher};
   *     {@code raw} is zeroed
   */
  public static FileEncryptionKey adopt(CipherSpec cipher, byte[] raw) {
    if (raw.length != cipher.keyBytes()) {
      Arrays.fill(raw, (byte) 0);
      throw new IllegalArgumentException(
          cipher + " wants " + cipher.keyBytes() + " key bytes, got " + raw.length);
    }
    return new FileEncryptionKey(cipher, raw);
  }

  /** A fresh random key. A triple DES key that the kernel would refuse as weak is drawn again. */
  public static FileEncryptionKey generate(CipherSpec cipher, SecureRandom random) {
    byte[] raw = new byte[cipher.keyBytes()];
    do {
      random.nextBytes(raw);
    } while (cipher.algorithm() == CipherAlgorithm.DES3_EDE && WeakDesKeys.has(raw));
    return new FileEncryptionKey(cipher, raw);
  }

  /** The cipher that this key is for. */
  public CipherSpec cipher() {
    return cipher;
  }

  /**
   * Lends the bytes for one call; the borrower keeps neither the array nor a copy that it does not
   * zero.
   */
  public <T> T lendTo(Function<byte[], T> use) {
    if (destroyed) {
      throw new IllegalStateException("file encryption key used after destroy()");
    }
    return use.apply(secret);
  }

  @Override
  public void destroy() {
    Arrays.fill(secret, (byte) 0);
    destroyed = true;
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }

  /** Names the cipher, never the key. */
  @Override
  public String toString() {
    return "file encryption key for " + cipher;
  }
}
