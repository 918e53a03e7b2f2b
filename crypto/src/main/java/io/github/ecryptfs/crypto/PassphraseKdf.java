package io.github.ecryptfs.crypto;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Makes a key of a passphrase, and a signature of a key ({@code docs/format.md}, "Key derivation").
 */
final class PassphraseKdf {
  private static final int ITERATIONS = 65536;

  private PassphraseKdf() {}

  /** The 64 bytes that 65536 rounds of SHA-512 make of salt and passphrase. */
  static byte[] derive(byte[] passphrase, Bytes salt) {
    MessageDigest digest = Digests.sha512();
    byte[] state = new byte[PassphraseKey.BYTES];
    digest.update(salt.toArray());
    digest.update(passphrase);
    finish(digest, state);
    for (int i = 1; i < ITERATIONS; i++) {
      digest.update(state, 0, state.length);
      finish(digest, state);
    }
    digest.reset(); // zeroes the digest's own copy of its last input
    return state;
  }

  /** The start of SHA-512 over the key. */
  static KeySignature signatureOf(byte[] key) {
    MessageDigest digest = Digests.sha512();
    byte[] hash = digest.digest(key);
    digest.reset();
    return KeySignature.read(hash, 0);
  }

  private static void finish(MessageDigest digest, byte[] target) {
    try {
      digest.digest(target, 0, target.length);
    } catch (DigestException e) {
      throw new IllegalStateException(digest.getAlgorithm() + " wants more room", e);
    }
  }
}
