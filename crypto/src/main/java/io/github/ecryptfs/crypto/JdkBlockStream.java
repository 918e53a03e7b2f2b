package io.github.ecryptfs.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * A stream by a cipher of the JDK, which uses the processor's AES instructions.
 *
 * <p>Confined, see {@link BlockStream}.
 */
final class JdkBlockStream implements BlockStream {
  private final Cipher cipher;
  private final Mode mode;
  private final String algorithm;
  private final int keyBytes;

  /** Whether the cipher is another stream's by now. */
  private boolean forgotten;

  private JdkBlockStream(Cipher cipher, Mode mode, String algorithm, int keyBytes) {
    this.cipher = cipher;
    this.mode = mode;
    this.algorithm = algorithm;
    this.keyBytes = keyBytes;
  }

  static JdkBlockStream open(CipherSpec spec, Mode mode, byte[] key) {
    String algorithm = nameOf(spec.algorithm());
    JdkBlockStream stream =
        new JdkBlockStream(
            CipherShelf.take(transformation(algorithm, mode)), mode, algorithm, spec.keyBytes());
    stream.restart(key);
    return stream;
  }

  @Override
  public void restart(byte[] key) {
    requireUsable();
    RawKey copy = RawKey.copyOf(algorithm, key, keyBytes);
    try {
      start(copy);
    } finally {
      copy.destroy();
    }
  }

  private static String nameOf(CipherAlgorithm algorithm) {
    return switch (algorithm) {
      case AES -> "AES";
      case DES3_EDE -> "DESede";
      case BLOWFISH -> "Blowfish";
      default -> throw new IllegalArgumentException(algorithm + " is none of the JDK's ciphers");
    };
  }

  private static String transformation(String algorithm, Mode mode) {
    return algorithm + (mode.chains() ? "/CBC" : "/ECB") + "/NoPadding";
  }

  private void start(RawKey key) {
    int direction = mode.encrypts() ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    try {
      if (mode.chains()) {
        cipher.init(direction, key, new IvParameterSpec(new byte[cipher.getBlockSize()]));
      } else {
        cipher.init(direction, key);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this JDK takes no " + algorithm + " key of " + keyBytes + " bytes", e);
    }
  }

  @Override
  public void update(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    requireUsable();
    int done;
    try {
      done = cipher.update(in, inOffset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(cipher.getAlgorithm() + ": no room for the output", e);
    }
    if (done != length) {
      throw new IllegalStateException(
          cipher.getAlgorithm() + ": " + length + " bytes in, " + done + " out");
    }
  }

  private void requireUsable() {
    if (forgotten) {
      throw new IllegalStateException(algorithm + " stream used after it forgot its key");
    }
  }

  @Override
  public void forgetKey() {
    if (!forgotten) {
      forgotten = true;
      start(RawKey.zero(algorithm, keyBytes));
      CipherShelf.putBack(transformation(algorithm, mode), cipher);
    }
  }
}
