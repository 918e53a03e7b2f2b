package io.github.ecryptfs.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An RSA key in a key store of the JDK's kinds: PKCS#12, JKS or JCEKS. */
final class KeyStoreFile {
  private static final int JKS = 0xfeedfeed;
  private static final int JCEKS = 0xcececece;
  private static final int DER_SEQUENCE = 0x30;

  private KeyStoreFile() {}

  /** The kind of key store that {@code content} begins like, if any. */
  static Optional<String> type(byte[] content) {
    if (content.length < Integer.BYTES) {
      return Optional.empty();
    }
    return switch (ByteBuffer.wrap(content).getInt()) {
      case JKS -> Optional.of("JKS");
      case JCEKS -> Optional.of("JCEKS");
      default -> Optional.of("PKCS12").filter(type -> content[0] == DER_SEQUENCE);
    };
  }

  /**
   * The private key in {@code content}. Neither array is kept or changed.
   *
   * @param type as {@link #type} gives it
   * @param password UTF-8; that of the store and of the key
   * @param alias which key; may be left out if there is one RSA key only
   * @throws UnrecoverableKeyException if the password is wrong
   * @throws InvalidKeyException if there is no such RSA key, or more than one
   */
  static RSAPrivateCrtKey privateKey(
      String type, byte[] content, byte[] password, Optional<String> alias)
      throws GeneralSecurityException {
    char[] text = SecretText.chars(password);
    try {
      return chosen(rsaKeys(loaded(type, content, text), text), alias);
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private static KeyStore loaded(String type, byte[] content, char[] password)
      throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type);
    try {
      store.load(new ByteArrayInputStream(content), password);
      return store;
    } catch (IOException e) {
      if (e.getCause() instanceof UnrecoverableKeyException) {
        throw (UnrecoverableKeyException)
            new UnrecoverableKeyException("the password is missing or wrong").initCause(e);
      }
      throw new InvalidKeyException("no readable key store of the kind " + type, e);
    }
  }

  private static Map<String, RSAPrivateCrtKey> rsaKeys(KeyStore store, char[] password)
      throws GeneralSecurityException {
    Map<String, RSAPrivateCrtKey> keys = new TreeMap<>();
    for (String alias : Collections.list(store.aliases())) {
      Key key = store.getKey(alias, password);
      if (key instanceof RSAPrivateCrtKey rsa && rsa.getAlgorithm().equals("RSA")) {
        keys.put(alias, rsa);
      }
    }
    return keys;
  }

  /** The JDK's stores know aliases in lower case. */
  private static RSAPrivateCrtKey chosen(Map<String, RSAPrivateCrtKey> keys, Optional<String> alias)
      throws InvalidKeyException {
    Optional<String> wanted =
        alias
            .map(name -> name.toLowerCase(Locale.ROOT))
            .or(() -> keys.keySet().stream().filter(only -> keys.size() == 1).findFirst());
    return wanted
        .map(keys::get)
        .orElseThrow(
            () ->
                new InvalidKeyException(
                    "want one RSA key in it"
                        + alias.map(name -> " with the alias " + name).orElse("")
                        + ", found "
                        + keys.keySet()));
  }
}
