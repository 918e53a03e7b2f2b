package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code Files.copy} and {@code Files.move} promise. */
@EveryMount
class MovingAndCopyingTest extends FileSystemContract {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizes")
  void aCopyHasTheSameContent(int size) throws IOException {
    Path file = file("a", bytes(size));

    assertThat(Files.copy(file, dir.resolve("b"))).isEqualTo(dir.resolve("b"));

    assertThat(Files.readAllBytes(dir.resolve("b"))).isEqualTo(bytes(size));
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(size));
  }

  @Test
  void aCopyAndItsOriginalAreIndependent() throws IOException {
    Path file = file("a", bytes(5000));
    Path copy = Files.copy(file, dir.resolve("b"));

    Files.write(copy, bytes(10, 2));

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
    assertThat(Files.readAllBytes(copy)).isEqualTo(bytes(10, 2));
  }

  @Test
  void aCopyDoesNotReplaceUnlessAsked() throws IOException {
    Path file = file("a", bytes(10));
    Path target = file("b", bytes(5000, 2));

    assertThatThrownBy(() -> Files.copy(file, target))
        .isInstanceOf(FileAlreadyExistsException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(target.toString());
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(5000, 2));

    Files.copy(file, target, REPLACE_EXISTING);
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(10));
  }

  @Test
  void aCopyTakesTheTimesAlongWhenAsked() throws IOException {
    Path file = file("a", bytes(10));
    Files.setLastModifiedTime(file, LONG_AGO);

    Files.copy(file, dir.resolve("with"), COPY_ATTRIBUTES);
    Files.copy(file, dir.resolve("without"));

    assertThat(Files.getLastModifiedTime(dir.resolve("with"))).isEqualTo(LONG_AGO);
    assertThat(Files.getLastModifiedTime(dir.resolve("without"))).isGreaterThan(LONG_AGO);
    assertThat(Files.size(dir.resolve("with"))).isEqualTo(10);
  }

  @Test
  @Needs({Capability.POSIX, Capability.OWNERS_SET_TIMES})
  void aCopyTakesThePermissionsAlongWhenAsked() throws IOException {
    Path file = file("a", bytes(10));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-x--x---"));

    Files.copy(file, dir.resolve("b"), COPY_ATTRIBUTES);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("b"))))
        .isEqualTo("r-x--x---");
    assertThat(Files.readAllBytes(dir.resolve("b"))).isEqualTo(bytes(10));
  }

  @Test
  void aCopyOfADirectoryIsEmpty() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));
    Files.write(directory.resolve("a"), bytes(10));

    Files.copy(directory, dir.resolve("e"));

    assertThat(dir.resolve("e")).isEmptyDirectory();
    assertThat(directory).isNotEmptyDirectory();
  }

  @Test
  void aCopyReplacesAnEmptyDirectoryButNotAFullOne() throws IOException {
    Path file = file("a", bytes(10));
    Path empty = Files.createDirectory(dir.resolve("empty"));
    Path full = Files.createDirectory(dir.resolve("full"));
    Files.write(full.resolve("x"), bytes(1));

    Files.copy(file, empty, REPLACE_EXISTING);
    assertThatThrownBy(() -> Files.copy(file, full, REPLACE_EXISTING))
        .isInstanceOf(DirectoryNotEmptyException.class);

    assertThat(Files.readAllBytes(empty)).isEqualTo(bytes(10));
    assertThat(full.resolve("x")).exists();
  }

  @Test
  void aCopyOntoItselfChangesNothing() throws IOException {
    Path file = file("a", bytes(5000));

    Files.copy(file, file);
    Files.copy(file, file, REPLACE_EXISTING);
    Files.copy(file, dir.resolve("../" + dir.getFileName() + "/a"), REPLACE_EXISTING);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
  }

  @Test
  void aCopyOfNothingNamesWhatIsMissing() throws IOException {
    Path missing = dir.resolve("missing");
    Path target = file("b", bytes(10));

    assertThatThrownBy(() -> Files.copy(missing, target, REPLACE_EXISTING))
        .isInstanceOf(NoSuchFileException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(missing.toString());
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(10));
  }

  @Test
  void aTargetWithoutParentIsNoSuchFile() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.copy(file, dir.resolve("missing/b")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.move(file, dir.resolve("missing/b")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  void aCopyIsNeverAtomic() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.copy(file, dir.resolve("b"), ATOMIC_MOVE))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(dir.resolve("b")).doesNotExist();
  }

  @Test
  void aMoveTakesTheContentAlong() throws IOException {
    Path file = file("a", bytes(5000));
    Path directory = Files.createDirectory(dir.resolve("d"));

    assertThat(Files.move(file, directory.resolve("b"))).isEqualTo(directory.resolve("b"));

    assertThat(file).doesNotExist();
    assertThat(Files.readAllBytes(directory.resolve("b"))).isEqualTo(bytes(5000));
  }

  @Test
  void aMoveKeepsTimes() throws IOException {
    Path file = file("a", bytes(10));
    Files.setLastModifiedTime(file, LONG_AGO);

    Files.move(file, dir.resolve("b"));

    assertThat(Files.getLastModifiedTime(dir.resolve("b"))).isEqualTo(LONG_AGO);
  }

  @Test
  void aMoveDoesNotReplaceUnlessAsked() throws IOException {
    Path file = file("a", bytes(10));
    Path target = file("b", bytes(5000, 2));

    assertThatThrownBy(() -> Files.move(file, target))
        .isInstanceOf(FileAlreadyExistsException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(target.toString());
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(5000, 2));

    Files.move(file, target, REPLACE_EXISTING);
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(10));
    assertThat(file).doesNotExist();
  }

  @Test
  @PlainJimfsDiffers("refuses an atomic move onto an existing file")
  @Needs(Capability.ATOMIC_REPLACE)
  void anAtomicMoveReplaces() throws IOException {
    Path file = file("a", bytes(10));
    Path target = file("b", bytes(5000, 2));

    Files.move(file, target, ATOMIC_MOVE);

    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(10));
    assertThat(file).doesNotExist();
  }

  @Test
  void anAtomicMoveToANewName() throws IOException {
    Path file = file("a", bytes(5000));

    Files.move(file, dir.resolve("b"), ATOMIC_MOVE);

    assertThat(Files.readAllBytes(dir.resolve("b"))).isEqualTo(bytes(5000));
    assertThat(file).doesNotExist();
  }

  @Test
  void aMoveOntoItselfChangesNothing() throws IOException {
    Path file = file("a", bytes(5000));

    Files.move(file, file);
    Files.move(file, file, REPLACE_EXISTING);
    Files.move(file, dir.resolve("../" + dir.getFileName() + "/a"), ATOMIC_MOVE);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
  }

  @Test
  void aMoveOfNothingNamesWhatIsMissing() throws IOException {
    Path missing = dir.resolve("missing");
    Path target = file("b", bytes(10));

    assertThatThrownBy(() -> Files.move(missing, target, REPLACE_EXISTING))
        .isInstanceOf(NoSuchFileException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(missing.toString());
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(10));
  }

  @Test
  @Needs(Capability.DIRECTORY_MOVES)
  void aDirectoryMovesWithAllThatIsInIt() throws IOException {
    Path directory = dir.resolve("d");
    Files.createDirectories(directory.resolve("sub"));
    Files.write(directory.resolve("sub/a"), bytes(5000));

    Files.move(directory, dir.resolve("e"));

    assertThat(Files.readAllBytes(dir.resolve("e/sub/a"))).isEqualTo(bytes(5000));
    assertThat(directory).doesNotExist();
  }

  @Test
  @Needs(Capability.DIRECTORY_MOVES)
  void aDirectoryReplacesAnEmptyOneButNotAFullOne() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));
    Files.write(directory.resolve("a"), bytes(10));
    Path full = Files.createDirectory(dir.resolve("full"));
    Files.write(full.resolve("x"), bytes(1));
    Path empty = Files.createDirectory(dir.resolve("empty"));

    assertThatThrownBy(() -> Files.move(directory, full, REPLACE_EXISTING))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> Files.move(directory, full))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.move(directory, empty, REPLACE_EXISTING);

    assertThat(Files.readAllBytes(empty.resolve("a"))).isEqualTo(bytes(10));
    assertThat(full.resolve("x")).exists();
  }

  @Test
  @PlainJimfsDiffers("makes a cycle")
  void aDirectoryDoesNotMoveIntoItself() throws IOException {
    Path directory = dir.resolve("d");
    Files.createDirectories(directory.resolve("sub"));
    Files.write(directory.resolve("a"), bytes(10));

    assertThatThrownBy(() -> Files.move(directory, directory.resolve("sub/d")))
        .isInstanceOf(IOException.class);

    assertThat(Files.readAllBytes(directory.resolve("a"))).isEqualTo(bytes(10));
    assertThat(directory.resolve("sub")).isEmptyDirectory();
  }

  @Test
  @Needs(Capability.DIRECTORY_MOVES)
  void aFileReplacesAnEmptyDirectoryAndTheReverse() throws IOException {
    Path file = file("a", bytes(10));
    Path empty = Files.createDirectory(dir.resolve("empty"));
    Files.move(file, empty, REPLACE_EXISTING);
    assertThat(Files.readAllBytes(empty)).isEqualTo(bytes(10));

    Path directory = Files.createDirectory(dir.resolve("d"));
    Files.write(directory.resolve("b"), bytes(20));
    Files.move(directory, empty, REPLACE_EXISTING);
    assertThat(Files.readAllBytes(empty.resolve("b"))).isEqualTo(bytes(20));
  }

  @Test
  @PlainJimfsDiffers("ignores it")
  void aCopyOptionThatNobodyKnowsIsUnsupported() throws IOException {
    Path file = file("a", bytes(10));
    CopyOption unknown =
        new CopyOption() {
          @Override
          public String toString() {
            return "UNKNOWN";
          }
        };

    assertThatThrownBy(() -> Files.copy(file, dir.resolve("b"), unknown))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Files.move(file, dir.resolve("b"), unknown))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizes")
  void filesAreCopiedIntoTheMountAndOut(int size) throws IOException {
    try (FileSystem elsewhere = Jimfs.newFileSystem(Configuration.unix())) {
      Path outside = Files.write(elsewhere.getPath("/outside"), bytes(size));
      Files.setLastModifiedTime(outside, LONG_AGO);

      Path inside = Files.copy(outside, dir.resolve("a"), COPY_ATTRIBUTES);
      Path back = Files.copy(inside, elsewhere.getPath("/back"), COPY_ATTRIBUTES);

      assertThat(Files.readAllBytes(inside)).isEqualTo(bytes(size));
      assertThat(Files.readAllBytes(back)).isEqualTo(bytes(size));
      assertThat(Files.getLastModifiedTime(back)).isEqualTo(LONG_AGO);
    }
  }

  @Test
  void filesAreMovedIntoTheMountAndOut() throws IOException {
    try (FileSystem elsewhere = Jimfs.newFileSystem(Configuration.unix())) {
      Path outside = Files.write(elsewhere.getPath("/outside"), bytes(5000));

      Path inside = Files.move(outside, dir.resolve("a"));
      assertThat(Files.readAllBytes(inside)).isEqualTo(bytes(5000));
      Path back = Files.move(inside, elsewhere.getPath("/back"));

      assertThat(outside).doesNotExist();
      assertThat(inside).doesNotExist();
      assertThat(Files.readAllBytes(back)).isEqualTo(bytes(5000));
    }
  }

  @Test
  void streamsAreCopiedInAndOut() throws IOException {
    Path file = dir.resolve("a");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(Files.copy(new ByteArrayInputStream(bytes(9000)), file)).isEqualTo(9000);
    assertThat(Files.copy(file, out)).isEqualTo(9000);

    assertThat(out.toByteArray()).isEqualTo(bytes(9000));
    assertThatThrownBy(() -> Files.copy(new ByteArrayInputStream(bytes(1)), file))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.copy(new ByteArrayInputStream(bytes(1)), file, REPLACE_EXISTING);
    assertThat(Files.size(file)).isEqualTo(1);
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void aCopyFollowsALinkUnlessToldNotTo() throws IOException {
    Path file = file("a", bytes(10));
    Path link = Files.createSymbolicLink(dir.resolve("link"), file.getFileName());

    Files.copy(link, dir.resolve("followed"));
    Files.copy(link, dir.resolve("itself"), LinkOption.NOFOLLOW_LINKS);

    assertThat(Files.isSymbolicLink(dir.resolve("followed"))).isFalse();
    assertThat(Files.readAllBytes(dir.resolve("followed"))).isEqualTo(bytes(10));
    assertThat(Files.readSymbolicLink(dir.resolve("itself"))).isEqualTo(file.getFileName());
  }

  @Test
  @Needs({Capability.SYMBOLIC_LINKS, Capability.LINK_MOVES})
  void aMoveMovesTheLinkNotItsTarget() throws IOException {
    Path file = file("a", bytes(10));
    Path link = Files.createSymbolicLink(dir.resolve("link"), file.getFileName());

    Files.move(link, dir.resolve("moved"));

    assertThat(Files.readSymbolicLink(dir.resolve("moved"))).isEqualTo(file.getFileName());
    assertThat(file).exists();
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void replacingALinkLeavesItsTarget() throws IOException {
    Path file = file("a", bytes(10));
    Path target = file("b", bytes(20, 2));
    Path link = Files.createSymbolicLink(dir.resolve("link"), target.getFileName());

    Files.copy(file, link, REPLACE_EXISTING);

    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(20, 2));
    assertThat(Files.readAllBytes(link)).isEqualTo(bytes(10));
  }

  @Test
  @Needs(Capability.HARD_LINKS)
  void twoNamesOfOneFileAreNotMovedOntoOneAnother() throws IOException {
    Path file = file("a", bytes(10));
    Path other = Files.createLink(dir.resolve("b"), file);

    Files.move(file, other, REPLACE_EXISTING);

    assertThat(Files.readAllBytes(other)).isEqualTo(bytes(10));
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  @PlainJimfsDiffers("takes the link for its target")
  void aCopyReplacesALinkToItsSource() throws IOException {
    Path file = file("a", bytes(10));
    Path link = Files.createSymbolicLink(dir.resolve("link"), file.getFileName());

    Files.copy(file, link, REPLACE_EXISTING);

    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(Files.readAllBytes(link)).isEqualTo(bytes(10));
  }

  @Test
  @Needs({Capability.SYMBOLIC_LINKS, Capability.ABSOLUTE_LINKS})
  void aCopyReplacesALinkToNowhere() throws IOException {
    Path file = file("a", bytes(10));
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("missing"));

    Files.copy(file, link, REPLACE_EXISTING);

    assertThat(Files.readAllBytes(link)).isEqualTo(bytes(10));
  }
}
