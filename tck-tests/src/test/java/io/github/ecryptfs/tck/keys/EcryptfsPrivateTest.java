package io.github.ecryptfs.tck.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.keys.home.WrappedPassphraseFile;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.EcryptfsPrivate;
import io.github.ecryptfs.provider.MountOptions;
import io.github.ecryptfs.tck.NeedsProgram;
import io.github.ecryptfs.tck.golden.GoldenCase;
import io.github.ecryptfs.tck.golden.GoldenFiles;
import io.github.ecryptfs.tck.golden.UpperEntry;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Private directories and encrypted homes, with wrapped files and signatures that ecryptfs-utils
 * made: "mount passphrase" under "login password".
 */
final class EcryptfsPrivateTest {
  private static final char[] LOGIN = "login password".toCharArray();
  private static final String BOTH_SIGNATURES = "30b364a6817a2ce3\n7eb741ef8e8e04cf\n";

  @TempDir Path root;

  @Test
  void privateDirectoryOpensWithTheLoginPasswordAlone() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, BOTH_SIGNATURES);
    writeLetterInto(home.resolve(".Private"), true);

    try (FileSystem fs = EcryptfsPrivate.open(home, LOGIN)) {
      assertThat(Files.readString(fs.getPath("/letter.txt"))).isEqualTo("dear Anna");
      Files.writeString(fs.getPath("/answer.txt"), "dear all");
    }

    assertThat(home.resolve(".Private"))
        .isDirectoryNotContaining(file -> !isEncryptedName(file))
        .isDirectoryContaining(EcryptfsPrivateTest::isEncryptedName);
  }

  @Test
  void encryptedHomeOpensByItsLinksAndWithoutThem() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    Path beside = Files.createDirectories(root.resolve("home/.ecryptfs/anna"));
    setUp(beside, BOTH_SIGNATURES);
    writeLetterInto(beside.resolve(".Private"), true);

    try (FileSystem fs = EcryptfsPrivate.open(home, LOGIN)) {
      assertThat(Files.readString(fs.getPath("/letter.txt"))).isEqualTo("dear Anna");
    }
    Files.createSymbolicLink(home.resolve(".ecryptfs"), beside.resolve(".ecryptfs"));
    Files.createSymbolicLink(home.resolve(".Private"), beside.resolve(".Private"));
    try (FileSystem fs = EcryptfsPrivate.open(home, LOGIN)) {
      assertThat(Files.readString(fs.getPath("/letter.txt"))).isEqualTo("dear Anna");
    }
  }

  @Test
  void oneSignatureMeansPlainNames() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, "30b364a6817a2ce3\n");
    writeLetterInto(home.resolve(".Private"), false);

    try (FileSystem fs = EcryptfsPrivate.open(home, LOGIN)) {
      assertThat(Files.readString(fs.getPath("/letter.txt"))).isEqualTo("dear Anna");
      Files.writeString(fs.getPath("/answer.txt"), "dear all");
    }
    assertThat(home.resolve(".Private/answer.txt")).exists();
  }

  @Test
  void treeOfTheKernelOpensWithAPassphraseThatWeWrap() throws IOException {
    GoldenCase golden = GoldenCase.named("aes16-symlinks-fnek");
    String signature = golden.manifest().at("/signatures/main").asText();
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, signature + "\n" + signature + "\n");
    GoldenFiles.unpack(golden.lower(), home.resolve(".Private"));
    WrappedPassphraseFile.at(home.resolve(".ecryptfs/wrapped-passphrase"))
        .wrap(
            golden.spec().at("/keys/0/passphrase").asText().getBytes(UTF_8),
            "pässword".getBytes(UTF_8),
            new SecureRandom());

    try (FileSystem fs = EcryptfsPrivate.open(home, "pässword".toCharArray())) {
      for (UpperEntry entry : golden.upper()) {
        assertThat(
                Files.exists(
                    fs.getPath("/" + entry.path()), java.nio.file.LinkOption.NOFOLLOW_LINKS))
            .as(entry.path())
            .isTrue();
      }
    }
  }

  @Test
  void furtherOptionsGoBeforeThoseOfTheSetUp() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, BOTH_SIGNATURES);

    try (FileSystem fs = EcryptfsPrivate.open(home, LOGIN, Map.of("ro", true))) {
      assertThatThrownBy(() -> Files.writeString(fs.getPath("/a"), "b"))
          .isInstanceOf(ReadOnlyFileSystemException.class);
    }
    assertThatThrownBy(() -> EcryptfsPrivate.open(home, LOGIN, Map.of("readonly", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown mount option 'readonly'");
  }

  /** As for the tools, whose set-up is fixed: only what it leaves open comes from the file. */
  @Test
  void theSetUpGoesBeforeAFileOfSettings() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, BOTH_SIGNATURES);
    Path settings = home.resolve(".ecryptfsrc");
    Files.writeString(
        settings,
        "key=passphrase:passphrase_passwd_file=none\necryptfs_cipher=blowfish"
            + "\necryptfs_key_bytes=56\necryptfs_sig=0123456789abcdef\nro\n");

    Map<String, ?> options = Map.of("ecryptfs_nio_rc", settings);
    try (FileSystem fs = EcryptfsPrivate.open(home, LOGIN, options)) {
      assertThat(fs.isReadOnly()).isTrue();
    }
  }

  @Test
  void wrongPasswordIsReportedAsOne() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, BOTH_SIGNATURES);

    assertThatThrownBy(() -> EcryptfsPrivate.open(home, "hunter2".toCharArray()))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(home.resolve(".ecryptfs/wrapped-passphrase").toString())
        .hasMessageContaining("the wrapping passphrase is wrong")
        .hasMessageNotContaining("hunter2")
        .hasCauseInstanceOf(UnrecoverableKeyException.class);
  }

  @Test
  void signaturesOfAnotherPassphraseAreNoticed() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, "30b364a6817a2ce3\n0123456789abcdef\n");

    assertThatThrownBy(() -> EcryptfsPrivate.open(home, LOGIN))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("names key 0123456789abcdef")
        .hasCauseInstanceOf(InvalidKeyException.class);
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    assertThatThrownBy(() -> EcryptfsPrivate.open(home, LOGIN))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(".Private");

    setUp(home, BOTH_SIGNATURES);
    Files.delete(home.resolve(".ecryptfs/wrapped-passphrase"));
    assertThatThrownBy(() -> EcryptfsPrivate.open(home, LOGIN))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("wrapped-passphrase");

    Files.delete(home.resolve(".ecryptfs/Private.sig"));
    assertThatThrownBy(() -> EcryptfsPrivate.open(home, LOGIN))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("Private.sig");
  }

  @Test
  void directoryIsOpenOnce() throws IOException {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, BOTH_SIGNATURES);

    try (FileSystem fs = EcryptfsPrivate.open(home, LOGIN)) {
      assertThat(fs.isOpen()).isTrue();
      assertThatThrownBy(() -> EcryptfsPrivate.open(home, LOGIN))
          .isInstanceOf(FileSystemAlreadyExistsException.class);
    }
  }

  /** What {@code ecryptfs-setup-private} does, but for the mount by which it tries itself out. */
  @Test
  @NeedsProgram("ecryptfs-wrap-passphrase")
  void setUpOfTheRealToolsOpens() throws Exception {
    Path home = Files.createDirectories(root.resolve("home/anna"));
    setUp(home, BOTH_SIGNATURES);
    writeLetterInto(home.resolve(".Private"), true);
    Path wrapped = home.resolve(".ecryptfs/wrapped-passphrase");
    Files.delete(wrapped);
    Tool.run(
            Map.of("HOME", home.toString()),
            "mount passphrase\nжаба\n",
            "ecryptfs-wrap-passphrase",
            wrapped.toString(),
            "-")
        .expectSuccess();

    try (FileSystem fs = EcryptfsPrivate.open(home, "жаба".toCharArray())) {
      assertThat(Files.readString(fs.getPath("/letter.txt"))).isEqualTo("dear Anna");
    }
  }

  private static void setUp(Path directory, String signatures) throws IOException {
    Path configuration = Files.createDirectory(directory.resolve(".ecryptfs"));
    Files.createDirectory(directory.resolve(".Private"));
    Files.copy(
        GoldenCase.root().resolve("userspace/wrapped-v2-01"),
        configuration.resolve("wrapped-passphrase"));
    Files.writeString(configuration.resolve("Private.sig"), signatures);
  }

  /** Written by a mount that is given the mount passphrase itself. */
  private static void writeLetterInto(Path lower, boolean encryptedNames) throws IOException {
    try (MountOptions options =
            MountOptions.builder()
                .passphrase("mount passphrase".toCharArray())
                .encryptNames(encryptedNames)
                .build();
        FileSystem fs = Ecryptfs.mount(lower, options)) {
      Files.writeString(fs.getPath("/letter.txt"), "dear Anna");
    }
  }

  private static boolean isEncryptedName(Path lower) {
    return lower.getFileName().toString().startsWith("ECRYPTFS_FNEK_ENCRYPTED.");
  }
}
