package io.github.ecryptfs.keys.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.keys.Secret;
import java.io.IOException;
import java.nio.CharBuffer;
import java.security.AuthProvider;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;

/** Logging in to a token that behaves as the JDK's PKCS#11 does. */
class TokenLoginTest {
  private final Token token = new Token("1234");
  private final TokenLogin login = new TokenLogin("the token", () -> token);

  @Test
  void firstUserLogsInAndTheLastOneOut() throws Exception {
    assertThat(login.enter(pin("1234"))).isSameAs(token);
    assertThat(login.enter(pin("1234"))).isSameAs(token);
    assertThat(token.calls).containsExactly("login");

    login.leave();
    assertThat(token.calls).containsExactly("login");
    login.leave();
    assertThat(token.calls).containsExactly("login", "logout");
  }

  @Test
  void wrongPinReachesTheTokenOnce() {
    assertThatThrownBy(() -> login.enter(pin("hunter2")))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageStartingWith("the token: the PIN is wrong")
        .hasMessageNotContaining("hunter2");
    assertThat(token.calls).containsExactly("login");
  }

  @Test
  void pinOfAnOpenTokenIsComparedHere() throws Exception {
    login.enter(pin("1234"));

    assertThatThrownBy(() -> login.enter(pin("12345")))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageContaining("the PIN is not the one with which it is open");
    assertThat(token.calls).containsExactly("login");

    login.leave();
    assertThat(token.calls).containsExactly("login", "logout");
  }

  @Test
  void tokenWithAKeyPadOfItsOwnAsksNobodyHere() throws Exception {
    token.keyPad = true;

    login.enter(Secret.none());
    login.enter(Secret.none());

    assertThat(token.calls).containsExactly("login");
  }

  @Test
  void missingPinIsNotTried() {
    assertThatThrownBy(() -> login.enter(Secret.none()))
        .isInstanceOf(IOException.class)
        .hasMessage("the token: the token asks for a PIN, and none is given");
  }

  @Test
  void tokenThatFailsOtherwiseKeepsItsCode() {
    token.failure = "CKR_DEVICE_ERROR";

    assertThatThrownBy(() -> login.enter(pin("1234")))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("CKR_DEVICE_ERROR");
  }

  @Test
  void tokenThatIsGoneAtLogoutLeavesNobodyIn() throws Exception {
    login.enter(pin("1234"));
    token.failure = "CKR_DEVICE_REMOVED";
    login.leave();
    token.failure = "";

    login.enter(pin("1234"));

    assertThat(token.calls).containsExactly("login", "logout", "login");
  }

  private static Secret pin(String text) {
    return Secret.of(CharBuffer.wrap(text));
  }

  private static final class Token extends AuthProvider {
    private static final long serialVersionUID = 1L;

    private final transient List<String> calls = new ArrayList<>();
    private final String pin;
    private boolean keyPad;
    private String failure = "";

    Token(String pin) {
      super("token", "1", "for this test");
      this.pin = pin;
    }

    @Override
    public void login(Subject subject, CallbackHandler handler) throws LoginException {
      calls.add("login");
      failIf(!failure.isEmpty(), failure);
      failIf(!keyPad && !pin.equals(asked(handler)), "CKR_PIN_INCORRECT");
    }

    private static String asked(CallbackHandler handler) throws LoginException {
      PasswordCallback question = new PasswordCallback("PIN", false);
      try {
        handler.handle(new Callback[] {new NameCallback("token"), question});
      } catch (IOException | UnsupportedCallbackException e) {
        LoginException noAnswer = new LoginException("Unable to perform password callback");
        noAnswer.initCause(e);
        throw noAnswer;
      }
      return new String(question.getPassword());
    }

    /** The code stands in the cause. */
    private static void failIf(boolean condition, String code) throws LoginException {
      if (condition) {
        FailedLoginException failed = new FailedLoginException();
        failed.initCause(new IllegalStateException(code));
        throw failed;
      }
    }

    @Override
    public void logout() throws LoginException {
      calls.add("logout");
      failIf(!failure.isEmpty(), failure);
    }

    @Override
    public void setCallbackHandler(CallbackHandler handler) {}
  }
}
