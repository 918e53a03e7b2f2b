package io.github.ecryptfs.keys.login;

import io.github.ecryptfs.keys.Secret;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginException;
import org.jspecify.annotations.Nullable;

/** Name and password of who logs in. Used by one thread. */
sealed interface Credentials {
  /**
   * The name.
   *
   * @throws LoginException if there is none
   * @throws IOException if the user cannot be asked
   */
  String name() throws LoginException, IOException;

  /**
   * The password, which the caller owns.
   *
   * @throws LoginException if there is none
   */
  Secret password() throws LoginException;

  /** What a login module before this one has stored, and zeroes. */
  record Stored(Map<String, ?> sharedState) implements Credentials {
    @Override
    public String name() throws LoginException {
      return stored("javax.security.auth.login.name", String.class);
    }

    @Override
    public Secret password() throws LoginException {
      return Secret.of(CharBuffer.wrap(stored("javax.security.auth.login.password", char[].class)));
    }

    private <T> T stored(String name, Class<T> type) throws LoginException {
      Object value = sharedState.get(name);
      if (!type.isInstance(value)) {
        throw new LoginException("useFirstPass: no login module before has stored " + name);
      }
      return type.cast(value);
    }
  }

  /** What the user is asked for. */
  final class Asked implements Credentials {
    private final Optional<CallbackHandler> handler;

    Asked(@Nullable CallbackHandler handler) {
      this.handler = Optional.ofNullable(handler);
    }

    @Override
    public String name() throws LoginException, IOException {
      NameCallback question = new NameCallback("User: ");
      try {
        handler().handle(new Callback[] {question});
      } catch (UnsupportedCallbackException e) {
        throw new IOException("names cannot be asked for here", e);
      }
      return Optional.ofNullable(question.getName())
          .orElseThrow(() -> new LoginException("no user name given"));
    }

    @Override
    public Secret password() throws LoginException {
      return Secret.asked(handler(), "Password: ");
    }

    private CallbackHandler handler() throws LoginException {
      return handler.orElseThrow(
          () -> new LoginException("nobody to ask: the login context has no callback handler"));
    }
  }
}
