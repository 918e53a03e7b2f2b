package io.github.ecryptfs.crypto;

/**
 * A block cipher under one key, in one mode and direction, as an endless stream of whole blocks.
 *
 * <p>A chaining stream starts with a zero vector and is not started again under the same key: each
 * call goes on where the last one stopped. Starting again costs as much as a small extent.
 *
 * <p>Confined to whoever borrowed it from its {@link Pool}.
 */
sealed interface BlockStream extends Keyed permits JdkBlockStream, LightweightBlockStream {
  /** Mode and direction of a stream. */
  enum Mode {
    ECB_ENCRYPT,
    ECB_DECRYPT,
    CBC_ENCRYPT,
    CBC_DECRYPT;

    boolean encrypts() {
      return this == ECB_ENCRYPT || this == CBC_ENCRYPT;
    }

    boolean chains() {
      return this == CBC_ENCRYPT || this == CBC_DECRYPT;
    }
  }

  /**
   * A stream under the first bytes of {@code key}, as many as {@code cipher} wants.
   *
   * @param key not kept; what is copied from it is zeroed by {@link #forgetKey}
   */
  static BlockStream open(CipherSpec cipher, Mode mode, byte[] key) {
    return switch (cipher.algorithm()) {
      case AES, DES3_EDE, BLOWFISH -> JdkBlockStream.open(cipher, mode, key);
      case TWOFISH, CAST5, CAST6 -> LightweightBlockStream.open(cipher, mode, key);
    };
  }

  /**
   * Starts again as {@link #open} would under the same cipher and mode, and another key.
   *
   * @param key as for {@link #open}
   */
  void restart(byte[] key);

  /**
   * Sends {@code length} bytes, whole blocks, through the cipher.
   *
   * @param in not changed; another array than {@code out}, or another place in it
   */
  void update(byte[] in, int inOffset, int length, byte[] out, int outOffset);
}
