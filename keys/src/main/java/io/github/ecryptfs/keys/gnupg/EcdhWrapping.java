package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.SecretKeySpec;

/**
 * Wrapping for a key on Curve25519 as OpenPGP does it (RFC 6637): a new key for each message, a
 * shared secret, a hash of it, and AES key wrap (RFC 3394) under that.
 *
 * @param publicKey of the recipient
 * @param hash the JDK's name of the hash in the derivation
 * @param keyBytes the key size of the AES that wraps
 * @param parameters what is hashed besides the shared secret
 */
record EcdhWrapping(PublicKey publicKey, String hash, int keyBytes, Bytes parameters) {
  /** The size of a point. */
  static final int POINT_BYTES = 32;

  private static final Map<Integer, String> HASHES =
      Map.of(8, "SHA-256", 9, "SHA-384", 10, "SHA-512");
  private static final Map<Integer, Integer> AES_KEY_BYTES = Map.of(7, 16, 8, 24, 9, 32);
  private static final int BLOCK_BYTES = 8;

  /** What X.509 puts before the 32 bytes of a point on this curve (RFC 8410). */
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b656e032100");

  /** Length and object identifier of the curve, and the number of ECDH. */
  private static final byte[] CURVE_AND_ALGORITHM =
      HexFormat.of().parseHex("0a2b06010401975501050112");

  private static final byte[] SENDER = "Anonymous Sender    ".getBytes(StandardCharsets.US_ASCII);

  /**
   * What one message holds.
   *
   * @param point the public half of its own key, 32 bytes
   * @param key the wrapped key, at most 255 bytes
   */
  record Wrapped(Bytes point, Bytes key) {}

  /**
   * Wrapping for {@code key}.
   *
   * @throws GeneralSecurityException if its hash or cipher is unknown
   */
  static EcdhWrapping of(PublicKeyData.Curve25519 key, Bytes fingerprint)
      throws GeneralSecurityException {
    Optional<String> hash = Optional.ofNullable(HASHES.get(key.hash()));
    Optional<Integer> keyBytes = Optional.ofNullable(AES_KEY_BYTES.get(key.aes()));
    if (hash.isEmpty() || keyBytes.isEmpty()) {
      throw new InvalidKeyException(
          "OpenPGP key on Curve25519: unknown hash " + key.hash() + " or cipher " + key.aes());
    }
    ByteArrayOutputStream parameters = new ByteArrayOutputStream();
    parameters.writeBytes(CURVE_AND_ALGORITHM);
    parameters.writeBytes(new byte[] {3, 1, (byte) key.hash(), (byte) key.aes()});
    parameters.writeBytes(SENDER);
    parameters.writeBytes(fingerprint.toArray());
    return new EcdhWrapping(
        decoded(key.point()), hash.get(), keyBytes.get(), Bytes.copyOf(parameters.toByteArray()));
  }

  private static PublicKey decoded(Bytes point) throws GeneralSecurityException {
    byte[] x509 = Arrays.copyOf(X509_HEAD, X509_HEAD.length + POINT_BYTES);
    point.copyTo(x509, X509_HEAD.length);
    return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(x509));
  }

  /** Wraps {@code secret}, which stays the caller's, under a new key. */
  Wrapped wrap(byte[] secret) throws GeneralSecurityException {
    KeyPair own = KeyPairGenerator.getInstance("X25519").generateKeyPair();
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(own.getPrivate());
    agreement.doPhase(publicKey, true);
    byte[] x509 = own.getPublic().getEncoded();
    return new Wrapped(
        Bytes.copyOf(x509, X509_HEAD.length, POINT_BYTES),
        wrapFilled(agreement.generateSecret(), fill(secret)));
  }

  /** Wraps whole blocks under a shared secret, and zeroes both. */
  Bytes wrapFilled(byte[] shared, byte[] filled) throws GeneralSecurityException {
    try {
      return Bytes.copyOf(aes(Cipher.ENCRYPT_MODE, shared, filled));
    } finally {
      Arrays.fill(filled, (byte) 0);
    }
  }

  /**
   * Unwraps what {@link #wrap} made.
   *
   * @param shared the shared secret of 32 bytes, which is zeroed
   * @return the secret, which the caller owns and zeroes
   * @throws GeneralSecurityException if it was not made for this key or is damaged
   */
  byte[] unwrap(byte[] shared, Bytes wrapped) throws GeneralSecurityException {
    byte[] filled = aes(Cipher.DECRYPT_MODE, shared, wrapped.toArray());
    try {
      return Arrays.copyOf(filled, sizeWithoutFilling(filled));
    } finally {
      Arrays.fill(filled, (byte) 0);
    }
  }

  private static byte[] fill(byte[] secret) {
    int count = BLOCK_BYTES - secret.length % BLOCK_BYTES;
    byte[] filled = Arrays.copyOf(secret, secret.length + count);
    Arrays.fill(filled, secret.length, filled.length, (byte) count);
    return filled;
  }

  private static int sizeWithoutFilling(byte[] filled) throws BadPaddingException {
    int count = filled[filled.length - 1] & 0xff;
    int size = filled.length - count;
    for (int i = Math.max(size, 0); i < filled.length; i++) {
      if (size < 0 || filled[i] != (byte) count) {
        throw new BadPaddingException("wrapped file key: the filling is not as it must be");
      }
    }
    return size;
  }

  /** One step of AES key wrap under the key that {@code shared} gives, which is zeroed. */
  private byte[] aes(int mode, byte[] shared, byte[] text) throws GeneralSecurityException {
    byte[] hashed = derive(shared);
    try {
      Key key = new SecretKeySpec(hashed, 0, keyBytes, "AES");
      Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
      cipher.init(mode, key);
      return cipher.doFinal(text);
    } finally {
      Arrays.fill(hashed, (byte) 0);
    }
  }

  private byte[] derive(byte[] shared) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance(hash);
    digest.update(new byte[] {0, 0, 0, 1});
    digest.update(shared);
    digest.update(parameters.toArray());
    Arrays.fill(shared, (byte) 0);
    return digest.digest();
  }
}
