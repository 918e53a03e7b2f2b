package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static io.github.ecryptfs.tck.Content.slice;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code Files.newByteChannel} and its kin promise for each option and combination. */
@EveryMount
class OpenOptionsTest extends FileSystemContract {
  private void open(Path file, OpenOption... options) throws IOException {
    Files.newByteChannel(file, options).close();
  }

  @Test
  void withoutOptionsAChannelReads() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.read(ByteBuffer.allocate(20))).isEqualTo(10);
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(NonWritableChannelException.class);
    }
  }

  @Test
  void aChannelForWritingDoesNotRead() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE)) {
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(NonReadableChannelException.class);
    }
  }

  @Test
  void aChannelForAppendingDoesNotRead() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND)) {
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(NonReadableChannelException.class);
    }
  }

  @Test
  void readAndWriteTogetherDoBoth() throws IOException {
    Path file = file("a", bytes(10));
    ByteBuffer read = ByteBuffer.allocate(10);

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      channel.position(5).write(ByteBuffer.wrap(bytes(5, 2)));
      channel.position(0).read(read);
    }

    assertThat(read.array()).isEqualTo(concat(slice(bytes(10), 0, 5), bytes(5, 2)));
  }

  @ParameterizedTest
  @EnumSource(
      value = StandardOpenOption.class,
      names = {"READ", "WRITE", "APPEND", "TRUNCATE_EXISTING"})
  void aMissingFileIsNamedInTheException(OpenOption option) {
    Path file = dir.resolve("missing");

    assertThatThrownBy(() -> open(file, option))
        .isInstanceOf(NoSuchFileException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(file.toString());
    assertThat(file).doesNotExist();
  }

  @Test
  void createMakesAFileOnlyWhenOpenedForWriting() throws IOException {
    Path written = dir.resolve("written");
    Path read = dir.resolve("read");

    open(written, CREATE, WRITE);
    assertThatThrownBy(() -> open(read, CREATE, READ)).isInstanceOf(NoSuchFileException.class);

    assertThat(written).isEmptyFile();
    assertThat(read).doesNotExist();
  }

  @Test
  void createKeepsTheContentOfAnExistingFile() throws IOException {
    Path file = file("a", bytes(5000));

    open(file, CREATE, WRITE);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
  }

  @Test
  void createNewRefusesWhatExists() throws IOException {
    Path file = file("a", bytes(10));
    Path directory = Files.createDirectory(dir.resolve("d"));

    assertThatThrownBy(() -> open(file, CREATE_NEW, WRITE))
        .isInstanceOf(FileAlreadyExistsException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(file.toString());
    assertThatThrownBy(() -> open(directory, CREATE_NEW, WRITE))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  void createNewWinsOverTruncateExisting() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> open(file, CREATE_NEW, TRUNCATE_EXISTING, WRITE))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void createNewRefusesADanglingLink() throws IOException {
    Path link =
        Files.createSymbolicLink(dir.resolve("link"), dir.getFileSystem().getPath("missing"));

    assertThatThrownBy(() -> open(link, CREATE_NEW, WRITE))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(dir.resolve("missing")).doesNotExist();
  }

  @Test
  void aMissingParentIsNoSuchFile() {
    assertThatThrownBy(() -> open(dir.resolve("missing/a"), CREATE, WRITE))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> open(dir.resolve("missing/a"), CREATE_NEW, WRITE))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileIsNoParent() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> open(file.resolve("b"), CREATE, WRITE))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> open(file.resolve("b"), READ)).isInstanceOf(FileSystemException.class);
  }

  @Test
  void aDirectoryCannotBeWritten() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));

    assertThatThrownBy(() -> open(directory, WRITE)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> open(directory, CREATE, WRITE))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> open(directory, APPEND)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Files.write(directory, bytes(1)))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void aDirectoryCannotBeRead() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));

    assertThatThrownBy(() -> Files.readAllBytes(directory)).isInstanceOf(IOException.class);
  }

  @Test
  @PlainJimfsDiffers("throws UnsupportedOperationException")
  void contradictoryOptionsAreRefused() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> open(file, READ, APPEND)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> open(file, APPEND, TRUNCATE_EXISTING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> open(file, WRITE, APPEND, TRUNCATE_EXISTING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  @PlainJimfsDiffers("ignores it")
  void anOptionThatNobodyKnowsIsUnsupported() throws IOException {
    Path file = file("a", bytes(10));
    OpenOption unknown =
        new OpenOption() {
          @Override
          public String toString() {
            return "UNKNOWN";
          }
        };

    assertThatThrownBy(() -> open(file, unknown)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void writeAloneDoesNotTruncate() throws IOException {
    Path file = file("a", bytes(5000));

    Files.write(file, bytes(10, 2), WRITE);

    assertThat(Files.readAllBytes(file))
        .isEqualTo(concat(bytes(10, 2), slice(bytes(5000), 10, 5000)));
  }

  @Test
  void truncateExistingEmptiesTheFile() throws IOException {
    Path file = file("a", bytes(5000));

    open(file, WRITE, TRUNCATE_EXISTING);

    assertThat(Files.size(file)).isZero();
    assertThat(Files.readAllBytes(file)).isEmpty();
  }

  @Test
  void truncateExistingIsIgnoredWhenOnlyReading() throws IOException {
    Path file = file("a", bytes(5000));

    open(file, READ, TRUNCATE_EXISTING);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
  }

  @Test
  void truncateExistingIsSeenByOpenChannels() throws IOException {
    Path file = file("a", bytes(5000));

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.read(ByteBuffer.allocate(100));
      open(file, WRITE, TRUNCATE_EXISTING);
      assertThat(channel.size()).isZero();
      assertThat(channel.read(ByteBuffer.allocate(100))).isEqualTo(-1);
    }
  }

  @Test
  @PlainJimfsDiffers("ignores DELETE_ON_CLOSE")
  void deleteOnCloseDeletesWhenClosed() throws IOException {
    Path file = dir.resolve("a");

    try (SeekableByteChannel channel = Files.newByteChannel(file, CREATE, WRITE, DELETE_ON_CLOSE)) {
      channel.write(ByteBuffer.wrap(bytes(10)));
    }

    assertThat(file).doesNotExist();
  }

  @Test
  @PlainJimfsDiffers("ignores DELETE_ON_CLOSE")
  void deleteOnCloseDeletesAFileThatWasThereBefore() throws IOException {
    Path file = file("a", bytes(10));

    open(file, READ, DELETE_ON_CLOSE);

    assertThat(file).doesNotExist();
  }

  @Test
  @PlainJimfsDiffers("refuses DELETE_ON_CLOSE")
  void deleteOnCloseServesAStream() throws IOException {
    Path file = file("a", bytes(10));

    try (InputStream in = Files.newInputStream(file, DELETE_ON_CLOSE)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes(10));
    }

    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(
      value = StandardOpenOption.class,
      names = {"SYNC", "DSYNC", "SPARSE"})
  void optionsAboutTheDiskAreTaken(OpenOption option) throws IOException {
    Path file = dir.resolve("a");

    try (SeekableByteChannel channel = Files.newByteChannel(file, CREATE_NEW, WRITE, option)) {
      channel.write(ByteBuffer.wrap(bytes(5000)));
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
  }

  @Test
  void allOptionsAboutTheDiskAreTakenTogether() throws IOException {
    Path file = dir.resolve("a");

    Files.write(file, bytes(10), CREATE_NEW, WRITE, SYNC, DSYNC, SPARSE);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void nofollowLinksRefusesToOpenALink() throws IOException {
    Path file = file("a", bytes(10));
    Path link = Files.createSymbolicLink(dir.resolve("link"), file.getFileName());

    assertThatThrownBy(() -> open(link, READ, LinkOption.NOFOLLOW_LINKS))
        .isInstanceOf(IOException.class);
    open(file, READ, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  @Needs(Capability.POSIX)
  void permissionsAreGivenToANewFile() throws IOException {
    Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
    Path file = dir.resolve("a");

    Files.newByteChannel(
            file, Set.of(CREATE_NEW, WRITE), PosixFilePermissions.asFileAttribute(mine))
        .close();

    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mine);
  }

  @Test
  void anInputStreamRefusesToWrite() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.newInputStream(file, WRITE).close())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Files.newInputStream(file, APPEND).close())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  @PlainJimfsDiffers("throws UnsupportedOperationException")
  void anOutputStreamRefusesToRead() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.newOutputStream(file, READ).close())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOutputStreamTakesItsOptions() throws IOException {
    Path file = file("a", bytes(10));

    try (OutputStream out = Files.newOutputStream(file, APPEND)) {
      out.write(bytes(10, 2));
    }
    assertThatThrownBy(() -> Files.newOutputStream(file, CREATE_NEW).close())
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(10), bytes(10, 2)));
  }

  @Test
  void openingForReadingChangesNothing() throws IOException {
    Path file = file("a", bytes(10));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));

    open(file, READ);

    assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOSHARE_READ", "NOSHARE_WRITE", "NOSHARE_DELETE"})
  @PlainJimfsDiffers("ignores them")
  void optionsOfOtherSystemsAreUnsupported(String name) throws Exception {
    Path file = file("a", bytes(10));
    OpenOption option = extended(name);

    assertThatThrownBy(() -> open(file, READ, option))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Files.newInputStream(file, option))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> open(dir.resolve("new"), WRITE, CREATE, option))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(Files.notExists(dir.resolve("new"))).isTrue();
  }

  /** By name: javac warns of the class, which is the JDK's own. */
  private static OpenOption extended(String name) throws ClassNotFoundException {
    Object[] options = Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
    return Arrays.stream(options)
        .filter(option -> option.toString().equals(name))
        .map(OpenOption.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anAttributeThatNobodyKnowsIsUnsupported() throws IOException {
    Path file = file("a", bytes(10));
    FileAttribute<String> unknown =
        new FileAttribute<>() {
          @Override
          public String name() {
            return "tck:unknown";
          }

          @Override
          public String value() {
            return "";
          }
        };

    assertThatThrownBy(() -> Files.createFile(dir.resolve("new"), unknown))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Files.createDirectory(dir.resolve("new"), unknown))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(Files.notExists(dir.resolve("new"))).isTrue();
    if (!fixture.isPlainJimfs()) {
      assertThatThrownBy(() -> Files.newByteChannel(file, Set.of(READ), unknown))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void aStreamThatIsDurableAtEachWriteIsReadAsItGrows() throws IOException {
    Path file = dir.resolve("a");
    try (OutputStream out = Files.newOutputStream(file, CREATE_NEW, DSYNC)) {
      out.write(bytes(5000));
      assertThat(Files.size(file)).isEqualTo(5000);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
  }
}
