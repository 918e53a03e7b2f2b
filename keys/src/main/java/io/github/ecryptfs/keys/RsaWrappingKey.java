package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;

/**
 * An RSA key pair that wraps file keys as the key modules do ({@code docs/format.md}, "Public
 * keys"). The public half encrypts in memory; the secret half may live on a token.
 *
 * <p>Thread-safe. {@link #close()} drops the private key and destroys it where its class can; the
 * JDK's own RSA keys cannot be zeroed and stay in the heap until it is collected.
 */
public final class RsaWrappingKey implements WrappingKey {
  /** The largest wrapped key that a packet takes, and so the largest modulus. */
  private static final int MAXIMUM_MODULUS_BYTES = 512;

  private final KeySignature signature;
  private final RSAPublicKey publicKey;
  private final RsaPadding padding;
  private final RsaDecryption decryption;
  private volatile boolean closed;

  /**
   * The key pair of {@code publicKey} and its {@code privateKey}, wrapping by {@link
   * RsaPadding#OAEP}.
   *
   * @throws GeneralSecurityException if the modulus has more than 4096 bits
   */
  public RsaWrappingKey(RSAPublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    this(publicKey, RsaPadding.OAEP, new RsaPrivateKey(RsaPadding.OAEP, privateKey));
  }

  /**
   * The key pair of {@code publicKey} and a secret half anywhere.
   *
   * @param padding that which {@code decryption} takes off
   * @param decryption owned by this key if no exception is thrown
   * @throws GeneralSecurityException if the modulus has more than 4096 bits
   */
  public RsaWrappingKey(RSAPublicKey publicKey, RsaPadding padding, RsaDecryption decryption)
      throws GeneralSecurityException {
    if (modulusBytes(publicKey) > MAXIMUM_MODULUS_BYTES) {
      throw new InvalidKeyException(
          "RSA key of " + publicKey.getModulus().bitLength() + " bits: want at most 4096");
    }
    this.signature = PublicKeySignature.of(publicKey);
    this.publicKey = publicKey;
    this.padding = padding;
    this.decryption = decryption;
  }

  /**
   * The key pair of a private key that carries its public half.
   *
   * @throws GeneralSecurityException if the modulus has more than 4096 bits or the JDK refuses the
   *     key
   */
  public static RsaWrappingKey of(RSAPrivateCrtKey privateKey) throws GeneralSecurityException {
    RSAPublicKeySpec half =
        new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent());
    RSAPublicKey publicKey = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(half);
    return new RsaWrappingKey(publicKey, privateKey);
  }

  private static int modulusBytes(RSAPublicKey key) {
    return (key.getModulus().bitLength() + 7) / 8;
  }

  @Override
  public KeySignature signature() {
    return signature;
  }

  @Override
  public WrappedFileKey.ByPublicKey wrap(FileEncryptionKey fileKey)
      throws GeneralSecurityException {
    requireRoomFor(fileKey);
    byte[] envelope = FileKeyEnvelope.seal(fileKey);
    try {
      return new WrappedFileKey.ByPublicKey(
          signature, Bytes.copyOf(padding.encrypt(publicKey, envelope)));
    } finally {
      Arrays.fill(envelope, (byte) 0);
    }
  }

  private void requireRoomFor(FileEncryptionKey fileKey) throws InvalidKeyException {
    int room = modulusBytes(publicKey) - padding.overheadBytes() - FileKeyEnvelope.OVERHEAD_BYTES;
    if (fileKey.cipher().keyBytes() > room) {
      throw new InvalidKeyException(
          "RSA key " + signature + " is too small to wrap a key for " + fileKey.cipher());
    }
  }

  @Override
  public FileEncryptionKey unwrap(WrappedFileKey wrapped) throws KeyUnwrapException {
    if (wrapped instanceof WrappedFileKey.ByPublicKey ours) {
      return unwrap(ours.wrapped());
    }
    throw new KeyUnwrapException(
        "key " + signature + " is a public key, but the packet is for a passphrase");
  }

  private FileEncryptionKey unwrap(Bytes wrapped) throws KeyUnwrapException {
    requireOpen();
    byte[] envelope = decrypt(wrapped);
    try {
      return FileKeyEnvelope.open(envelope);
    } finally {
      Arrays.fill(envelope, (byte) 0);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("RSA key " + signature + " used after close()");
    }
  }

  private byte[] decrypt(Bytes wrapped) throws KeyUnwrapException {
    if (wrapped.size() != modulusBytes(publicKey)) {
      throw new KeyUnwrapException(
          "key "
              + signature
              + " wraps to "
              + modulusBytes(publicKey)
              + " bytes, the packet has "
              + wrapped.size());
    }
    try {
      return decryption.decrypt(wrapped.toArray());
    } catch (GeneralSecurityException e) {
      throw new KeyUnwrapException(
          "key " + signature + " does not decrypt the file key; the packet is damaged", e);
    } catch (ProviderException e) {
      throw new KeyUnwrapException(
          "key "
              + signature
              + " does not decrypt the file key: the packet is damaged, or the token of the key is"
              + " gone or refuses; plug it in again and mount anew",
          e);
    }
  }

  @Override
  public void close() {
    closed = true;
    decryption.close();
  }

  /** Names the key by its signature. */
  @Override
  public String toString() {
    return "RSA key " + signature;
  }
}
