package io.github.ecryptfs.provider;

import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ciphers that mount options ask for, and what holds where they leave that open. */
final class CipherOptions {
  private static final String DEFAULT_CIPHER = "aes";
  private static final int DEFAULT_AES_KEY_BYTES = 16;

  private CipherOptions() {}

  /** The cipher of new files. */
  static CipherSpec content(MountOptions options) {
    CipherAlgorithm algorithm =
        algorithm(options, MountOption.CIPHER).orElseGet(CipherOptions::defaultAlgorithm);
    int keyBytes =
        options.value(MountOption.KEY_BYTES, Integer.class).orElseGet(() -> onlyKeySize(algorithm));
    CipherSpec spec = spec(MountOption.KEY_BYTES, algorithm, keyBytes);
    if (!spec.fitsContent()) {
      throw MountOptions.bad(
          MountOption.KEY_BYTES,
          algorithm.kernelName()
              + " cannot wrap file keys of "
              + keyBytes
              + " bytes: not whole blocks");
    }
    return spec;
  }

  /**
   * The cipher of names.
   *
   * @param cipher that of new files
   */
  static CipherSpec names(MountOptions options, CipherSpec cipher) {
    CipherAlgorithm algorithm =
        algorithm(options, MountOption.FN_CIPHER).orElse(cipher.algorithm());
    int keyBytes = options.value(MountOption.FN_KEY_BYTES, Integer.class).orElse(cipher.keyBytes());
    return spec(MountOption.FN_KEY_BYTES, algorithm, keyBytes);
  }

  private static CipherSpec spec(MountOption option, CipherAlgorithm algorithm, int keyBytes) {
    if (!algorithm.accepts(keyBytes)) {
      throw MountOptions.bad(
          option, algorithm.kernelName() + " takes no key of " + keyBytes + " bytes");
    }
    return new CipherSpec(algorithm, keyBytes);
  }

  private static Optional<CipherAlgorithm> algorithm(MountOptions options, MountOption option) {
    return options
        .value(option, String.class)
        .map(
            name ->
                CipherAlgorithm.byKernelName(name)
                    .orElseThrow(
                        () ->
                            MountOptions.bad(
                                option,
                                "unknown cipher '"
                                    + name
                                    + "'; there are "
                                    + Arrays.stream(CipherAlgorithm.values())
                                        .map(CipherAlgorithm::kernelName)
                                        .collect(Collectors.joining(", ")))));
  }

  private static CipherAlgorithm defaultAlgorithm() {
    return CipherAlgorithm.byKernelName(DEFAULT_CIPHER).orElseThrow();
  }

  /**
   * The size to take when none is given. Linux makes the first file of such a mount with a key of
   * zeros unless the cipher is AES, so the size must be given where there is a choice.
   */
  private static int onlyKeySize(CipherAlgorithm algorithm) {
    return switch (algorithm) {
      case AES -> DEFAULT_AES_KEY_BYTES;
      case DES3_EDE -> 24;
      case CAST5 -> 16;
      case BLOWFISH, TWOFISH, CAST6 ->
          throw MountOptions.bad(
              MountOption.KEY_BYTES,
              "needed for " + algorithm.kernelName() + ", which has several key sizes");
    };
  }
}
