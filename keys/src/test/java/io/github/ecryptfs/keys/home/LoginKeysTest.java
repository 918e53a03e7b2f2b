package io.github.ecryptfs.keys.home;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.Secret;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file and the signatures are those that ecryptfs-utils made of "mount passphrase". */
class LoginKeysTest {
  private static final String WRAPPED =
      "3a02f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb13597523844414";

  private static final String CONTENT = "30b364a6817a2ce3";
  private static final String NAMES = "7eb741ef8e8e04cf";

  @TempDir Path homePath;

  private Path configuration;

  @BeforeEach
  void makeAHome() throws IOException {
    configuration = Files.createDirectory(homePath.resolve(".ecryptfs"));
    Files.write(configuration.resolve("wrapped-passphrase"), HexFormat.of().parseHex(WRAPPED));
    sign(CONTENT + "\n" + NAMES + "\n");
  }

  @Test
  void loginPasswordGivesTheKeysOfContentsAndNames() throws Exception {
    assertThat(signatures("login password")).containsExactly(CONTENT, NAMES);
  }

  @Test
  void oneSignatureGivesTheKeyOfContentsAlone() throws Exception {
    sign(CONTENT + "\n");

    assertThat(signatures("login password")).containsExactly(CONTENT);
  }

  @Test
  void oneKeyMayServeBoth() throws Exception {
    sign(CONTENT + "\n" + CONTENT + "\n");

    assertThat(signatures("login password")).containsExactly(CONTENT);
  }

  @Test
  void saltOfTheSettingsGivesTheKeyOfContents() throws Exception {
    wrap("passphrase", "login");
    Files.writeString(homePath.resolve(".ecryptfsrc"), "salt=a1b2c3d4e5f60718");

    sign("249c460a095db6e6\n554c7c95a5b5d6ee\n");
    assertThat(signatures("login")).containsExactly("249c460a095db6e6", "554c7c95a5b5d6ee");

    sign("1848e1d7b8a187fc\n554c7c95a5b5d6ee\n"); // made before the settings had a salt
    assertThat(signatures("login")).containsExactly("1848e1d7b8a187fc", "554c7c95a5b5d6ee");
  }

  @Test
  void passwordOfALatinOneSystemOpensItsHome() throws Exception {
    new Wrapping(configuration).wrap("mount passphrase".getBytes(UTF_8), latin1("geheimnisträger"));

    assertThat(signatures("geheimnisträger")).containsExactly(CONTENT, NAMES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "hüntér2", "пароль", "пароль ü"})
  void wrongPasswordIsReportedAsOne(String password) {
    assertThatThrownBy(() -> signatures(password))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageContaining("wrapped-passphrase")
        .hasMessageContaining("the wrapping passphrase is wrong")
        .hasMessageNotContaining(password);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65})
  void passwordThatIsNoneIsRefused(int length) {
    assertThatThrownBy(() -> signatures("x".repeat(length)))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageContaining(length == 0 ? "of no bytes" : "of more than 64 bytes");
  }

  @Test
  void missingWrappedPassphraseSaysWhatToDo() throws Exception {
    Files.delete(configuration.resolve("wrapped-passphrase"));

    assertThatThrownBy(() -> signatures("login password"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("no mount passphrase to unwrap; restore the file");
  }

  @Test
  void missingSignaturesAreReported() throws Exception {
    Files.delete(configuration.resolve("Private.sig"));

    assertThatThrownBy(() -> signatures("login password"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("Private.sig");
  }

  @ParameterizedTest
  @ValueSource(strings = {NAMES, CONTENT + "\n0123456789abcdef"})
  void signaturesOfAnotherPassphraseAreNoticed(String text) throws Exception {
    sign(text);

    assertThatThrownBy(() -> signatures("login password"))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("Private.sig names key ")
        .hasMessageContaining("restore it from a backup");
  }

  @Test
  void mountPassphraseIsGivenToWhoWantsToWriteItDown() throws Exception {
    try (LoginKeys keys = keys("login password")) {
      assertThat(keys.mountPassphrase()).isEqualTo("mount passphrase".getBytes(UTF_8));
    }
  }

  @Test
  void closedSourceUnlocksNoMore() {
    LoginKeys keys = keys("login password");

    keys.close();

    assertThatThrownBy(keys::unlock).isInstanceOf(IllegalStateException.class);
  }

  private void sign(String text) throws IOException {
    Files.writeString(configuration.resolve("Private.sig"), text);
  }

  private void wrap(String mountPassphrase, String password) throws IOException {
    new Wrapping(configuration).wrap(mountPassphrase.getBytes(UTF_8), password.getBytes(UTF_8));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private record Wrapping(Path configuration) {
    void wrap(byte[] mountPassphrase, byte[] password) throws IOException {
      WrappedPassphraseFile.at(configuration.resolve("wrapped-passphrase"))
          .wrap(mountPassphrase, password, new SecureRandom());
    }
  }

  private LoginKeys keys(String password) {
    return new LoginKeys(EcryptfsHome.of(homePath), Secret.of(CharBuffer.wrap(password)));
  }

  private List<String> signatures(String password) throws Exception {
    try (LoginKeys keys = keys(password)) {
      List<WrappingKey> unlocked = keys.unlock();
      unlocked.forEach(WrappingKey::close);
      return unlocked.stream().map(WrappingKey::signature).map(KeySignature::toString).toList();
    }
  }
}
