package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;
import java.math.BigInteger;

/** The numbers of a public key. */
sealed interface PublicKeyData {
  /** An RSA key. */
  record Rsa(BigInteger modulus, BigInteger exponent) implements PublicKeyData {}

  /**
   * A point on Curve25519 for ECDH.
   *
   * @param point 32 bytes, as in RFC 7748
   * @param hash the number of the hash in the derivation of keys
   * @param aes the number of the cipher that wraps
   */
  record Curve25519(Bytes point, int hash, int aes) implements PublicKeyData {}
}
