package io.github.ecryptfs.keys.login;

import io.github.ecryptfs.keys.KeyOption;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.home.EcryptfsHome;
import io.github.ecryptfs.keys.home.LoginKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.UnrecoverableKeyException;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.jspecify.annotations.Nullable;

/**
 * A JAAS login module for servers: logging in unlocks the keys of the user, which are then a
 * private credential of the subject, {@link UnlockedKeys}; logging out destroys them.
 *
 * <pre>{@code
 * Server {
 *   io.github.ecryptfs.keys.login.EcryptfsLoginModule required homes="/home";
 * };
 * }</pre>
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>meaning</th></tr>
 * <tr><td>homes</td><td>the directory of the users' homes; the keys are those of the home of that
 *   name, unlocked by the password, see {@link LoginKeys}</td></tr>
 * <tr><td>key</td><td>instead: a key in the grammar of {@link KeyOption}, the same for all</td></tr>
 * <tr><td>useFirstPass</td><td>{@code true}: take name and password that a module before has stored
 *   in the shared state under {@code javax.security.auth.login.name} and {@code ….password}, and
 *   ask for none</td></tr>
 * </table>
 *
 * <p>Used by one thread, as all login modules.
 */
public final class EcryptfsLoginModule implements LoginModule {
  private Optional<Handed> context = Optional.empty();
  private Optional<UnlockedKeys> keys = Optional.empty();

  /** For JAAS. */
  public EcryptfsLoginModule() {}

  /** What JAAS hands over. */
  private record Handed(Subject subject, Credentials credentials, Map<String, ?> options) {}

  @Override
  public void initialize(
      Subject subject,
      @Nullable CallbackHandler callbackHandler,
      Map<String, ?> sharedState,
      Map<String, ?> options) {
    boolean first = "true".equals(options.get("useFirstPass"));
    Credentials credentials =
        first ? new Credentials.Stored(sharedState) : new Credentials.Asked(callbackHandler);
    context = Optional.of(new Handed(subject, credentials, options));
  }

  /**
   * {@inheritDoc}
   *
   * @throws FailedLoginException if the password is wrong, or a PIN
   * @throws LoginException if keys cannot be had for another reason; says which
   */
  @Override
  public boolean login() throws LoginException {
    Handed own = context.orElseThrow(() -> new LoginException("not initialised"));
    try (KeySource source = source(own)) {
      keys = Optional.of(UnlockedKeys.from(source));
      return true;
    } catch (LoginException e) {
      throw e;
    } catch (UnrecoverableKeyException e) {
      throw failure(new FailedLoginException(e.getMessage()), e);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw failure(new LoginException(e.getMessage()), e);
    }
  }

  private static LoginException failure(LoginException failure, Exception cause) {
    failure.initCause(cause);
    return failure;
  }

  private static KeySource source(Handed own) throws LoginException, IOException {
    Object key = own.options().get("key");
    if (key != null) {
      return KeyOption.parse(key.toString());
    }
    Object homes = own.options().get("homes");
    if (homes == null) {
      throw new LoginException("login module option: want homes or key");
    }
    Path home = home(Path.of(homes.toString()), own.credentials().name());
    return new LoginKeys(EcryptfsHome.of(home), own.credentials().password());
  }

  /** A name such as {@code ../root} is none. */
  private static Path home(Path homes, String user) throws FailedLoginException {
    Path name = Path.of(user);
    boolean plain = name.getNameCount() == 1 && !name.isAbsolute() && !user.startsWith(".");
    if (!plain || user.isEmpty()) {
      throw new FailedLoginException("no such user");
    }
    return homes.resolve(name);
  }

  /** Gives the subject its keys. */
  @Override
  public boolean commit() throws LoginException {
    if (keys.isEmpty() || context.isEmpty()) {
      return false;
    }
    Subject subject = context.get().subject();
    if (subject.isReadOnly()) {
      destroyKeys();
      throw new LoginException("the subject is read-only and takes no keys");
    }
    subject.getPrivateCredentials().add(keys.get());
    return true;
  }

  /** Destroys the keys, whether they have got to the subject or not. */
  @Override
  public boolean abort() {
    return destroyKeys();
  }

  /** Takes the keys from the subject and destroys them; mounts that are open keep theirs. */
  @Override
  public boolean logout() {
    return destroyKeys();
  }

  private boolean destroyKeys() {
    boolean held = keys.isPresent();
    keys.ifPresent(UnlockedKeys::close);
    context
        .map(Handed::subject)
        .filter(subject -> !subject.isReadOnly())
        .ifPresent(subject -> keys.ifPresent(subject.getPrivateCredentials()::remove));
    keys = Optional.empty();
    return held;
  }
}
