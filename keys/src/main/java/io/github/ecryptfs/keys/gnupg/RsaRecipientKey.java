package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.crypto.WrappedFileKey.ByPublicKey;
import io.github.ecryptfs.keys.FileKeyEnvelope;
import io.github.ecryptfs.keys.PublicKeySignature;
import io.github.ecryptfs.keys.WrappingKey;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * An RSA subkey: wraps here, with padding of PKCS#1 v1.5, and unwraps in gpg-agent ({@code
 * docs/format.md}, "Wrapping by an OpenPGP key").
 *
 * <p>Thread-safe; holds no secret.
 */
final class RsaRecipientKey implements WrappingKey {
  /** The largest ciphertext that a packet takes, and so the largest modulus. */
  private static final int MAXIMUM_MODULUS_BYTES = 512;

  /** 02, at least eight random bytes, 00: the padding without its leading zero byte. */
  private static final int MINIMUM_PADDING_BYTES = 10;

  private static final int PADDING_TYPE = 2;

  private final Recipient recipient;
  private final GpgAgent agent;
  private final RSAPublicKey publicKey;
  private final KeySignature signature;

  /**
   * The key of {@code recipient}.
   *
   * @throws InvalidKeyException if it has more than 4096 bits
   * @throws GeneralSecurityException if the JDK refuses its numbers
   */
  RsaRecipientKey(Recipient recipient, PublicKeyData.Rsa numbers, GpgAgent agent)
      throws GeneralSecurityException {
    this.recipient = recipient;
    this.agent = agent;
    RSAPublicKeySpec spec = new RSAPublicKeySpec(numbers.modulus(), numbers.exponent());
    this.publicKey = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
    this.signature = PublicKeySignature.of(publicKey);
    if (modulusBytes() > MAXIMUM_MODULUS_BYTES) {
      throw new InvalidKeyException(recipient + ": its encryption subkey has more than 4096 bits");
    }
  }

  private int modulusBytes() {
    return (publicKey.getModulus().bitLength() + 7) / 8;
  }

  @Override
  public KeySignature signature() {
    return signature;
  }

  @Override
  public ByPublicKey wrap(FileEncryptionKey key) throws GeneralSecurityException {
    byte[] envelope = FileKeyEnvelope.seal(key);
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, publicKey);
      return new ByPublicKey(signature, Bytes.copyOf(cipher.doFinal(envelope)));
    } finally {
      Arrays.fill(envelope, (byte) 0);
    }
  }

  @Override
  public FileEncryptionKey unwrap(WrappedFileKey wrapped) throws KeyUnwrapException {
    if (wrapped instanceof ByPublicKey ours && ours.wrapped().size() == modulusBytes()) {
      try (Plaintext plaintext = agent.decrypt(recipient, Canonical.rsa(ours.wrapped()))) {
        return fileKey(plaintext);
      }
    }
    throw new KeyUnwrapException(
        recipient + ": the packet was not made for an RSA key of its size");
  }

  /** One answer to all failures, so that nobody learns of the padding by asking. */
  private FileEncryptionKey fileKey(Plaintext plaintext) throws KeyUnwrapException {
    byte[] envelope =
        plaintext.isPadded() ? withoutPadding(plaintext.bytes()) : plaintext.bytes().clone();
    try {
      return FileKeyEnvelope.open(envelope);
    } catch (KeyUnwrapException e) {
      throw new KeyUnwrapException(
          recipient + ": it does not decrypt the file key; the packet is damaged", e);
    } finally {
      Arrays.fill(envelope, (byte) 0);
    }
  }

  /** What follows the padding; nothing if that is not as it must be. */
  private byte[] withoutPadding(byte[] block) {
    int start = 1;
    while (start < block.length && block[start] != 0) {
      start++;
    }
    boolean sound =
        block.length == modulusBytes() - 1
            && block[0] == PADDING_TYPE
            && start + 1 >= MINIMUM_PADDING_BYTES
            && start < block.length;
    return sound ? Arrays.copyOfRange(block, start + 1, block.length) : new byte[0];
  }

  /** Nothing to destroy: the secret key is the agent's. */
  @Override
  public void close() {}

  /** Names the key by its fingerprint. */
  @Override
  public String toString() {
    return recipient.toString();
  }
}
