package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code Files} promises of making and deleting directories and files. */
@EveryMount
class DirectoriesTest extends FileSystemContract {
  @Test
  void aNewDirectoryIsADirectoryAndEmpty() throws IOException {
    Path directory = dir.resolve("d");

    assertThat(Files.createDirectory(directory)).isEqualTo(directory);

    assertThat(directory).isDirectory().isEmptyDirectory();
    assertThat(Files.isRegularFile(directory)).isFalse();
  }

  @Test
  void whatExistsIsNotMadeAgain() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.createDirectory(directory))
        .isInstanceOf(FileAlreadyExistsException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(directory.toString());
    assertThatThrownBy(() -> Files.createDirectory(file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.createFile(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.createFile(directory))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  void aMissingParentIsNotMade() {
    assertThatThrownBy(() -> Files.createDirectory(dir.resolve("missing/d")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.createFile(dir.resolve("missing/a")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void createDirectoriesMakesAllThatIsMissing() throws IOException {
    Path deep = dir.resolve("a/b/c/d");

    Files.createDirectories(deep);
    Files.createDirectories(deep);

    assertThat(deep).isDirectory();
    assertThat(dir.resolve("a/b")).isDirectory();
  }

  @Test
  void createDirectoriesDoesNotGoThroughAFile() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.createDirectories(file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.createDirectories(file.resolve("b/c")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aNewFileIsEmptyAndRegular() throws IOException {
    Path file = Files.createFile(dir.resolve("a"));

    assertThat(file).isRegularFile().isEmptyFile();
    assertThat(Files.isDirectory(file)).isFalse();
  }

  @Test
  @Needs(Capability.POSIX)
  void permissionsAreGivenToWhatIsMade() throws IOException {
    Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rwx------");

    Path directory =
        Files.createDirectory(dir.resolve("d"), PosixFilePermissions.asFileAttribute(mine));
    Path file = Files.createFile(dir.resolve("a"), PosixFilePermissions.asFileAttribute(mine));

    assertThat(Files.getPosixFilePermissions(directory)).isEqualTo(mine);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mine);
  }

  @Test
  void whatIsDeletedIsGone() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));
    Path file = file("a", bytes(10));

    Files.delete(directory);
    Files.delete(file);

    assertThat(directory).doesNotExist();
    assertThat(file).doesNotExist();
    assertThat(Files.notExists(file)).isTrue();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void whatIsMissingCannotBeDeleted() throws IOException {
    Path missing = dir.resolve("missing");

    assertThatThrownBy(() -> Files.delete(missing))
        .isInstanceOf(NoSuchFileException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(missing.toString());
    assertThat(Files.deleteIfExists(missing)).isFalse();
  }

  @Test
  void deleteIfExistsTellsWhetherItDid() throws IOException {
    Path file = file("a", bytes(10));

    assertThat(Files.deleteIfExists(file)).isTrue();
    assertThat(Files.deleteIfExists(file)).isFalse();
  }

  @Test
  void aDirectoryWithContentIsNotDeleted() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));
    Path file = Files.write(directory.resolve("a"), bytes(10));

    assertThatThrownBy(() -> Files.delete(directory))
        .isInstanceOf(DirectoryNotEmptyException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(directory.toString());
    assertThatThrownBy(() -> Files.deleteIfExists(directory))
        .isInstanceOf(DirectoryNotEmptyException.class);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
    Files.delete(file);
    Files.delete(directory);
    assertThat(directory).doesNotExist();
  }

  @Test
  void aNameCanBeUsedAgainForSomethingElse() throws IOException {
    Path path = dir.resolve("x");

    Files.write(path, bytes(10));
    Files.delete(path);
    Files.createDirectory(path);
    Files.delete(path);
    Files.write(path, bytes(20, 2));

    assertThat(Files.readAllBytes(path)).isEqualTo(bytes(20, 2));
  }

  @Test
  void treesMayBeDeep() throws IOException {
    Path deepest = dir;
    for (int depth = 0; depth < 30; depth++) {
      deepest = Files.createDirectory(deepest.resolve("level-" + depth));
    }

    Files.write(deepest.resolve("a"), bytes(10));

    assertThat(Files.readAllBytes(deepest.resolve("a"))).isEqualTo(bytes(10));
  }

  @Test
  void temporaryFilesAndDirectoriesGetFreshNames() throws IOException {
    Path one = Files.createTempFile(dir, "tmp", ".txt");
    Path other = Files.createTempFile(dir, "tmp", ".txt");
    Path directory = Files.createTempDirectory(dir, "tmp");

    assertThat(one).isRegularFile().isNotEqualTo(other);
    assertThat(one.getFileName().toString()).startsWith("tmp").endsWith(".txt");
    assertThat(directory).isDirectory().hasParent(dir);
  }

  @Test
  void theRootIsADirectoryThatExists() {
    for (Path root : dir.getFileSystem().getRootDirectories()) {
      assertThat(root).isDirectory();
    }
    assertThat(dir.startsWith(dir.getRoot())).isTrue();
  }
}
