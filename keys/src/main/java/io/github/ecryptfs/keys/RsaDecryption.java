package io.github.ecryptfs.keys;

import java.security.GeneralSecurityException;

/** The secret half of an RSA key pair, wherever it lives. Implementations are thread-safe. */
public interface RsaDecryption extends AutoCloseable {
  /**
   * Decrypts and takes the padding off.
   *
   * @param wrapped as many bytes as the modulus has
   * @return the plaintext, which the caller owns and zeroes
   * @throws GeneralSecurityException if the padding is wrong; does not say in which way, as that
   *     would help who tries out ciphertexts
   * @throws java.security.ProviderException if a token fails
   * @throws IllegalStateException after {@link #close}
   */
  byte[] decrypt(byte[] wrapped) throws GeneralSecurityException;

  /** Lets go of the key. Does not throw; a second call does nothing. */
  @Override
  void close();
}
