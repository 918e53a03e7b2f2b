package io.github.ecryptfs.crypto;

import java.util.Arrays;
import java.util.Optional;

/**
 * The block ciphers that eCryptfs knows ({@code docs/format.md}, "Ciphers").
 *
 * <p>3DES, CAST5 and Blowfish have blocks of 64 bits: after some gigabytes under one key blocks
 * repeat and tell something of the plaintext. They are here to read old trees.
 */
public enum CipherAlgorithm {
  /** The default; one cipher code for each key size. */
  AES("aes", 16, 0x07, 0x09),
  /** Triple DES with three keys. */
  DES3_EDE("des3_ede", 8, 0x02, 0x02),
  /** CAST-128. */
  CAST5("cast5", 8, 0x03, 0x03),
  /** Blowfish. */
  BLOWFISH("blowfish", 8, 0x04, 0x04),
  /** Twofish. */
  TWOFISH("twofish", 16, 0x0a, 0x0a),
  /** CAST-256. */
  CAST6("cast6", 16, 0x0b, 0x0b);

  private static final CipherAlgorithm[] ALL = values();

  private final String kernelName;
  private final int blockBytes;
  private final int firstCode;
  private final int lastCode;

  CipherAlgorithm(String kernelName, int blockBytes, int firstCode, int lastCode) {
    this.kernelName = kernelName;
    this.blockBytes = blockBytes;
    this.firstCode = firstCode;
    this.lastCode = lastCode;
  }

  /** The algorithm of that name in mount options, if there is one. */
  public static Optional<CipherAlgorithm> byKernelName(String name) {
    return Arrays.stream(values()).filter(a -> a.kernelName.equals(name)).findFirst();
  }

  /** The algorithm that a cipher code of packets names, if it is known. */
  static Optional<CipherAlgorithm> byCode(int code) {
    for (CipherAlgorithm algorithm : ALL) {
      if (algorithm.firstCode <= code && code <= algorithm.lastCode) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** The code of the algorithm in packets, the first one if there is one for each key size. */
  int firstCode() {
    return firstCode;
  }

  /** The name in mount options, as in {@code des3_ede}. */
  public String kernelName() {
    return kernelName;
  }

  /** The block size, 8 or 16 bytes. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Whether the algorithm takes keys of that many bytes. */
  public boolean accepts(int keyBytes) {
    return switch (this) {
      case AES, TWOFISH -> keyBytes == 16 || keyBytes == 24 || keyBytes == 32;
      case DES3_EDE -> keyBytes == 24;
      case CAST5 -> keyBytes >= 5 && keyBytes <= 16;
      case BLOWFISH -> keyBytes >= 4 && keyBytes <= 56;
      case CAST6 -> keyBytes >= 16 && keyBytes <= 32 && keyBytes % 4 == 0;
    };
  }
}
