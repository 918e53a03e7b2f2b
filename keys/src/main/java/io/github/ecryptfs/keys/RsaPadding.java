package io.github.ecryptfs.keys;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** How a key module fills up what it encrypts with RSA ({@code docs/format.md}, "Public keys"). */
public enum RsaPadding {
  /**
   * RSAES-OAEP with SHA-1, MGF1 with SHA-1 and an empty label, as the {@code openssl} key module
   * has it. SHA-1 because the format prescribes it.
   */
  OAEP(42) {
    @Override
    Cipher cipher(int mode, Key key) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(mode, key, SHA_1);
      return cipher;
    }
  },

  /** RSAES-PKCS1-v1_5, as the {@code pkcs11-helper} key module has it. */
  PKCS1(11) {
    @Override
    Cipher cipher(int mode, Key key) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(mode, key);
      return cipher;
    }
  };

  private static final OAEPParameterSpec SHA_1 =
      new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);

  private final int overheadBytes;

  RsaPadding(int overheadBytes) {
    this.overheadBytes = overheadBytes;
  }

  /** How many bytes of the modulus it takes. */
  int overheadBytes() {
    return overheadBytes;
  }

  /** A cipher of the JDK, for keys in memory. */
  abstract Cipher cipher(int mode, Key key) throws GeneralSecurityException;

  /** Encrypts {@code plain}, which stays the property of the caller. */
  byte[] encrypt(RSAPublicKey key, byte[] plain) throws GeneralSecurityException {
    return cipher(Cipher.ENCRYPT_MODE, key).doFinal(plain);
  }
}
