package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * The plain way of {@code docs/format.md}: the cipher is started anew with each extent's vector.
 */
final class ReferenceCbc {
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private final CipherSpec spec;
  private final byte[] key;

  ReferenceCbc(CipherSpec spec, byte[] key) {
    this.spec = spec;
    this.key = key;
  }

  /** The ciphertext of {@code count} extents of {@code plain} from {@code offset} on. */
  byte[] encrypt(long firstExtent, byte[] plain, int offset, int count) {
    byte[] result = new byte[count * EXTENT_BYTES];
    try {
      Cipher cipher = cipher();
      for (int i = 0; i < count; i++) {
        cipher.init(
            Cipher.ENCRYPT_MODE,
            new SecretKeySpec(key, name()),
            new IvParameterSpec(vector(firstExtent + i), 0, spec.algorithm().blockBytes()));
        int at = i * EXTENT_BYTES;
        cipher.doFinal(plain, offset + at, EXTENT_BYTES, result, at);
      }
      return result;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Bouncy Castle's, so that two implementations are compared; the JDK's for AES, as it is fast.
   */
  private Cipher cipher() throws GeneralSecurityException {
    String transformation = name() + "/CBC/NoPadding";
    return spec.algorithm() == CipherAlgorithm.AES
        ? Cipher.getInstance(transformation)
        : Cipher.getInstance(transformation, PROVIDER);
  }

  private String name() {
    return spec.algorithm() == CipherAlgorithm.DES3_EDE ? "DESede" : spec.algorithm().name();
  }

  private byte[] vector(long extent) throws GeneralSecurityException {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update(md5.digest(key));
    byte[] digits = Long.toString(extent).getBytes(StandardCharsets.US_ASCII);
    md5.update(Arrays.copyOf(Arrays.copyOf(digits, Math.min(digits.length, 15)), 16));
    return md5.digest();
  }
}
