package io.github.ecryptfs.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseKeysTest {
  /**
   * What {@code ecryptfs-add-passphrase --fnek} printed for the passphrase in a kernel with
   * eCryptfs.
   */
  record Printed(String passphrase, String salt, String signature, String nameSignature) {}

  static List<Printed> printed() {
    return List.of(
        new Printed("a", "0011223344556677", "a216278e6e397a04", "8bcce699f729bdd1"),
        new Printed("passphrase", "0011223344556677", "1848e1d7b8a187fc", "554c7c95a5b5d6ee"),
        new Printed(
            "correct horse battery staple",
            "0011223344556677",
            "3ab38bb4917daae6",
            "dfe2081a9780d1ee"),
        new Printed(
            " leading and trailing ", "0011223344556677", "e1b4d9144265cbdc", "12e3865e640e3180"),
        new Printed(
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "0011223344556677",
            "a4317b46e005c3fd",
            "c2e1a6f23ed6776f"),
        new Printed("pässwörd", "0011223344556677", "ef89f76ff29f36e2", "f85aff1613671f34"),
        new Printed("密码短语", "0011223344556677", "a60696aa6463aa66", "658faef9cb9860e4"),
        new Printed("🔑 key", "0011223344556677", "ed8f475bf24e25c9", "c2c014bad118833a"),
        new Printed("quote'and\"and\\", "0011223344556677", "500907d9521e4d0b", "34b4fe3ef8b26971"),
        new Printed(
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "0011223344556677",
            "07fc73ec53cb1ec1",
            "e046ab5ba19bbd7a"),
        new Printed("passphrase", "ffffffffffffffff", "a8cbd5298a6b78cf", "554c7c95a5b5d6ee"),
        new Printed(
            "correct horse battery staple",
            "ffffffffffffffff",
            "538d331fc1cd64e8",
            "dfe2081a9780d1ee"),
        new Printed("passphrase", "a1b2c3d4e5f60718", "249c460a095db6e6", "554c7c95a5b5d6ee"),
        new Printed(
            "correct horse battery staple",
            "a1b2c3d4e5f60718",
            "26616b23f031adb6",
            "dfe2081a9780d1ee"));
  }

  @ParameterizedTest
  @MethodSource("printed")
  void signaturesAreThoseThatTheToolsPrint(Printed printed) {
    Bytes salt = Bytes.ofHex(printed.salt());
    try (PassphraseKeys keys =
        PassphraseKeys.of(printed.passphrase().toCharArray(), salt, PassphraseKeys.NAME_SALT)) {
      assertThat(signatures(keys.unlock()))
          .containsExactly(printed.signature(), printed.nameSignature());
    }
  }

  @Test
  void textAndItsUtf8BytesGiveTheSameKey() {
    assertThat(
            signatures(
                PassphraseKeys.of("pässwörd".getBytes(UTF_8), PassphraseKeys.CONTENT_SALT)
                    .unlock()))
        .containsExactly("ef89f76ff29f36e2");
  }

  @Test
  void sourceUnlocksAgainUntilItIsClosed() {
    PassphraseKeys keys = source("a");

    assertThat(signatures(keys.unlock())).isEqualTo(signatures(keys.unlock()));
    keys.close();
    keys.close();

    assertThatThrownBy(keys::unlock).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void unlockedKeysOutliveTheirSource() {
    PassphraseKeys keys = source("a");
    WrappingKey key = keys.unlock().get(0);

    keys.close();

    assertThat(key.signature()).isEqualTo(KeySignature.parse("a216278e6e397a04"));
    assertThat(key.passphraseKey()).isPresent();
  }

  @Test
  void callersArrayIsNeitherKeptNorChanged() {
    char[] passphrase = "a".toCharArray();
    PassphraseKeys keys = PassphraseKeys.of(passphrase, PassphraseKeys.CONTENT_SALT);

    assertThat(passphrase).containsExactly('a');
    passphrase[0] = 'b';

    assertThat(signatures(keys.unlock())).containsExactly("a216278e6e397a04");
  }

  @Test
  void passphraseOf64BytesIsTheLongest() {
    assertThat(source("x".repeat(64)).unlock()).hasSize(1);
    assertThatThrownBy(() -> source("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("passphrase: want 1 to 64 bytes, got more");
    assertThatThrownBy(() -> source("ß".repeat(33))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptyPassphraseIsRefused() {
    assertThatThrownBy(() -> source(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("passphrase: want 1 to 64 bytes, got none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00112233445566", "001122334455667788"})
  void saltIsEightBytes(String salt) {
    assertThatThrownBy(() -> PassphraseKeys.of(new byte[] {'a'}, Bytes.ofHex(salt)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("salt: want 8 bytes, got " + salt.length() / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wort\ud83d", "\udd11wort", "\ud83dwort"})
  void halfASurrogatePairIsRefusedWithoutShowingTheText(String text) {
    assertThatThrownBy(() -> source(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("wort");
  }

  private static PassphraseKeys source(String passphrase) {
    return PassphraseKeys.of(passphrase.toCharArray(), PassphraseKeys.CONTENT_SALT);
  }

  private static List<String> signatures(List<WrappingKey> keys) {
    return keys.stream().map(WrappingKey::signature).map(KeySignature::toString).toList();
  }
}
