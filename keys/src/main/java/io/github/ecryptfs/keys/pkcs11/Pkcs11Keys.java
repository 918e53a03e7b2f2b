package io.github.ecryptfs.keys.pkcs11;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.RsaWrappingKey;
import io.github.ecryptfs.keys.Secret;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The RSA key of a token (smart card, USB key, HSM) that speaks PKCS#11. The public half is that of
 * the certificate beside the key; the private half never leaves the token.
 *
 * <p>Thread-safe. After the token has refused its PIN, this source never asks it again: a few more
 * would lock it. The keys need the token as long as they are in use.
 */
public final class Pkcs11Keys implements KeySource {
  private final Pkcs11Token token;
  private final TokenKey wanted;
  private final Secret pin;

  @GuardedBy("this")
  private boolean refused;

  /**
   * A key of a token.
   *
   * @param wanted which one
   * @param pin the PIN, which this source owns from now on: {@link Secret#asked} to ask the user,
   *     {@link Secret#none} for a token with a key pad of its own or without a PIN
   */
  public Pkcs11Keys(Pkcs11Token token, TokenKey wanted, Secret pin) {
    this.token = token;
    this.wanted = wanted;
    this.pin = pin;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the driver is missing, or the PIN is needed and not given
   * @throws UnrecoverableKeyException if the PIN is wrong, locked or expired
   * @throws java.security.KeyStoreException if there is no usable token
   * @throws InvalidKeyException if the token has not the key that is wanted
   */
  @Override
  public synchronized List<WrappingKey> unlock() throws IOException, GeneralSecurityException {
    if (refused) {
      throw new UnrecoverableKeyException(
          token + ": it has refused this PIN before; make a new key source for another one");
    }
    TokenLogin login = TokenLogin.to(token);
    AuthProvider provider = enter(login);
    try {
      TokenRsa.Pair pair = pair(provider);
      return List.of(
          new RsaWrappingKey(
              pair.publicKey(),
              wanted.padding(),
              new TokenRsa(login, provider, pair, wanted.padding())));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      login.leave();
      throw e;
    }
  }

  @GuardedBy("this")
  private AuthProvider enter(TokenLogin login) throws IOException, GeneralSecurityException {
    try {
      return login.enter(pin);
    } catch (UnrecoverableKeyException e) {
      refused = true;
      throw e;
    }
  }

  private TokenRsa.Pair pair(AuthProvider provider) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS11", provider);
    store.load(null, null);
    Map<String, TokenRsa.Pair> pairs = new TreeMap<>();
    for (String alias : Collections.list(store.aliases())) {
      pair(store, alias).ifPresent(pair -> pairs.put(alias, pair));
    }
    return chosen(pairs);
  }

  private static Optional<TokenRsa.Pair> pair(KeyStore store, String alias)
      throws GeneralSecurityException {
    Certificate certificate = store.getCertificate(alias);
    return certificate != null
            && certificate.getPublicKey() instanceof RSAPublicKey publicKey
            && store.getKey(alias, null) instanceof PrivateKey privateKey
        ? Optional.of(new TokenRsa.Pair(publicKey, privateKey))
        : Optional.empty();
  }

  private TokenRsa.Pair chosen(Map<String, TokenRsa.Pair> pairs) throws InvalidKeyException {
    if (pairs.isEmpty()) {
      throw new InvalidKeyException(
          token
              + ": no RSA key with a certificate on it; Java sees no others, so store a certificate"
              + " beside the key");
    }
    Optional<String> alias =
        wanted
            .alias()
            .or(() -> pairs.keySet().stream().filter(only -> pairs.size() == 1).findFirst());
    return alias
        .map(pairs::get)
        .orElseThrow(
            () ->
                new InvalidKeyException(
                    token
                        + ": want one RSA key, "
                        + wanted.alias().map(name -> "with the label " + name + ", ").orElse("")
                        + "found "
                        + pairs.keySet()));
  }

  @Override
  public void close() {
    pin.close();
  }
}
