package io.github.ecryptfs.keys.tpm;

import io.github.ecryptfs.crypto.Bytes;

/**
 * What a TPM has sealed: two structures that only it can read. No secret to anybody else.
 *
 * @param publicPart the public area, with the policy
 * @param privatePart the secret, encrypted
 */
record SealedData(Bytes publicPart, Bytes privatePart) {
  /** More than any TPM makes of a sealed key. */
  static final int MAXIMUM_PART_BYTES = 480;

  static SealedData of(byte[] publicPart, byte[] privatePart) {
    return new SealedData(Bytes.copyOf(publicPart), Bytes.copyOf(privatePart));
  }
}
