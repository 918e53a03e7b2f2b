package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessMode;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code Files} and {@code Path} promise of finding files by name. */
@EveryMount
class PathLookupTest extends FileSystemContract {
  @Test
  void existsAndNotExistsAreOpposites() throws IOException {
    Path file = file("a", bytes(10));
    Path missing = dir.resolve("missing");

    assertThat(Files.exists(file)).isTrue();
    assertThat(Files.notExists(file)).isFalse();
    assertThat(Files.exists(missing)).isFalse();
    assertThat(Files.notExists(missing)).isTrue();
    assertThat(Files.exists(missing.resolve("deeper"))).isFalse();
    assertThat(Files.exists(file.resolve("below a file"))).isFalse();
  }

  @Test
  void accessIsChecked() throws IOException {
    Path file = file("a", bytes(10));

    file.getFileSystem().provider().checkAccess(file);
    file.getFileSystem().provider().checkAccess(file, AccessMode.READ, AccessMode.WRITE);
    assertThat(Files.isReadable(file)).isTrue();
    assertThat(Files.isWritable(file)).isTrue();
    assertThat(Files.isReadable(dir.resolve("missing"))).isFalse();
    assertThatThrownBy(() -> file.getFileSystem().provider().checkAccess(dir.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @Needs({Capability.POSIX, Capability.PERMISSIONS_COUNT})
  void whetherAFileIsExecutableDependsOnItsPermissions() throws IOException {
    Path file = file("a", bytes(10));

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(Files.isExecutable(file)).isFalse();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(Files.isExecutable(file)).isTrue();
  }

  @Test
  void equalPathsAreTheSameFileEvenIfMissing() throws IOException {
    Path missing = dir.resolve("missing");

    assertThat(Files.isSameFile(missing, dir.resolve("missing"))).isTrue();
  }

  @Test
  void theSameFileIsFoundByAnotherWay() throws IOException {
    Path file = file("a", bytes(10));
    Path other = file("b", bytes(10));

    assertThat(Files.isSameFile(file, dir.resolve("../" + dir.getFileName() + "/./a"))).isTrue();
    assertThat(Files.isSameFile(file, other)).isFalse();
    assertThat(Files.isSameFile(dir, file)).isFalse();
  }

  @Test
  @PlainJimfsDiffers("answers false")
  void aMissingFileIsTheSameAsNoOther() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.isSameFile(file, dir.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.isSameFile(dir.resolve("missing"), file))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.isSameFile(dir.resolve("missing"), dir.resolve("other")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aPathOfAnotherProviderIsAnotherFile() throws IOException {
    Path file = file("a", bytes(10));
    try (FileSystem elsewhere = Jimfs.newFileSystem(Configuration.unix())) {
      Path foreign = Files.write(elsewhere.getPath("/a"), bytes(10));

      assertThat(Files.isSameFile(file, foreign)).isFalse();
      assertThat(file).isNotEqualTo(foreign);
    }
  }

  @Test
  @PlainJimfsDiffers("is itself the other provider")
  void aPathOfAnotherProviderDoesNotResolve() throws IOException {
    try (FileSystem elsewhere = Jimfs.newFileSystem(Configuration.unix())) {
      Path foreign = elsewhere.getPath("a");

      assertThatThrownBy(() -> dir.resolve(foreign)).isInstanceOf(ProviderMismatchException.class);
      assertThatThrownBy(() -> dir.getFileSystem().provider().delete(foreign))
          .isInstanceOf(ProviderMismatchException.class);
    }
  }

  @Test
  void theRealPathIsAbsoluteAndFreeOfDots() throws IOException {
    Path file = file("a", bytes(10));

    Path real = dir.resolve("../" + dir.getFileName() + "/./a").toRealPath();

    assertThat(real.isAbsolute()).isTrue();
    assertThat(real).isEqualTo(file.toRealPath());
    assertThat(real.getFileName()).hasToString("a");
    assertThat(real.toString()).doesNotContain("/./").doesNotContain("..");
  }

  @Test
  void aMissingFileHasNoRealPath() {
    Path missing = dir.resolve("missing");

    assertThatThrownBy(missing::toRealPath)
        .isInstanceOf(NoSuchFileException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(missing.toString());
  }

  @Test
  void dotsAreFollowedInEveryOperation() throws IOException {
    Files.createDirectory(dir.resolve("d"));
    Path roundabout = dir.resolve("d/.././a");

    Files.write(roundabout, bytes(10));

    assertThat(Files.readAllBytes(dir.resolve("a"))).isEqualTo(bytes(10));
    assertThat(Files.size(roundabout)).isEqualTo(10);
    Files.delete(roundabout);
    assertThat(dir.resolve("a")).doesNotExist();
  }

  @Test
  void dotsDoNotSkipWhatIsMissing() throws IOException {
    file("a", bytes(10));

    assertThat(Files.exists(dir.resolve("missing/../a"))).isFalse();
  }

  @Test
  void dotsStopAtTheRoot() throws IOException {
    Path root = dir.getRoot();

    assertThat(Files.isSameFile(root.resolve("../.."), root)).isTrue();
    assertThat(root.resolve("../..").toRealPath()).isEqualTo(root);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "with space",
        " leading and trailing ",
        ".hidden",
        "...",
        "-dash",
        "100% & more + ?#;:@=",
        "quote\"'`",
        "back\\slash",
        "tab\tnewline\n",
        "star*[glob]{x}",
        "ECRYPTFS_FNEK_ENCRYPTED.",
        "ECRYPTFS_FNEK_ENCRYPTED.FWYp3QmdieuVx",
        "Grüße",
        "世界",
        "🗝️ 🔒",
        "עברית",
        "123456789012345",
        "1234567890123456",
        "12345678901234567"
      })
  void namesAreKeptAsTheyAreOrRefused(String name) throws IOException {
    Path file = dir.resolve(name);
    if (lacks(Capability.ANY_NAME)) {
      assumeNotRefused(file);
    }

    Files.write(file, bytes(10));

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
    try (Stream<Path> list = Files.list(dir)) {
      assertThat(list).containsExactly(file);
    }
    assertThat(file.toRealPath().getFileName()).hasToString(name);
  }

  /**
   * A name that the lower file system cannot hold is refused for that reason, and makes nothing.
   */
  private void assumeNotRefused(Path file) throws IOException {
    try {
      Files.write(file, bytes(1));
    } catch (FileSystemException e) {
      assertThat(e).hasMessageContaining("the lower file system cannot hold this name");
      assertThat(dir).isEmptyDirectory();
      Assumptions.abort("the lower file system cannot hold " + file);
    }
  }

  @Test
  @PlainJimfsDiffers("takes canonically equal names for equal")
  void composedAndDecomposedNamesAreTwoFiles() throws IOException {
    String composed = Normalizer.normalize("é", Normalizer.Form.NFC);
    String decomposed = Normalizer.normalize("é", Normalizer.Form.NFD);

    Files.write(dir.resolve(composed), bytes(1));
    Files.write(dir.resolve(decomposed), bytes(2));

    assertThat(Files.size(dir.resolve(composed))).isEqualTo(1);
    assertThat(Files.size(dir.resolve(decomposed))).isEqualTo(2);
    try (Stream<Path> list = Files.list(dir)) {
      assertThat(list.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder(composed, decomposed);
    }
  }

  @Test
  @Needs(Capability.ANY_NAME)
  void upperAndLowerCaseAreTwoFiles() throws IOException {
    file("name", bytes(1));
    file("Name", bytes(2));

    assertThat(Files.size(dir.resolve("name"))).isEqualTo(1);
    assertThat(Files.size(dir.resolve("Name"))).isEqualTo(2);
  }

  @Test
  void aNameMayHave143Bytes() throws IOException {
    Path ascii = file("n".repeat(143), bytes(10));
    Path umlauts = file("ü".repeat(71), bytes(10));
    Path directory = Files.createDirectory(dir.resolve("d".repeat(143)));

    assertThat(Files.readAllBytes(ascii)).isEqualTo(bytes(10));
    assertThat(Files.readAllBytes(umlauts)).isEqualTo(bytes(10));
    assertThat(directory).isDirectory();
  }

  @Test
  @Needs(Capability.NAMES_END_AT_143_BYTES)
  void aNameOf144BytesIsRefusedBeforeAnythingIsMade() throws IOException {
    Path file = file("a", bytes(10));

    for (String name : new String[] {"n".repeat(144), "ü".repeat(72), "n".repeat(500)}) {
      Path tooLong = dir.resolve(name);
      assertThatThrownBy(() -> Files.createFile(tooLong)).isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> Files.write(tooLong, bytes(1)))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("143");
      assertThatThrownBy(() -> Files.createDirectory(tooLong))
          .isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> Files.move(file, tooLong)).isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> Files.copy(file, tooLong)).isInstanceOf(FileSystemException.class);
      assertThat(Files.exists(tooLong)).isFalse();
    }

    try (Stream<Path> list = Files.list(dir)) {
      assertThat(list).containsExactly(file);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  void aNameWithNulIsNoPath() {
    assertThatThrownBy(() -> dir.resolve("a\0b")).isInstanceOf(InvalidPathException.class);
  }

  @Test
  void aNameThatBeginsWithADotIsHidden() throws IOException {
    assertThat(Files.isHidden(file(".a", bytes(1)))).isTrue();
    assertThat(Files.isHidden(file("a", bytes(1)))).isFalse();
  }

  @Test
  @PlainJimfsDiffers("finds paths by URI through Path.of only")
  @Needs(Capability.LOWER_URIS)
  void aPathIsFoundByItsUri() throws IOException {
    for (String name : new String[] {"a", "with space", "100% #?&+", "Grüße", "!/x"}) {
      Path path = dir.resolve(name);
      assertThat(pathOf(path.toUri())).isEqualTo(path);
    }
    Path file = file("a b", bytes(10));
    assertThat(Files.readAllBytes(pathOf(file.toUri()))).isEqualTo(bytes(10));
    assertThat(pathOf(dir.toUri())).isEqualTo(dir);
  }

  private Path pathOf(URI uri) {
    return dir.getFileSystem().provider().getPath(uri);
  }

  @Test
  void aPathThatIsMissingCanBeMadeAbsolute() {
    Path relative = dir.getFileSystem().getPath("some/where");

    assertThat(relative.isAbsolute()).isFalse();
    assertThat(relative.toAbsolutePath().isAbsolute()).isTrue();
    assertThat(relative.toAbsolutePath().endsWith(relative)).isTrue();
  }

  @Test
  void theEmptyPathIsTheWorkingDirectory() throws IOException {
    Path empty = dir.getFileSystem().getPath("");

    assertThat(empty).isDirectory();
    assertThat(Files.isSameFile(empty, empty.toAbsolutePath())).isTrue();
    assertThat(Files.isSameFile(dir.getFileSystem().getPath("."), empty)).isTrue();
  }

  @Test
  void aTrailingSlashDoesNotMatter() throws IOException {
    Files.createDirectory(dir.getFileSystem().getPath(dir + "/d/"));

    assertThat(dir.resolve("d")).isDirectory();
    assertThat(dir.resolve("d/")).isEqualTo(dir.resolve("d"));
  }
}
