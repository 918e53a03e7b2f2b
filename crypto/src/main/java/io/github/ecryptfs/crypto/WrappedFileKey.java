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
   * @param wrapped the ciphertext as the key module made it, at most 512 bytes
   */
  record ByPublicKey(KeySignature signature, Bytes wrapped) implements WrappedFileKey {}
}
