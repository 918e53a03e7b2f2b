package io.github.ecryptfs.keys.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcryptfsLoginModuleTest {
  /** Of ecryptfs-utils: "mount passphrase" under "login password". */
  private static final String WRAPPED =
      "3a02f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb13597523844414";

  private static final String CONTENT = "30b364a6817a2ce3";
  private static final String NAMES = "7eb741ef8e8e04cf";

  @TempDir Path homes;

  @BeforeEach
  void makeAHome() throws IOException {
    Path configuration = Files.createDirectories(homes.resolve("anna/.ecryptfs"));
    Files.write(configuration.resolve("wrapped-passphrase"), HexFormat.of().parseHex(WRAPPED));
    Files.writeString(configuration.resolve("Private.sig"), CONTENT + "\n" + NAMES + "\n");
  }

  @Test
  void whoLogsInHasTheKeysOfTheHome() throws Exception {
    LoginContext context = context(homes(), answers("anna", "login password"));
    context.login();

    assertThat(signatures(context.getSubject())).containsExactly(CONTENT, NAMES);
    assertThat(signatures(context.getSubject())).containsExactly(CONTENT, NAMES);

    context.logout();
  }

  @Test
  void keysCanWrapAndNameTheirPassphraseKey() throws Exception {
    LoginContext context = context(homes(), answers("anna", "login password"));
    context.login();

    try (KeySource source = UnlockedKeys.of(context.getSubject());
        WrappingKey key = source.unlock().get(0);
        FileEncryptionKey fileKey =
            FileEncryptionKey.generate(
                new CipherSpec(CipherAlgorithm.AES, 16), new SecureRandom())) {
      WrappedFileKey wrapped = key.wrap(fileKey);
      try (FileEncryptionKey unwrapped = key.unwrap(wrapped)) {
        assertThat(unwrapped.cipher()).isEqualTo(fileKey.cipher());
      }
      assertThat(key).hasToString("passphrase key " + CONTENT);
    }
    context.logout();
  }

  @Test
  void logoutTakesTheKeysFromTheSubjectAndZeroesThem() throws Exception {
    LoginContext context = context(homes(), answers("anna", "login password"));
    context.login();
    Subject subject = context.getSubject();
    UnlockedKeys keys = subject.getPrivateCredentials(UnlockedKeys.class).iterator().next();
    WrappingKey lease = keys.unlock().get(0);
    PassphraseKey inside = lease.passphraseKey().orElseThrow();
    lease.close();
    lease.close();
    assertThat(inside.isDestroyed()).isFalse();

    context.logout();

    assertThat(subject.getPrivateCredentials()).isEmpty();
    assertThat(keys.isDestroyed()).isTrue();
    assertThat(inside.isDestroyed()).isTrue();
    assertThatThrownBy(keys::unlock).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> UnlockedKeys.of(subject))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the subject has no eCryptfs keys");
  }

  @Test
  void mountThatIsOpenAtLogoutKeepsItsKey() throws Exception {
    LoginContext context = context(homes(), answers("anna", "login password"));
    context.login();
    WrappingKey ofAMount = UnlockedKeys.of(context.getSubject()).unlock().get(0);
    PassphraseKey inside = ofAMount.passphraseKey().orElseThrow();

    context.logout();
    assertThat(inside.isDestroyed()).isFalse();

    ofAMount.close();
    assertThat(inside.isDestroyed()).isTrue();
  }

  @Test
  void wrongPasswordFailsTheLogin() {
    assertThatThrownBy(() -> context(homes(), answers("anna", "hunter2")).login())
        .isInstanceOf(FailedLoginException.class)
        .hasMessageContaining("the wrapping passphrase is wrong")
        .hasMessageNotContaining("hunter2")
        .hasCauseInstanceOf(UnrecoverableKeyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../anna", "anna/..", "/anna", ".ecryptfs", "a/b"})
  void nameThatLeadsElsewhereIsNoUser(String name) {
    assertThatThrownBy(() -> context(homes(), answers(name, "login password")).login())
        .isInstanceOf(FailedLoginException.class)
        .hasMessage("no such user");
  }

  @Test
  void userWithoutAHomeIsReported() {
    assertThatThrownBy(() -> context(homes(), answers("berta", "login password")).login())
        .isInstanceOf(LoginException.class)
        .hasMessageContaining("berta");
  }

  @Test
  void keyMayBeTheSameForAll() throws Exception {
    LoginContext context =
        context(Map.of("key", "passphrase:passphrase_passwd=passphrase"), callbacks -> {});
    context.login();

    assertThat(signatures(context.getSubject())).containsExactly("1848e1d7b8a187fc");
    context.logout();
  }

  @Test
  void malformedKeyIsReported() {
    assertThatThrownBy(() -> context(Map.of("key", "tspi:"), callbacks -> {}).login())
        .isInstanceOf(LoginException.class)
        .hasMessageContaining("the kind of key before the first colon is unknown");
  }

  @Test
  void optionsSayWhereKeysAre() {
    assertThatThrownBy(() -> context(Map.of(), callbacks -> {}).login())
        .isInstanceOf(LoginException.class)
        .hasMessage("login module option: want homes or key");
  }

  @Test
  void passwordOfTheModuleBeforeIsTaken() throws Exception {
    Map<String, Object> shared = new HashMap<>();
    shared.put("javax.security.auth.login.name", "anna");
    shared.put("javax.security.auth.login.password", "login password".toCharArray());
    Subject subject = new Subject();
    EcryptfsLoginModule module = initialised(subject, shared);

    assertThat(module.login()).isTrue();
    assertThat(module.commit()).isTrue();

    assertThat(signatures(subject)).containsExactly(CONTENT, NAMES);
    assertThat(module.logout()).isTrue();
  }

  @Test
  void missingPasswordOfTheModuleBeforeIsReported() {
    assertThatThrownBy(() -> initialised(new Subject(), Map.of()).login())
        .isInstanceOf(LoginException.class)
        .hasMessageContaining("no login module before has stored javax.security.auth.login.name");
  }

  private EcryptfsLoginModule initialised(Subject subject, Map<String, ?> shared) {
    EcryptfsLoginModule module = new EcryptfsLoginModule();
    module.initialize(
        subject,
        callbacks -> {
          throw new AssertionError("nobody is asked");
        },
        shared,
        Map.of("homes", homes.toString(), "useFirstPass", "true"));
    return module;
  }

  @Test
  void abortDestroysKeysThatHaveGotToNobody() throws Exception {
    Subject subject = new Subject();
    EcryptfsLoginModule module = new EcryptfsLoginModule();
    module.initialize(
        subject, callbacks -> {}, Map.of(), Map.of("key", "passphrase:passwd=passphrase"));

    assertThat(module.abort()).isFalse();
    assertThat(module.login()).isTrue();
    assertThat(module.abort()).isTrue();
    assertThat(module.commit()).isFalse();
    assertThat(subject.getPrivateCredentials()).isEmpty();
  }

  @Test
  void readOnlySubjectTakesNoKeys() throws Exception {
    Subject subject = new Subject();
    subject.setReadOnly();
    EcryptfsLoginModule module = new EcryptfsLoginModule();
    module.initialize(
        subject, callbacks -> {}, Map.of(), Map.of("key", "passphrase:passwd=passphrase"));
    module.login();

    assertThatThrownBy(module::commit)
        .isInstanceOf(LoginException.class)
        .hasMessageContaining("read-only");
  }

  @Test
  void moduleThatJaasHasNotInitialisedLogsNobodyIn() throws Exception {
    EcryptfsLoginModule module = new EcryptfsLoginModule();

    assertThatThrownBy(module::login).isInstanceOf(LoginException.class);
    assertThat(module.commit()).isFalse();
    assertThat(module.logout()).isFalse();
  }

  @Test
  void loginWithoutAHandlerIsExplained() {
    EcryptfsLoginModule module = new EcryptfsLoginModule();
    module.initialize(new Subject(), null, Map.of(), homes());

    assertThatThrownBy(module::login)
        .isInstanceOf(LoginException.class)
        .hasMessageContaining("no callback handler");
  }

  @Test
  void handlerThatGivesNoNameIsExplained() {
    assertThatThrownBy(() -> context(homes(), callbacks -> {}).login())
        .isInstanceOf(LoginException.class)
        .hasMessage("no user name given");
    assertThatThrownBy(
            () ->
                context(
                        homes(),
                        callbacks -> {
                          throw new UnsupportedCallbackException(callbacks[0]);
                        })
                    .login())
        .isInstanceOf(LoginException.class)
        .hasMessageContaining("names cannot be asked for here");
  }

  private Map<String, ?> homes() {
    return Map.of("homes", homes.toString());
  }

  private static LoginContext context(Map<String, ?> options, CallbackHandler handler)
      throws LoginException {
    Configuration configuration =
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {
              new AppConfigurationEntry(
                  EcryptfsLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, options)
            };
          }
        };
    return new LoginContext("Server", new Subject(), handler, configuration);
  }

  private static CallbackHandler answers(String name, String password) {
    return callbacks -> {
      for (Callback callback : callbacks) {
        if (callback instanceof NameCallback question) {
          question.setName(name);
        } else if (callback instanceof PasswordCallback question) {
          question.setPassword(password.toCharArray());
        }
      }
    };
  }

  private static List<String> signatures(Subject subject) throws Exception {
    try (KeySource source = UnlockedKeys.of(subject)) {
      List<WrappingKey> keys = source.unlock();
      keys.forEach(WrappingKey::close);
      return keys.stream().map(key -> key.signature().toString()).toList();
    }
  }
}
