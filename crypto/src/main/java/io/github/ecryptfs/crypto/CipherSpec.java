package io.github.ecryptfs.crypto;

import java.util.Optional;

/**
 * A cipher with its key size, as a header or a mount option names it ({@code docs/format.md},
 * "Ciphers").
 *
 * @param algorithm the block cipher
 * @param keyBytes the key size in bytes, one that the algorithm takes
 */
public record CipherSpec(CipherAlgorithm algorithm, int keyBytes) {
  private static final int AES_192_CODE = 0x08;

  /** Checks that the algorithm takes keys of that size. */
  public CipherSpec {
    if (!algorithm.accepts(keyBytes)) {
      throw new IllegalArgumentException(
          algorithm.kernelName() + " takes no key of " + keyBytes + " bytes");
    }
  }

  /**
   * The cipher of a wrapped file key. The key size follows from the wrapped size, the code names
   * only the algorithm: the kernel takes 7 with 32 bytes and 9 with 16, too. Code 8 goes with 32
   * bytes only.
   *
   * @param code the cipher code of a tag 3 packet
   * @param wrappedBytes the size of the wrapped key
   * @return empty if the code is unknown or the size does not fit it
   */
  public static Optional<CipherSpec> ofWrappedKey(int code, int wrappedBytes) {
    int keyBytes = code == AES_192_CODE && wrappedBytes == 32 ? 24 : wrappedBytes;
    Optional<CipherAlgorithm> algorithm = algorithmOf(code);
    if (algorithm.isEmpty() || !algorithm.get().accepts(keyBytes)) {
      return Optional.empty();
    }
    CipherSpec spec = new CipherSpec(algorithm.get(), keyBytes);
    boolean fits = spec.fitsContent() && spec.wrappedKeyBytes() == wrappedBytes;
    return fits && spec.isAes192() == (code == AES_192_CODE) ? Optional.of(spec) : Optional.empty();
  }

  /** The algorithm that a cipher code names, if it is known. */
  public static Optional<CipherAlgorithm> algorithmOf(int code) {
    return CipherAlgorithm.byCode(code);
  }

  /** The cipher code of packets: AES has one for each key size, the others have one. */
  public int code() {
    int size = algorithm == CipherAlgorithm.AES ? (keyBytes - 16) / 8 : 0;
    return algorithm.firstCode() + size;
  }

  /** Whether a file key of this size can be wrapped: whole blocks, AES-192 excepted. */
  public boolean fitsContent() {
    return keyBytes % algorithm.blockBytes() == 0 || isAes192();
  }

  /** The size of a wrapped file key: the key size, but 32 for AES-192. */
  public int wrappedKeyBytes() {
    return isAes192() ? 32 : keyBytes;
  }

  private boolean isAes192() {
    return algorithm == CipherAlgorithm.AES && keyBytes == 24;
  }

  /** As in {@code aes-16}. */
  @Override
  public String toString() {
    return algorithm.kernelName() + "-" + keyBytes;
  }
}
