package io.github.ecryptfs.crypto;

import java.io.NotSerializableException;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key for the JDK's ciphers whose bytes can be zeroed, which those of {@code SecretKeySpec}
 * cannot on Java 17.
 *
 * <p>Confined to the call that makes and destroys it. Compared by identity.
 */
final class RawKey implements SecretKey {
  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient byte[] secret;

  private RawKey(String algorithm, byte[] secret) {
    this.algorithm = algorithm;
    this.secret = secret;
  }

  /** A key of the first {@code keyBytes} bytes of {@code source}, which are copied. */
  static RawKey copyOf(String algorithm, byte[] source, int keyBytes) {
    return new RawKey(algorithm, Arrays.copyOf(source, keyBytes));
  }

  /** A key of zeros, to drive another one out of a cipher. */
  static RawKey zero(String algorithm, int keyBytes) {
    return new RawKey(algorithm, new byte[keyBytes]);
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy, as the contract wants; the JDK's ciphers keep or zero it. */
  @Override
  public byte[] getEncoded() {
    return secret.clone();
  }

  @Override
  public void destroy() {
    Arrays.fill(secret, (byte) 0);
  }

  private Object writeReplace() throws NotSerializableException {
    throw new NotSerializableException("a key is never written");
  }

  /** Names the algorithm, never the key. */
  @Override
  public String toString() {
    return "raw key for " + algorithm;
  }
}
