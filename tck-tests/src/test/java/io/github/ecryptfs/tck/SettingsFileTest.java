package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounts by a file as {@code ~/.ecryptfsrc}, and by options as {@code mount.ecryptfs} has them. */
final class SettingsFileTest {
  private static final String TEST = "d395309aaad4de06"; // the key of the passphrase test

  @TempDir Path directory;

  private Path lower = Path.of("");
  private Path passphraseFile = Path.of("");

  @BeforeEach
  void makeFiles() throws IOException {
    lower = Files.createDirectory(directory.resolve("lower"));
    passphraseFile = directory.resolve("pw");
    Files.createFile(
        passphraseFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passphraseFile, "passphrase_passwd=test\n");
  }

  private Path settings(String... lines) throws IOException {
    return Files.write(directory.resolve(".ecryptfsrc"), List.of(lines));
  }

  private String key() {
    return "key=passphrase:passphrase_passwd_file=" + passphraseFile;
  }

  private void write(MountOptions options) throws IOException {
    try (options;
        FileSystem fs = Ecryptfs.mount(lower, options)) {
      Files.writeString(fs.getPath("/letter"), "Dear reader");
    }
  }

  private String readWithPassphraseTest() throws IOException {
    try (MountOptions options = MountOptions.builder().passphrase("test".toCharArray()).build();
        FileSystem fs = Ecryptfs.mount(lower, options)) {
      return Files.readString(fs.getPath("/letter"));
    }
  }

  @Test
  void aMapNamesTheFileOfSettings() throws IOException {
    Path file = settings(key(), "ecryptfs_fnek_sig=" + TEST, "verbosity=0", "no_sig_cache");
    URI uri = URI.create("ecryptfs:" + lower.toUri());

    try (FileSystem fs =
        FileSystems.newFileSystem(uri, Map.of("ecryptfs_nio_rc", file.toString()))) {
      Files.writeString(fs.getPath("/letter"), "Dear reader");
    }

    assertThat(lower.resolve("letter")).doesNotExist();
    try (FileSystem fs =
        Ecryptfs.mount(
            lower,
            MountOptions.builder()
                .passphrase("test".toCharArray())
                .filenameSignature(TEST)
                .build())) {
      assertThat(Files.readString(fs.getPath("/letter"))).isEqualTo("Dear reader");
    }
  }

  @Test
  void whatIsGivenGoesBeforeTheSettingsUnderAllItsNamesAndInAnyOrder() throws IOException {
    Path file = settings(key(), "ecryptfs_cipher=blowfish", "ecryptfs_key_bytes=56");

    write(MountOptions.builder().settings(file).option("cipher", "aes").cipher("aes", 16).build());

    assertThat(Files.readAllBytes(lower.resolve("letter"))).containsSequence(4, 7, 3, 1);
    assertThat(readWithPassphraseTest()).isEqualTo("Dear reader");
  }

  @Test
  void keysOfTheSettingsCountOnlyIfNoneIsGiven() throws IOException {
    Path file = settings("key=passphrase:passphrase_passwd_file=" + directory.resolve("missing"));

    write(MountOptions.builder().passphrase("test".toCharArray()).settings(file).build());

    assertThat(readWithPassphraseTest()).isEqualTo("Dear reader");
    try (MountOptions options = MountOptions.builder().settings(file).build()) {
      assertThatThrownBy(() -> Ecryptfs.mount(lower, options))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("missing");
    }
  }

  @Test
  void optionsOfTheMountHelperMountAsTheyStand() throws IOException {
    String options =
        "key=passphrase,passphrase_passwd_file="
            + passphraseFile
            + ",ecryptfs_cipher=aes,ecryptfs_key_bytes=16,ecryptfs_passthrough=n"
            + ",ecryptfs_enable_filename_crypto=n,ecryptfs_sig="
            + TEST
            + ",no_sig_cache,verbosity=0";

    write(MountOptions.parse(options));

    assertThat(readWithPassphraseTest()).isEqualTo("Dear reader");
  }

  @Test
  void severalKeysStayInOrder() throws IOException {
    Path other = directory.resolve("other");
    Files.writeString(other, "passwd=correct horse battery staple\n");
    write(
        MountOptions.builder()
            .settings(settings(key(), "key=passphrase:passfile=" + other))
            .build());

    String packets =
        java.util.HexFormat.of().formatHex(Files.readAllBytes(lower.resolve("letter")));

    assertThat(packets.indexOf(TEST)).isPositive();
    assertThat(packets.indexOf("3ab38bb4917daae6")).isGreaterThan(packets.indexOf(TEST));
  }

  @Test
  void aMissingFileAndAnUnknownOptionAreErrorsThatNameThem() throws IOException {
    Path none = directory.resolve("none");
    URI uri = URI.create("ecryptfs:" + lower.toUri());

    assertThatThrownBy(() -> FileSystems.newFileSystem(uri, Map.of("ecryptfs_nio_rc", none)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(none.toString());
    assertThatThrownBy(() -> MountOptions.builder().settings(none))
        .isInstanceOf(UncheckedIOException.class);
    Path file = settings(key(), "ecryptfs_ciper=aes");
    assertThatThrownBy(() -> MountOptions.builder().settings(file).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown mount option 'ecryptfs_ciper'");
  }
}
