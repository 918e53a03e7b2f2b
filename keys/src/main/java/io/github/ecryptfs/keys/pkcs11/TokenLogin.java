package io.github.ecryptfs.keys.pkcs11;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.keys.Secret;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.LoginException;

/**
 * The login to one token. To PKCS#11 a whole process is logged in or not, so all keys of a token
 * share one: the first logs in, the last one that is closed logs out.
 *
 * <p>A token that is logged in asks for no PIN and takes every wrong one. So the hash of the PIN
 * that opened it is kept, and who comes later must know the same.
 *
 * <p>Thread-safe: logging in and out happen under the lock of this.
 */
final class TokenLogin {
  private static final Logger LOG = System.getLogger(TokenLogin.class.getName());
  private static final Map<Pkcs11Token, TokenLogin> ALL = new ConcurrentHashMap<>();

  private final String token;
  private final Driver driver;
  private final byte[] salt = new byte[16];

  @GuardedBy("this")
  private int users;

  @GuardedBy("this")
  private Optional<AuthProvider> provider = Optional.empty();

  /** Empty if the token asked for no PIN: it needs none, or has a key pad of its own. */
  @GuardedBy("this")
  private Optional<byte[]> pinHash = Optional.empty();

  /** What gives the provider of a token, not logged in. */
  interface Driver {
    /** As {@link Pkcs11Token#provider}. */
    AuthProvider provider() throws IOException, GeneralSecurityException;
  }

  /** A login that nobody has done yet; {@code token} names it in messages. */
  TokenLogin(String token, Driver driver) {
    this.token = token;
    this.driver = driver;
    new SecureRandom().nextBytes(salt);
  }

  /** The login to {@code token}, which all that ask for it share. */
  static TokenLogin to(Pkcs11Token token) {
    return ALL.computeIfAbsent(token, it -> new TokenLogin(it.toString(), it::provider));
  }

  /**
   * Logs in, or joins those who are. Each call needs a {@link #leave}.
   *
   * @param pin asked for once at the most, and never tried twice
   * @return the provider of the token, logged in
   * @throws IOException if the driver is missing or the PIN cannot be had
   * @throws UnrecoverableKeyException if the PIN is wrong or locked
   * @throws GeneralSecurityException if there is no usable token
   */
  synchronized AuthProvider enter(Secret pin) throws IOException, GeneralSecurityException {
    if (users == 0) {
      provider = Optional.of(loggedIn(pin));
    } else if (pinHash.isPresent()) {
      requireSame(pin, pinHash.get());
    }
    users++;
    return provider.orElseThrow();
  }

  @GuardedBy("this")
  private AuthProvider loggedIn(Secret pin) throws IOException, GeneralSecurityException {
    AuthProvider fresh = driver.provider();
    PinEntry entry = new PinEntry(pin);
    try {
      fresh.login(null, entry);
    } catch (LoginException e) {
      throw failure(e);
    }
    pinHash = entry.hash;
    return fresh;
  }

  /** That the PIN could not be had is no failure of the token. */
  private GeneralSecurityException failure(LoginException e) throws IOException {
    if (e.getCause() instanceof IOException noPin) {
      throw new IOException(token + ": " + noPin.getMessage(), noPin);
    }
    return TokenErrors.ofLogin(token, e);
  }

  private void requireSame(Secret pin, byte[] expected)
      throws IOException, UnrecoverableKeyException {
    char[] given = pin.revealText();
    try {
      if (!MessageDigest.isEqual(expected, hash(given))) {
        throw new UnrecoverableKeyException(
            token + ": the PIN is not the one with which it is open in this process");
      }
    } finally {
      Arrays.fill(given, '\0');
    }
  }

  private byte[] hash(char[] pin) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      for (char c : pin) {
        digest.update((byte) (c >> 8));
        digest.update((byte) c);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Hands the PIN to the JDK when the token asks for it, and remembers its hash. */
  private final class PinEntry implements CallbackHandler {
    private final Secret pin;
    private Optional<byte[]> hash = Optional.empty();

    PinEntry(Secret pin) {
      this.pin = pin;
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException {
      for (Callback callback : callbacks) {
        if (callback instanceof PasswordCallback question) {
          answer(question);
        }
      }
    }

    private void answer(PasswordCallback question) throws IOException {
      char[] text = pin.revealText();
      try {
        if (text.length == 0) {
          throw new IOException("the token asks for a PIN, and none is given");
        }
        hash = Optional.of(hash(text));
        question.setPassword(text);
      } finally {
        Arrays.fill(text, '\0');
      }
    }
  }

  /** Undoes one {@link #enter}; the last one logs out. */
  synchronized void leave() {
    users--;
    if (users == 0) {
      provider.ifPresent(this::logout);
      provider = Optional.empty();
      pinHash = Optional.empty();
    }
  }

  private void logout(AuthProvider open) {
    try {
      open.logout();
    } catch (LoginException e) {
      LOG.log(Level.WARNING, token + ": logging out failed: " + TokenErrors.text(e));
    }
  }
}
