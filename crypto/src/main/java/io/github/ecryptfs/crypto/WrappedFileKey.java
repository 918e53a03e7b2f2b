package io.github.ecryptfs.crypto;

/**
 * A file's key as it stands in a header: encrypted under a wrapping key that its signature names.
 */
public sealed interface WrappedFileKey {
  /** Names the wrapping key. */
  KeySignature signature();

  /**
   * Wrapped by a key that comes from a passphrase: a tag 3 packet with its tag 11 packet.
   *
   * @param signature names the wrapping key
   * @param cipherCode the cipher code of the packet, known to {@link CipherSpec#algorithmOf}
   * @param salt eight bytes, written but not used on reading
   * @param wrapped the wrapped key, at most 512 bytes
   */
  record ByPassphrase(KeySignature signature, int cipherCode, Bytes salt, Bytes wrapped)
      implements WrappedFileKey {}

  /**
   * Wrapped by a public key: a tag 1 packet.
   *
   * @param signature names the public key
   * @param algorithm the kind of that key, in the numbers of OpenPGP; the key itself decides, not
   *     this
   * @param wrapped the ciphertext as the key module made it, at most 512 bytes
   */
  record ByPublicKey(KeySignature signature, int algorithm, Bytes wrapped)
      implements WrappedFileKey {
    /** The algorithm that eCryptfs knows. */
    public static final int RSA = 1;

    /** Diffie-Hellman on an elliptic curve, which OpenPGP keys bring along. */
    public static final int ECDH = 18;

    /** A file key that an RSA key wraps. */
    public ByPublicKey(KeySignature signature, Bytes wrapped) {
      this(signature, RSA, wrapped);
    }
  }
}
