package io.github.ecryptfs.keys.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.PassphraseKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EcryptfsHomeTest {
  @TempDir Path root;

  private Path homePath;
  private EcryptfsHome home;

  @BeforeEach
  void makeAHome() throws IOException {
    homePath = Files.createDirectories(root.resolve("home/anna"));
    home = EcryptfsHome.of(homePath);
  }

  @Test
  void privateDirectoryLiesInTheHome() throws IOException {
    Files.createDirectory(homePath.resolve(".ecryptfs"));
    Files.createDirectory(homePath.resolve(".Private"));

    assertThat(home.configuration()).isEqualTo(homePath.resolve(".ecryptfs"));
    assertThat(home.lower()).isEqualTo(homePath.resolve(".Private"));
    assertThat(home.path()).isEqualTo(homePath);
  }

  @Test
  void encryptedHomeLiesBesideIt() throws IOException {
    Path beside = besideTheHome();

    assertThat(home.configuration()).isEqualTo(beside.resolve(".ecryptfs"));
    assertThat(home.lower()).isEqualTo(beside.resolve(".Private"));
  }

  @Test
  void linksOfADiskThatIsMountedElsewhereDoNotCount() throws IOException {
    Path beside = besideTheHome();
    Path ofThisSystem = Files.createDirectories(root.resolve("other/.ecryptfs"));
    Files.createSymbolicLink(homePath.resolve(".ecryptfs"), ofThisSystem);
    Files.createSymbolicLink(homePath.resolve(".Private"), root.resolve("nowhere"));

    assertThat(home.configuration()).isEqualTo(beside.resolve(".ecryptfs"));
    assertThat(home.lower()).isEqualTo(beside.resolve(".Private"));
  }

  @Test
  void linksLeadElsewhereIfNothingLiesBesideTheHome() throws IOException {
    Path elsewhere = Files.createDirectories(root.resolve("disk/.ecryptfs"));
    Files.createSymbolicLink(homePath.resolve(".ecryptfs"), elsewhere);

    assertThat(home.configuration().toRealPath()).isEqualTo(elsewhere.toRealPath());
  }

  @Test
  void directoryInTheHomeGoesBeforeOneBesideIt() throws IOException {
    besideTheHome();
    Files.createDirectory(homePath.resolve(".ecryptfs"));

    assertThat(home.configuration()).isEqualTo(homePath.resolve(".ecryptfs"));
  }

  @Test
  void homeWithoutEcryptfsIsReportedWithThePlacesLookedAt() {
    assertThatThrownBy(home::configuration)
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(homePath.resolve(".ecryptfs").toString())
        .hasMessageContaining(root.resolve("home/.ecryptfs/anna/.ecryptfs").toString());
    assertThatThrownBy(home::lower).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> EcryptfsHome.of(root.getRoot()).lower())
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void mountPointIsInAFileOrTheUsualOne() throws IOException {
    Path configuration = Files.createDirectory(homePath.resolve(".ecryptfs"));
    Path file = configuration.resolve("Private.mnt");

    assertThat(home.mountPoint()).isEqualTo(homePath.resolve("Private"));
    Files.writeString(file, "\n");
    assertThat(home.mountPoint()).isEqualTo(homePath.resolve("Private"));
    Files.writeString(file, "");
    assertThat(home.mountPoint()).isEqualTo(homePath.resolve("Private"));
    Files.writeString(file, "/home/anna\n");
    assertThat(home.mountPoint()).isEqualTo(Path.of("/home/anna"));
  }

  @Test
  void flagsAreEmptyFiles() throws IOException {
    Path configuration = Files.createDirectory(homePath.resolve(".ecryptfs"));

    assertThat(home.isSet(HomeFlag.AUTO_MOUNT)).isFalse();
    home.set(HomeFlag.AUTO_MOUNT, true);
    home.set(HomeFlag.AUTO_MOUNT, true);
    assertThat(home.isSet(HomeFlag.AUTO_MOUNT)).isTrue();
    assertThat(configuration.resolve("auto-mount")).isEmptyFile();
    home.set(HomeFlag.AUTO_MOUNT, false);
    home.set(HomeFlag.AUTO_MOUNT, false);
    assertThat(home.isSet(HomeFlag.AUTO_MOUNT)).isFalse();
    assertThat(HomeFlag.values())
        .extracting(HomeFlag::fileName)
        .containsExactly(
            "auto-mount", "auto-umount", "wrapping-independent", ".wrapped-passphrase.recorded");
  }

  @Test
  void otherFilesAreFoundByTheirNames() throws IOException {
    Path configuration = Files.createDirectory(homePath.resolve(".ecryptfs"));
    Files.writeString(configuration.resolve("Private.sig"), "30b364a6817a2ce3\n");

    assertThat(home.signatures().content()).hasToString("30b364a6817a2ce3");
    assertThat(home.signatureCache().add(new KeySignature(1))).isTrue();
    assertThat(configuration.resolve("sig-cache.txt")).hasContent("0000000000000001\n");
    assertThat(home.wrappedPassphrase().path())
        .isEqualTo(configuration.resolve("wrapped-passphrase"));
  }

  @Test
  void settingsAreThoseOfTheHome() throws IOException {
    assertThat(home.settings().salt()).isEqualTo(PassphraseKeys.CONTENT_SALT);
    Files.writeString(homePath.resolve(".ecryptfsrc"), "salt=a1b2c3d4e5f60718\n");
    assertThat(home.settings().salt()).isEqualTo(Bytes.ofHex("a1b2c3d4e5f60718"));
  }

  private Path besideTheHome() throws IOException {
    Path beside = root.resolve("home/.ecryptfs/anna");
    Files.createDirectories(beside.resolve(".ecryptfs"));
    Files.createDirectories(beside.resolve(".Private"));
    return beside;
  }
}
