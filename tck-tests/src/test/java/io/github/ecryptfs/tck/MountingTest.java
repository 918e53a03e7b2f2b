package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How an encrypted file system is opened, found and opened again, and what it refuses. */
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("io.github.ecryptfs.tck.MountFixture#encryptedWithUris")
class MountingTest {
  private static final String TEXT = "a text that must not be found in the lower directory";

  /** The kind of mount that this run is about. */
  @Parameter
  @SuppressWarnings("NullAway.Init") // JUnit sets it before it calls anything
  EncryptedMount fixture;

  @SuppressWarnings("NullAway.Init") // set before each test
  private LowerFixture.Lower lower;

  @BeforeEach
  void openLower() throws IOException {
    lower = fixture.lower().open();
    Assumptions.assumeTrue(
        fixture.metadata() == EncryptedMount.Metadata.HEADER || lower.hasUserAttributes(),
        () -> lower.directory() + " keeps no user attributes");
  }

  @AfterEach
  void closeLower() throws IOException {
    lower.close();
  }

  private FileSystem mountWith(String option, Object value) throws IOException {
    Map<String, Object> options = fixture.environment();
    options.put(option, value);
    return FileSystems.newFileSystem(EncryptedMount.uri(lower.directory()), options);
  }

  @Test
  void whatWasWrittenIsThereWhenMountedAgain() throws IOException {
    try (FileSystem mount = fixture.mount(lower.directory())) {
      Files.createDirectory(mount.getPath("/d"));
      Files.write(mount.getPath("/d/a"), bytes(9000));
      Files.createFile(mount.getPath("/empty"));
    }

    try (FileSystem mount = fixture.mount(lower.directory())) {
      assertThat(Files.size(mount.getPath("/d/a"))).isEqualTo(9000);
      assertThat(Files.readAllBytes(mount.getPath("/d/a"))).isEqualTo(bytes(9000));
      assertThat(Files.readAllBytes(mount.getPath("/empty"))).isEmpty();
      try (Stream<Path> list = Files.list(mount.getPath("/"))) {
        assertThat(list).containsExactlyInAnyOrder(mount.getPath("/d"), mount.getPath("/empty"));
      }
    }
  }

  @Test
  void theLowerDirectoryShowsNoPlaintext() throws IOException {
    try (FileSystem mount = fixture.mount(lower.directory())) {
      Files.createDirectory(mount.getPath("/directory"));
      Files.writeString(mount.getPath("/directory/secret name"), TEXT);
    }

    assertThat(lowerFiles()).hasSize(1);
    for (Path file : lowerFiles()) {
      assertThat(new String(Files.readAllBytes(file), US_ASCII)).doesNotContain(TEXT);
      for (Path name : lower.directory().relativize(file)) {
        if (fixture.names() == EncryptedMount.Names.ENCRYPTED) {
          assertThat(name.toString()).startsWith("ECRYPTFS_FNEK_ENCRYPTED.");
        } else {
          assertThat(name.toString()).isIn("directory", "secret name");
        }
      }
    }
  }

