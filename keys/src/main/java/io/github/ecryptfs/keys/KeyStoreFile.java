package io.github.ecryptfs.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The one RSA key of a PKCS#12 file, read by the JDK. */
final class Pkcs12File {
  private Pkcs12File() {}

  /**
   * The private key in {@code content}. Neither array is kept or changed.
   *
   * @param password UTF-8
   * @throws UnrecoverableKeyException if the password is wrong
   * @throws InvalidKeyException if there is not exactly one RSA key
   */
  static RSAPrivateCrtKey privateKey(byte[] content, byte[] password)
      throws GeneralSecurityException {
    char[] text = SecretText.chars(password);
    try {
      return onlyOne(rsaKeys(loaded(content, text), text));
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private static KeyStore loaded(byte[] content, char[] password) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(content), password);
      return store;
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw (UnrecoverableKeyException)
            new UnrecoverableKeyException("the password is missing or wrong").initCause(e);
      }
      throw new InvalidKeyException("neither PEM nor a readable PKCS#12 file", e);
    }
  }

  private static List<RSAPrivateCrtKey> rsaKeys(KeyStore store, char[] password)
      throws GeneralSecurityException {
    List<RSAPrivateCrtKey> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      Key key = store.getKey(alias, password);
      if (key instanceof RSAPrivateCrtKey rsa && rsa.getAlgorithm().equals("RSA")) {
        keys.add(rsa);
      }
    }
    return keys;
  }

  private static RSAPrivateCrtKey onlyOne(List<RSAPrivateCrtKey> keys) throws InvalidKeyException {
    if (keys.size() != 1) {
      throw new InvalidKeyException("want one RSA key in it, found " + keys.size());
    }
    return keys.get(0);
  }
}
