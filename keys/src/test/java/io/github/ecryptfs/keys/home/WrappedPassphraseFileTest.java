package io.github.ecryptfs.keys.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.WrappedPassphraseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrappedPassphraseFileTest {
  private static final byte[] MOUNT = "mount passphrase".getBytes(UTF_8);
  private static final byte[] LOGIN = "login password".getBytes(UTF_8);
  private static final byte[] NEXT = "next password".getBytes(UTF_8);

  /** Of the tools of 2013: MOUNT, wrapped with LOGIN. */
  private static final String VERSION_1 =
      "32303363366665656430663665646135a1405fc24095e0eb232e46aed137bf16";

  private final SecureRandom random = new SecureRandom();

  @TempDir Path directory;

  @Test
  void whatIsWrappedIsUnwrapped() throws Exception {
    WrappedPassphraseFile file = file();

    file.wrap(MOUNT, LOGIN, random);

    assertThat(file.unwrap(LOGIN)).isEqualTo(MOUNT);
    assertThat(file.read().isVersion1()).isFalse();
    assertThat(Files.size(file.path())).isEqualTo(42);
  }

  @Test
  void rewrappedFileOpensWithTheNewPassphraseAlone() throws Exception {
    WrappedPassphraseFile file = file();
    file.wrap(MOUNT, LOGIN, random);

    file.rewrap(LOGIN, NEXT, random);

    assertThat(file.unwrap(NEXT)).isEqualTo(MOUNT);
    assertThatThrownBy(() -> file.unwrap(LOGIN))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageStartingWith(file.path() + ": ");
  }

  @Test
  void rewrappingWithAWrongPassphraseChangesNothing() throws Exception {
    WrappedPassphraseFile file = file();
    file.wrap(MOUNT, LOGIN, random);
    byte[] before = Files.readAllBytes(file.path());

    assertThatThrownBy(() -> file.rewrap(NEXT, NEXT, random))
        .isInstanceOf(UnrecoverableKeyException.class);
    assertThat(Files.readAllBytes(file.path())).isEqualTo(before);
  }

  @Test
  void versionOneIsUpgradedOnRequestAlone() throws Exception {
    WrappedPassphraseFile file = versionOne(VERSION_1);

    assertThat(file.unwrap(LOGIN)).isEqualTo(MOUNT);
    assertThat(file.read().isVersion1()).isTrue();

    assertThat(file.upgrade(LOGIN, random)).isTrue();
    assertThat(file.read().isVersion1()).isFalse();
    assertThat(file.unwrap(LOGIN)).isEqualTo(MOUNT);
    byte[] upgraded = Files.readAllBytes(file.path());

    assertThat(file.upgrade(LOGIN, random)).isFalse();
    assertThat(Files.readAllBytes(file.path())).isEqualTo(upgraded);
  }

  /** {@code docs/keys.md}: the salt of {@code ~/.ecryptfsrc} counts for version 1. */
  @Test
  void versionOneHasTheSaltOfTheSettings() throws Exception {
    WrappedPassphraseFile file =
        versionOne("62656639343537653437343061383535cfb39b273936340fb9f71318ac89be70");

    assertThatThrownBy(() -> file.unwrap("*".getBytes(UTF_8)))
        .isInstanceOf(UnrecoverableKeyException.class);
    assertThat(file.withVersionOneSalt(Bytes.ofHex("0123456789abcdef")).unwrap("*".getBytes(UTF_8)))
        .isEqualTo("!".getBytes(UTF_8));
  }

  @Test
  void damageNamesTheFileAndWhatToDo() throws Exception {
    WrappedPassphraseFile file = versionOne("3a03");
    Files.write(file.path(), new byte[20]);

    assertThatThrownBy(() -> file.unwrap(LOGIN))
        .isInstanceOf(WrappedPassphraseException.class)
        .hasMessage(
            file.path()
                + ": wrapped passphrase: begins with neither a version nor a signature; restore it"
                + " from a backup");
  }

  @Test
  void ciphertextWithoutAPassphraseNamesTheFileToo() throws Exception {
    WrappedPassphraseFile file = versionOne(VERSION_1);
    byte[] content = Files.readAllBytes(file.path());
    encryptedZeros().copyTo(content, 16);
    Files.write(file.path(), content);

    assertThatThrownBy(() -> file.unwrap(LOGIN))
        .isInstanceOf(WrappedPassphraseException.class)
        .hasMessageStartingWith(file.path() + ": ")
        .hasMessageContaining("no passphrase in it");
  }

  /** Both are AES-128 in ECB mode: a block of zeros as the file key that equals it. */
  private static Bytes encryptedZeros() {
    CipherSpec aes = new CipherSpec(CipherAlgorithm.AES, 16);
    try (PassphraseKey key = PassphraseKey.derive(LOGIN, PassphraseKeys.CONTENT_SALT);
        FileEncryptionKey zeros = FileEncryptionKey.adopt(aes, new byte[16])) {
      return key.wrap(zeros).wrapped();
    }
  }

  @Test
  void missingFileIsReported() {
    assertThatThrownBy(() -> file().unwrap(LOGIN)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void nothingOfTheContentIsInItsText() {
    assertThat(file()).hasToString("wrapped passphrase " + directory.resolve("wrapped-passphrase"));
  }

  private WrappedPassphraseFile file() {
    return WrappedPassphraseFile.at(directory.resolve("wrapped-passphrase"));
  }

  private WrappedPassphraseFile versionOne(String hex) throws IOException {
    WrappedPassphraseFile file = file();
    Files.write(file.path(), HexFormat.of().parseHex(hex));
    return file;
  }
}
