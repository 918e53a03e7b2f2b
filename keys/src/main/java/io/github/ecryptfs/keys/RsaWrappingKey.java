package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.security.auth.DestroyFailedException;

/**
 * An RSA key pair that wraps file keys as the {@code openssl} key module does: RSAES-OAEP with
 * SHA-1, MGF1 with SHA-1 and an empty label ({@code docs/format.md}, "Public keys"). SHA-1 because
 * the format prescribes it.
 *
 * <p>Thread-safe. {@link #close()} drops the private key and destroys it where its class can; the
 * JDK's own RSA keys cannot be zeroed and stay in the heap until it is collected.
 */
public final class RsaWrappingKey implements WrappingKey {
  private static final Logger LOG = System.getLogger(RsaWrappingKey.class.getName());

  /** The largest wrapped key that a packet takes, and so the largest modulus. */
  private static final int MAXIMUM_MODULUS_BYTES = 512;

  private static final int OAEP_OVERHEAD_BYTES = 42;
  private static final OAEPParameterSpec OAEP =
      new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);

  private final KeySignature signature;
  private final RSAPublicKey publicKey;
  private volatile Optional<PrivateKey> privateKey;

  /**
   * The key pair of {@code publicKey} and its {@code privateKey}, which may live on a token.
   *
   * @throws GeneralSecurityException if the modulus has more than 4096 bits
   */
  public RsaWrappingKey(RSAPublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    if (modulusBytes(publicKey) > MAXIMUM_MODULUS_BYTES) {
      throw new InvalidKeyException(
          "RSA key of " + publicKey.getModulus().bitLength() + " bits: want at most 4096");
    }
    this.signature = PublicKeySignature.of(publicKey);
    this.publicKey = publicKey;
    this.privateKey = Optional.of(privateKey);
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
      byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, publicKey).doFinal(envelope);
      return new WrappedFileKey.ByPublicKey(signature, Bytes.copyOf(wrapped));
    } finally {
      Arrays.fill(envelope, (byte) 0);
    }
  }

  private void requireRoomFor(FileEncryptionKey fileKey) throws InvalidKeyException {
    int room = modulusBytes(publicKey) - OAEP_OVERHEAD_BYTES - FileKeyEnvelope.OVERHEAD_BYTES;
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
    byte[] envelope = decrypt(wrapped);
    try {
      return FileKeyEnvelope.open(envelope);
    } finally {
      Arrays.fill(envelope, (byte) 0);
    }
  }

  private byte[] decrypt(Bytes wrapped) throws KeyUnwrapException {
    PrivateKey opener = openedBy();
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
      return cipher(Cipher.DECRYPT_MODE, opener).doFinal(wrapped.toArray());
    } catch (GeneralSecurityException | ProviderException e) {
      throw new KeyUnwrapException(
          "key " + signature + " does not decrypt the file key; the packet is damaged", e);
    }
  }

  private PrivateKey openedBy() {
    return privateKey.orElseThrow(
        () -> new IllegalStateException("RSA key " + signature + " used after close()"));
  }

  private static Cipher cipher(int mode, Key key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(mode, key, OAEP);
    return cipher;
  }

  @Override
  public void close() {
    Optional<PrivateKey> dropped = privateKey;
    privateKey = Optional.empty();
    dropped.ifPresent(RsaWrappingKey::destroy);
  }

  private static void destroy(PrivateKey key) {
    try {
      key.destroy();
    } catch (DestroyFailedException e) {
      LOG.log(Level.DEBUG, "RSA private key left to the garbage collector: it cannot be zeroed");
    }
  }

  /** Names the key by its signature. */
  @Override
  public String toString() {
    return "RSA key " + signature;
  }
}
