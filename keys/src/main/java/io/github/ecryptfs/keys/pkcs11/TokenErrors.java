package io.github.ecryptfs.keys.pkcs11;

import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.login.LoginException;

/**
 * What a token answered, in words. The JDK hides the codes of PKCS#11 ({@code CKR_…}) in the text
 * of causes; they hold no secret.
 */
final class TokenErrors {
  /** A code, and what to tell who meets it. */
  private record Meaning(String code, String text) {}

  private static final List<Meaning> OF_LOGINS =
      List.of(
          new Meaning(
              "CKR_PIN_LOCKED",
              "its PIN is locked after too many wrong ones; unblock it with the PUK or the PIN of"
                  + " the security officer"),
          new Meaning("CKR_PIN_EXPIRED", "its PIN has expired; set a new one"),
          new Meaning("CKR_USER_PIN_NOT_INITIALIZED", "it has no PIN yet; initialise it"),
          new Meaning(
              "CKR_PIN_",
              "the PIN is wrong; it is not tried again, as tokens lock themselves after a few"
                  + " wrong ones"));

  private TokenErrors() {}

  /** The messages of an exception and its causes. */
  static String text(Throwable e) {
    return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(Objects::nonNull)
        .distinct()
        .collect(Collectors.joining(": "));
  }

  /**
   * The exception for a login that failed: an {@link UnrecoverableKeyException} if the PIN was the
   * reason, else a {@link KeyStoreException}.
   */
  static GeneralSecurityException ofLogin(String token, LoginException e) {
    String codes = text(e);
    return OF_LOGINS.stream()
        .filter(meaning -> codes.contains(meaning.code()))
        .findFirst()
        .<GeneralSecurityException>map(
            meaning -> caused(new UnrecoverableKeyException(token + ": " + meaning.text()), e))
        .orElseGet(() -> new KeyStoreException(token + " lets nobody in: " + codes, e));
  }

  private static UnrecoverableKeyException caused(UnrecoverableKeyException e, Throwable cause) {
    e.initCause(cause);
    return e;
  }
}
