package io.github.ecryptfs.keys.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.keys.PassphraseKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcryptfsRcTest {
  @TempDir Path directory;

  @Test
  void optionsStandBetweenCommasOrLineFeeds() {
    EcryptfsRc settings =
        EcryptfsRc.parse(
            """
            key=passphrase:passphrase_passwd_file=/media/stick/pw.txt
            ecryptfs_cipher=aes,ecryptfs_key_bytes=16

            ecryptfs_xattr
            """);

    assertThat(settings.mountOptions())
        .containsExactly(
            Map.entry("key", List.of("passphrase:passphrase_passwd_file=/media/stick/pw.txt")),
            Map.entry("ecryptfs_cipher", "aes"),
            Map.entry("ecryptfs_key_bytes", "16"),
            Map.entry("ecryptfs_xattr", ""));
  }

  @Test
  void severalKeysStayInOrderAndOfOthersTheLastCounts() {
    EcryptfsRc settings =
        EcryptfsRc.parse("key=a:b=c,ecryptfs_key_bytes=16,key=d:e=f,ecryptfs_key_bytes=32");

    assertThat(settings.mountOptions())
        .containsEntry("key", List.of("a:b=c", "d:e=f"))
        .containsEntry("ecryptfs_key_bytes", "32");
  }

  @Test
  void parametersBesideAKeyArePartOfIt() {
    EcryptfsRc settings =
        EcryptfsRc.parse(
            """
            passphrase_passwd_file=a
            key=passphrase
            key=openssl:openssl_keyfile=k
            passphrase_salt=a1b2c3d4e5f60718
            key=passphrase
            openssl_passwd_file=p
            passphrase_passwd_file=b
            """);

    assertThat(settings.mountOptions())
        .containsExactly(
            Map.entry(
                "key",
                List.of(
                    "passphrase:passphrase_passwd_file=a:passphrase_salt=a1b2c3d4e5f60718",
                    "openssl:openssl_keyfile=k:openssl_passwd_file=p",
                    "passphrase:passphrase_passwd_file=b")));
  }

  @Test
  void parameterOfNoKeyStaysForTheMountToRefuse() {
    assertThat(EcryptfsRc.parse("key=openssl:keyfile=k,tpm_keyfile=t").mountOptions())
        .containsEntry("tpm_keyfile", "t");
  }

  @Test
  void signaturesThatAreRepeatedAreSeveral() {
    assertThat(EcryptfsRc.parse("sig=a,sig=b").mountOptions())
        .containsEntry("sig", List.of("a", "b"));
    assertThat(EcryptfsRc.parse("sig=a").mountOptions()).containsEntry("sig", "a");
  }

  @Test
  void whatSteersTheConsoleOfTheToolsIsLeftOut() {
    assertThat(EcryptfsRc.parse("verbosity=0,no_sig_cache,verbose,no_prompt,user").mountOptions())
        .isEmpty();
  }

  @Test
  void saltCountsIfItIsSixteenDigits() {
    assertThat(EcryptfsRc.parse("salt=a1b2c3d4e5f60718").salt())
        .isEqualTo(Bytes.ofHex("a1b2c3d4e5f60718"));
    assertThat(EcryptfsRc.parse("salt=a1b2c3d4e5f60718").mountOptions())
        .containsEntry("salt", "a1b2c3d4e5f60718");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "salt=", "salt=a1b2", "salt=a1b2c3d4e5f6071g", "salty=1"})
  void otherwiseTheUsualSaltCounts(String text) {
    assertThat(EcryptfsRc.parse(text).salt()).isEqualTo(PassphraseKeys.CONTENT_SALT);
    assertThat(EcryptfsRc.empty().salt()).isEqualTo(PassphraseKeys.CONTENT_SALT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key=passphrase:passphrase_passwd=hunter2",
        "key=passphrase,passphrase_passwd=hunter2",
        "passphrase=hunter2",
        "key=passphrase:salt=0011223344556677:passwd=hunter2",
        "ecryptfs_cipher=aes,key=openssl:keyfile=a,key=openssl:keyfile=b:passwd=hunter2"
      })
  void secretThatStandsInTheFileIsNoticed(String text) {
    assertThat(EcryptfsRc.parse(text).holdsSecret()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "salt=a1b2c3d4e5f60718", "key=passphrase:passphrase_passwd_file=passwd"})
  void namesOfFilesWithSecretsAreNone(String text) throws IOException {
    Path file = Files.writeString(directory.resolve(".ecryptfsrc"), text);

    assertThat(EcryptfsRc.read(file).holdsSecret()).isFalse();
  }

  @Test
  void secretInTheFileIsUsed() throws IOException {
    String key = "passphrase:passphrase_passwd=hunter2";
    Path file = Files.writeString(directory.resolve(".ecryptfsrc"), "key=" + key);

    assertThat(EcryptfsRc.read(file).mountOptions()).containsEntry("key", List.of(key));
  }

  @Test
  void longFileIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve(".ecryptfsrc"), "x".repeat(40_961));

    assertThatThrownBy(() -> EcryptfsRc.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 40960 bytes");
  }

  @Test
  void textNamesOptionsWithoutValues() {
    assertThat(EcryptfsRc.parse("key=passphrase:passwd=hunter2,verbose"))
        .hasToString("settings [key, verbose]");
  }
}
