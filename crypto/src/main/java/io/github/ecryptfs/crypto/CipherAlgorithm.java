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
  AES("aes", 16),
  DES3_EDE("des3_ede", 8),
  CAST5("cast5", 8),
  BLOWFISH("blowfish", 8),
  TWOFISH("twofish", 16),
  CAST6("cast6", 16);

  private final String kernelName;
  private final int blockBytes;

  CipherAlgorithm(String kernelName, int blockBytes) {
    this.kernelName = kernelName;
    this.blockBytes = blockBytes;
  }

  /** The algorithm of that name in mount options, if there is one. */
  public static Optional<CipherAlgorithm> byKernelName(String name) {
    return Arrays.stream(values()).filter(a -> a.kernelName.equals(name)).findFirst();
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
