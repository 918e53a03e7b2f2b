package io.github.ecryptfs.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ecryptfs.crypto.KeySignature;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.UnrecoverableKeyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyOptionTest {
  private static final String RSA = "ba4709818e2df90d";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "passphrase:passphrase_passwd=passphrase, 1848e1d7b8a187fc",
    "passphrase:passwd=passphrase, 1848e1d7b8a187fc",
    "passphrase::passwd=passphrase:, 1848e1d7b8a187fc",
    "passphrase:passphrase_passwd=passphrase:passphrase_salt=a1b2c3d4e5f60718, 249c460a095db6e6",
    "passphrase:salt=A1B2C3D4E5F60718:passwd=passphrase, 249c460a095db6e6",
    "passphrase:passphrase_passwd=pässwörd, ef89f76ff29f36e2",
    "passphrase:passphrase_passwd=🔑 key, ed8f475bf24e25c9",
  })
  void passphraseInTheOptionGivesItsKey(String option, String signature) throws Exception {
    assertThat(signature(option)).isEqualTo(signature);
  }

  @Test
  void passphraseMayHoldEqualsSigns() throws Exception {
    KeySource direct = PassphraseKeys.of("a=b==".toCharArray(), PassphraseKeys.CONTENT_SALT);

    assertThat(signature("passphrase:passphrase_passwd=a=b=="))
        .isEqualTo(direct.unlock().get(0).signature().toString());
  }

  @Test
  void optionMayStandInABufferThatTheCallerZeroesAfterwards() throws Exception {
    char[] option = "passphrase:passphrase_passwd=passphrase".toCharArray();
    try (KeySource source = KeyOption.parse(CharBuffer.wrap(option))) {
      java.util.Arrays.fill(option, '\0');

      assertThat(source.unlock().get(0).signature()).hasToString("1848e1d7b8a187fc");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passphrase_passwd=passphrase",
        "passphrase_passwd=passphrase\n",
        "passwd=passphrase\nother=1",
        "verbose\n\nsalt=0,passphrase_passwd=passphrase,more",
      })
  void passphraseFileHasTheGrammarOfTheMountHelper(String content) throws Exception {
    Path file = secretFile(content, UTF_8);

    assertThat(signature("passphrase:passphrase_passwd_file=" + file))
        .isEqualTo("1848e1d7b8a187fc");
    assertThat(signature("passphrase:passfile=" + file)).isEqualTo("1848e1d7b8a187fc");
  }

  @Test
  void passphraseFileIsTakenByteByByteInAnyEncoding() throws Exception {
    Path file = secretFile("passphrase_passwd=pässwörd", ISO_8859_1);
    KeySource direct =
        PassphraseKeys.of("pässwörd".getBytes(ISO_8859_1), PassphraseKeys.CONTENT_SALT);

    assertThat(signature("passphrase:passphrase_passwd_file=" + file))
        .isEqualTo(direct.unlock().get(0).signature().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "passphrase", "xpassphrase_passwd=a\npassphrase_passwd", "passphrase_passw"})
  void passphraseFileWithoutItsLineIsRefused(String content) throws Exception {
    KeySource source =
        KeyOption.parse("passphrase:passphrase_passwd_file=" + secretFile(content, UTF_8));

    assertThatThrownBy(source::unlock)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no line passphrase_passwd=...");
  }

  @ParameterizedTest
  @CsvSource({"0, got none", "65, got more"})
  void passphraseOfTheWrongLengthIsRefusedOnUnlocking(int length, String reason) throws Exception {
    Path file = secretFile("passphrase_passwd=" + "x".repeat(length), UTF_8);

    assertThatThrownBy(KeyOption.parse("passphrase:passphrase_passwd_file=" + file)::unlock)
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void missingPassphraseFileIsReportedOnUnlocking() {
    KeySource source = KeyOption.parse("passphrase:passfile=" + directory.resolve("none"));

    assertThatThrownBy(source::unlock).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void longPassphraseFileIsRefused() throws Exception {
    Path file = secretFile("x".repeat(40_961), UTF_8);

    assertThatThrownBy(KeyOption.parse("passphrase:passfile=" + file)::unlock)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 40960 bytes");
  }

  @Test
  void passphraseComesThroughAnOpenFileDescriptor() throws Exception {
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(descriptors), "no list of open file descriptors here");
    Path file = secretFile("passphrase_passwd=passphrase", UTF_8);
    try (var held = Files.newByteChannel(file)) {
      assertThat(held.isOpen()).isTrue();
      String number = descriptorOf(file, descriptors);

      assertThat(signature("passphrase:passphrase_passwd_fd=" + number))
          .isEqualTo("1848e1d7b8a187fc");
      assertThat(signature("passphrase:passfd=" + number)).isEqualTo("1848e1d7b8a187fc");
    }
  }

  private static String descriptorOf(Path file, Path descriptors) throws IOException {
    try (var open =
        Files.newDirectoryStream(
            descriptors, fd -> Files.exists(fd) && Files.isSameFile(fd, file))) {
      return open.iterator().next().getFileName().toString();
    }
  }

  @Test
  void rsaKeyComesFromAKeyFile() throws Exception {
    Path plain = Resource.file("pem/pkcs8.pem");
    Path encrypted = Resource.file("pem/traditional-aes256.pem");
    Path password = secretFile("openssl_passwd=pässwort\n", UTF_8);

    assertThat(signature("openssl:openssl_keyfile=" + plain)).isEqualTo(RSA);
    assertThat(signature("openssl:keyfile=" + plain + ":passwd=")).isEqualTo(RSA);
    assertThat(signature("openssl:openssl_keyfile=" + encrypted + ":openssl_passwd=pässwort"))
        .isEqualTo(RSA);
    assertThat(
            signature(
                "openssl:keysource=keyfile:openssl_passwd_file="
                    + password
                    + ":keyfile="
                    + encrypted))
        .isEqualTo(RSA);
    assertThat(signature("openssl:passwd_file=" + password + ":keyfile=" + encrypted))
        .isEqualTo(RSA);
  }

  @Test
  void wrongPasswordOfAKeyFileIsReportedOnUnlocking() {
    KeySource source =
        KeyOption.parse(
            "openssl:keyfile=" + Resource.file("pem/pkcs8-aes256.pem") + ":passwd=hunter2");

    assertThatThrownBy(source::unlock)
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passphrase:passphrase_passwd=hunter2",
        "openssl:openssl_keyfile=key.pem:openssl_passwd=hunter2",
      })
  void closedSourceUnlocksNoMore(String option) {
    KeySource source = KeyOption.parse(option);

    source.close();

    assertThatThrownBy(source::unlock).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | key option: the kind of key before the first colon is unknown; there are ",
        "hunter2 | key option: the kind of key before the first colon is unknown; there are ",
        "tspi:hunter2=hunter2 | key option: the kind of key before the first colon is unknown; there are ",
        "Passphrase:passwd=hunter2 | key option: the kind of key before the first colon is unknown; there are ",
        "passphrase | passphrase key: want one of passphrase_passwd, passphrase_passwd_file",
        "passphrase: | passphrase key: want one of passphrase_passwd, passphrase_passwd_file",
        "passphrase:salt=0011223344556677 | passphrase key: want one of passphrase_passwd",
        "passphrase:hunter2 | passphrase key: parameter 1 has no =",
        "passphrase:passwd=a:hunter2 | passphrase key: parameter 2 has no =",
        "passphrase:passwd=a:hunter2=b | passphrase key: parameter 2 is unknown; known:"
            + " passphrase_passwd,",
        "passphrase:passphrase_hash=hunter2 | passphrase key: passphrase_hash is unknown",
        "passphrase:passwd=a:what hunter2 has as its rest=b | passphrase key: parameter 2 is"
            + " unknown",
        "passphrase:passphrase_=hunter2 | passphrase key: parameter 1 is unknown",
        "passphrase:keyfile=hunter2 | passphrase key: parameter 1 is unknown",
        "passphrase:passwd=hunter2:passphrase_passwd=hunter2 | passphrase_passwd: given twice",
        "passphrase:passwd=hunter2:passfile=hunter2 | passphrase key: want only one of"
            + " passphrase_passwd, pass",
        "passphrase:passwd=a:salt=hunter2hunter2hu | passphrase_salt: want 16 hexadecimal digits",
        "passphrase:passwd=a:salt=00112233445566 | passphrase_salt: want 16 hexadecimal digits",
        "passphrase:passfd=hunter2 | passphrase_passwd_fd: want the number",
        "passphrase:passfd= | passphrase_passwd_fd: want the number",
        "passphrase:passfd=-1 | passphrase_passwd_fd: want the number",
        "passphrase:passwd=hunter2,ecryptfs_cipher=aes | key option: holds a comma",
        "openssl:passwd=hunter2 | openssl key: want openssl_keyfile",
        "openssl:salt=hunter2 | openssl key: parameter 1 is unknown; known: openssl_alias,"
            + " openssl_keyfile",
        "openssl:keyfile=a:passwd=hunter2:passwd_fd=3 | openssl key: want only one of"
            + " openssl_passwd,",
      })
  void malformedOptionIsRefusedByParameterWithoutAnyValue(String option, String message) {
    assertThatThrownBy(() -> KeyOption.parse(option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void lineBreakEndsAnOption() {
    assertThatThrownBy(() -> KeyOption.parse("passphrase:passwd=hunter2\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line break");
  }

  @Test
  void fileNameThatIsNoPathIsRefused() {
    assertThatThrownBy(() -> KeyOption.parse("openssl:keyfile=a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("openssl_keyfile: not a path");
  }

  private Path secretFile(String content, Charset encoding) throws IOException {
    return Files.write(directory.resolve("secret"), content.getBytes(encoding));
  }

  private static String signature(String option) throws Exception {
    try (KeySource source = KeyOption.parse(option)) {
      KeySignature signature = source.unlock().get(0).signature();
      return signature.toString();
    }
  }
}