  private List<Path> lowerFiles() throws IOException {
    try (Stream<Path> files = Files.walk(lower.directory())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void lowerFilesHaveTheSizesOfTheFormat() throws IOException {
    int metadata = fixture.metadata() == EncryptedMount.Metadata.HEADER ? 8192 : 0;
    try (FileSystem mount = fixture.mount(lower.directory())) {
      for (int size : new int[] {0, 1, 4096, 4097, 12_288}) {
        Path file = Files.write(mount.getPath("/a"), bytes(size));
        assertThat(lowerFiles()).hasSize(1);
        assertThat(Files.size(lowerFiles().get(0)))
            .as("lower size of a file of %d bytes", size)
            .isEqualTo(metadata + (size + 4095) / 4096 * 4096);
        Files.delete(file);
      }
    }
  }

  @Test
  void aLowerDirectoryIsMountedOnce() throws IOException {
    URI uri = EncryptedMount.uri(lower.directory());
    Path roundabout = lower.directory().resolve("../" + lower.directory().getFileName());
    FileSystem mount = fixture.mount(lower.directory());
    try {
      assertThat(FileSystems.getFileSystem(uri)).isSameAs(mount);
      assertThatThrownBy(() -> fixture.mount(lower.directory()))
          .isInstanceOf(FileSystemAlreadyExistsException.class);
      assertThatThrownBy(() -> fixture.mount(roundabout))
          .isInstanceOf(FileSystemAlreadyExistsException.class);
      assertThat(mount.isOpen()).isTrue();
    } finally {
      mount.close();
    }

    assertThatThrownBy(() -> FileSystems.getFileSystem(uri))
        .isInstanceOf(FileSystemNotFoundException.class);
    fixture.mount(lower.directory()).close();
  }

  @Test
  void aPathIsFoundByItsUriWhileItsMountIsOpen() throws IOException {
    URI uri;
    try (FileSystem mount = fixture.mount(lower.directory())) {
      Path file = mount.getPath("/a directory/a file");
      uri = file.toUri();
      assertThat(uri.getScheme()).isEqualTo("ecryptfs");
      assertThat(Path.of(uri)).isEqualTo(file);
    }

    URI stale = uri;
    assertThatThrownBy(() -> Path.of(stale)).isInstanceOf(FileSystemNotFoundException.class);
  }

  @Test
  void mountsOfTwoDirectoriesAreTwoFileSystems() throws IOException {
    try (Mount other = fixture.open();
        FileSystem mount = fixture.mount(lower.directory())) {
      Files.write(mount.getPath("/a"), bytes(10));
      Files.write(other.fileSystem().getPath("/a"), bytes(20));

      assertThat(mount.getPath("/a")).isNotEqualTo(other.fileSystem().getPath("/a"));
      assertThat(Files.isSameFile(mount.getPath("/a"), other.fileSystem().getPath("/a"))).isFalse();
      Files.move(mount.getPath("/a"), other.fileSystem().getPath("/moved"));
      assertThat(Files.readAllBytes(other.fileSystem().getPath("/moved"))).isEqualTo(bytes(10));
      assertThat(mount.getPath("/a")).doesNotExist();
    }
  }

  @Test
  void aMissingLowerDirectoryIsSaidAtTheMount() {
    Path missing = lower.directory().resolve("missing");

    assertThatThrownBy(() -> fixture.mount(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void aLowerFileIsSaidToBeNoDirectoryAtTheMount() throws IOException {
    Path file = Files.write(lower.directory().resolve("file"), bytes(10));

    assertThatThrownBy(() -> fixture.mount(file))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertThatThrownBy(() -> mountWith("ecryptfs_colour", "blue").close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ecryptfs_colour");
  }

  @ParameterizedTest
  @CsvSource({
    "ecryptfs_cipher, rot13",
    "ecryptfs_key_bytes, 17",
    "ecryptfs_key_bytes, many",
    "ecryptfs_key_bytes, -16",
    "ecryptfs_sig, d395",
    "ecryptfs_sig, d395309aaad4de0g",
    "ecryptfs_xattr_metadata, maybe",
    "salt, 00112233",
    "passphrase, ''"
  })
  void aBadValueIsRefusedWithTheNameOfItsOption(String option, String value) {
    assertThatThrownBy(() -> mountWith(option, value).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option);
  }

  @Test
  void aValueOfTheWrongTypeIsRefusedWithTheNameOfItsOption() {
    assertThatThrownBy(() -> mountWith("ecryptfs_cipher", new Object()).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ecryptfs_cipher");
  }

  @Test
  void aMountNeedsAKey() {
    Map<String, Object> options = fixture.environment();
    options.remove("passphrase");

    assertThatThrownBy(
            () -> FileSystems.newFileSystem(EncryptedMount.uri(lower.directory()), options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("passphrase");
  }

  @Test
  void aMountThatWasRefusedLeavesTheDirectoryFree() throws IOException {
    assertThatThrownBy(() -> mountWith("ecryptfs_cipher", "rot13").close())
        .isInstanceOf(IllegalArgumentException.class);

    fixture.mount(lower.directory()).close();
  }

  @Test
  void aLowerPathServesInPlaceOfAUri() throws IOException {
    try (FileSystem mount = FileSystems.newFileSystem(lower.directory(), fixture.environment())) {
      Files.write(mount.getPath("/a"), bytes(10));
      assertThat(mount.provider().getScheme()).isEqualTo("ecryptfs");
    }
  }

  @Test
  void optionsThatAnyProviderMayHaveDoNotClaimALowerPath() {
    FileSystemProvider ecryptfs =
        FileSystemProvider.installedProviders().stream()
            .filter(provider -> provider.getScheme().equals("ecryptfs"))
            .findFirst()
            .orElseThrow();

    assertThatThrownBy(() -> ecryptfs.newFileSystem(lower.directory(), Map.of("ro", true)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("no ecryptfs mount option");
  }

  @Test
  void aReadOnlyMountChangesNothing() throws IOException {
    try (FileSystem mount = fixture.mount(lower.directory())) {
      Files.write(mount.getPath("/a"), bytes(5000));
    }

    try (FileSystem mount = mountWith("ro", true)) {
      Path file = mount.getPath("/a");
      assertThat(mount.isReadOnly()).isTrue();
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
      assertThat(Files.isWritable(file)).isFalse();
      assertThatThrownBy(() -> Files.write(file, bytes(1)))
          .isInstanceOf(ReadOnlyFileSystemException.class);
      assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(ReadOnlyFileSystemException.class);
      assertThatThrownBy(() -> Files.createDirectory(mount.getPath("/d")))
          .isInstanceOf(ReadOnlyFileSystemException.class);
      assertThatThrownBy(() -> Files.move(file, mount.getPath("/b")))
          .isInstanceOf(ReadOnlyFileSystemException.class);
    }
  }

  @Test
  void theWrongPassphraseNamesTheKeyThatIsWantedAndTheOnesHeld() throws IOException {
    try (FileSystem mount = fixture.mount(lower.directory())) {
      Files.write(mount.getPath("/a"), bytes(5000));
    }
    Assumptions.assumeTrue(
        fixture.names() == EncryptedMount.Names.PLAIN, "encrypted names hide the file");

    try (FileSystem mount = mountWith("passphrase", "test".toCharArray())) {
      Path file = mount.getPath("/a");
      assertThat(Files.size(file)).isEqualTo(5000);
      assertThatThrownBy(() -> Files.readAllBytes(file))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("/a")
          .hasMessageContaining(EncryptedMount.SIGNATURE)
          .hasMessageContaining("d395309aaad4de06");
      Files.write(mount.getPath("/b"), bytes(10));
      assertThat(Files.readAllBytes(mount.getPath("/b"))).isEqualTo(bytes(10));
    }
  }

  @Test
  void namesThatCannotBeDecodedAreSkippedAndEndNoListing() throws IOException {
    Assumptions.assumeTrue(
        fixture.names() == EncryptedMount.Names.ENCRYPTED, "plain names need no decoding");
    Files.write(lower.directory().resolve("lost+found"), bytes(10));
    Files.write(lower.directory().resolve("ECRYPTFS_FNEK_ENCRYPTED."), bytes(10));
    Files.write(lower.directory().resolve("ECRYPTFS_FNEK_ENCRYPTED.FWYp3QmdieuVx"), bytes(10));
    Files.write(lower.directory().resolve("ECRYPTFS_FNEK_ENCRYPTED.!!!!"), bytes(10));

    try (FileSystem mount = fixture.mount(lower.directory())) {
      for (int i = 0; i < 5; i++) {
        Files.createFile(mount.getPath("/file " + i));
      }
      try (Stream<Path> list = Files.list(mount.getPath("/"))) {
        assertThat(list.map(Path::toString))
            .containsExactlyInAnyOrder("/file 0", "/file 1", "/file 2", "/file 3", "/file 4");
      }
    }
  }

  @Test
  void namesOfAnotherPassphraseAreHidden() throws IOException {
    Assumptions.assumeTrue(
        fixture.names() == EncryptedMount.Names.ENCRYPTED, "plain names are not hidden");
    try (FileSystem mount = fixture.mount(lower.directory())) {
      Files.write(mount.getPath("/a"), bytes(5000));
    }

    try (FileSystem mount = mountWith("passphrase", "test".toCharArray())) {
      assertThat(mount.getPath("/a")).doesNotExist();
      assertThat(mount.getPath("/")).isEmptyDirectory();
    }
  }

  @Test
  void directoriesInOneAnotherAreNotMountedAtOnce() throws IOException {
    Path inner = Files.createDirectory(lower.directory().resolve("inner"));
    Path sibling = Files.createDirectory(lower.directory().resolve("inner2"));

    try (FileSystem outer = fixture.mount(lower.directory())) {
      assertThat(outer.isOpen()).isTrue();
      assertThatThrownBy(() -> fixture.mount(inner))
          .isInstanceOf(FileSystemAlreadyExistsException.class)
          .hasMessageContaining(lower.directory().toString());
    }
    try (FileSystem one = fixture.mount(inner);
        FileSystem other = fixture.mount(sibling)) {
      assertThat(one.isOpen() && other.isOpen()).isTrue();
      assertThatThrownBy(() -> fixture.mount(lower.directory()))
          .isInstanceOf(FileSystemAlreadyExistsException.class);
    }
  }
}
