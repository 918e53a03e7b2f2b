package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code SecureDirectoryStream} promises. */
@EveryMount
@Needs(Capability.SECURE_DIRECTORY_STREAMS)
class SecureDirectoryStreamTest extends FileSystemContract {
  @SuppressWarnings("NullAway.Init") // set before each test
  private Path home;

  @SuppressWarnings("NullAway.Init") // set before each test
  private SecureDirectoryStream<Path> stream;

  @BeforeEach
  void openADirectory() throws IOException {
    home = Files.createDirectory(dir.resolve("home"));
    stream = open(home);
  }

  @AfterEach
  void closeIt() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }

  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
    return (SecureDirectoryStream<Path>) Files.newDirectoryStream(directory);
  }

  private Path name(String name) {
    return dir.getFileSystem().getPath(name);
  }

  private void write(String name, byte[] content, OpenOption... options) throws IOException {
    try (SeekableByteChannel channel = stream.newByteChannel(name(name), Set.of(options))) {
      channel.write(ByteBuffer.wrap(content));
    }
  }

  private byte[] read(String name) throws IOException {
    try (SeekableByteChannel channel = stream.newByteChannel(name(name), Set.of(READ))) {
      ByteBuffer content = ByteBuffer.allocate((int) channel.size());
      channel.read(content);
      return content.array();
    }
  }

  private static List<Path> entries(DirectoryStream<Path> stream) {
    List<Path> entries = new ArrayList<>();
    stream.forEach(entries::add);
    return entries;
  }

  @Test
  void filesAreMadeReadAndReplaced() throws IOException {
    write("a", bytes(5000), WRITE, CREATE_NEW);
    assertThat(read("a")).isEqualTo(bytes(5000));
    assertThat(Files.readAllBytes(home.resolve("a"))).isEqualTo(bytes(5000));

    write("a", bytes(10, 2), WRITE, TRUNCATE_EXISTING);
    write("b", bytes(7), WRITE, CREATE);

    assertThat(Files.readAllBytes(home.resolve("a"))).isEqualTo(bytes(10, 2));
    assertThat(Files.readAllBytes(home.resolve("b"))).isEqualTo(bytes(7));
    assertThatThrownBy(() -> write("a", bytes(1), WRITE, CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> read("missing")).isInstanceOf(NoSuchFileException.class);
    assertThat(entries(stream)).containsExactlyInAnyOrder(home.resolve("a"), home.resolve("b"));
  }

  @Test
  void aDirectoryThatIsMovedIsStillTheSame() throws IOException {
    write("a", bytes(10), WRITE, CREATE_NEW);
    Path away = Files.move(home, dir.resolve("away"));
    Files.createDirectory(home);
    Files.write(home.resolve("a"), bytes(10, 9));

    write("b", bytes(20), WRITE, CREATE_NEW);
    assertThat(read("a")).isEqualTo(bytes(10));
    stream.deleteFile(name("a"));

    assertThat(Files.readAllBytes(away.resolve("b"))).isEqualTo(bytes(20));
    assertThat(Files.notExists(away.resolve("a"))).isTrue();
    assertThat(Files.readAllBytes(home.resolve("a"))).isEqualTo(bytes(10, 9));
    assertThat(Files.notExists(home.resolve("b"))).isTrue();
  }

  @Test
  void entriesAreDeletedAsWhatTheyAre() throws IOException {
    Files.write(home.resolve("file"), bytes(10));
    Files.createDirectories(home.resolve("full/sub"));
    Files.createDirectory(home.resolve("empty"));

    stream.deleteFile(name("file"));
    stream.deleteDirectory(name("empty"));

    assertThat(Files.notExists(home.resolve("file"))).isTrue();
    assertThat(Files.notExists(home.resolve("empty"))).isTrue();
    assertThatThrownBy(() -> stream.deleteDirectory(name("full")))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> stream.deleteFile(name("full"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> stream.deleteFile(name("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void anOpenFileThatIsDeletedOrMovedGoesOnWorking() throws IOException {
    Files.write(home.resolve("a"), bytes(5000));
    Files.write(home.resolve("b"), bytes(5000, 2));
    try (SeekableByteChannel a = stream.newByteChannel(name("a"), Set.of(READ));
        SeekableByteChannel b = stream.newByteChannel(name("b"), Set.of(READ, WRITE))) {
      stream.deleteFile(name("a"));
      stream.move(name("b"), stream, name("a"));
      b.write(ByteBuffer.wrap(bytes(10, 3)));

      ByteBuffer content = ByteBuffer.allocate(5000);
      a.read(content);
      assertThat(content.array()).isEqualTo(bytes(5000));
    }
    assertThat(Files.readAllBytes(home.resolve("a"))).startsWith(bytes(10, 3)).hasSize(5000);
  }

  @Test
  void anEntryMovesToAnotherOpenDirectory() throws IOException {
    Files.write(home.resolve("a"), bytes(100));
    Path other = Files.createDirectory(dir.resolve("other"));
    try (SecureDirectoryStream<Path> target = open(other)) {
      stream.move(name("a"), target, name("b"));
    }

    assertThat(Files.readAllBytes(other.resolve("b"))).isEqualTo(bytes(100));
    assertThat(Files.notExists(home.resolve("a"))).isTrue();
  }

  @Test
  void directoriesAreOpenedOneInTheOther() throws IOException {
    Path file = Files.createDirectories(home.resolve("sub/deeper")).resolve("a");
    Files.write(file, bytes(10));

    try (SecureDirectoryStream<Path> sub = stream.newDirectoryStream(name("sub"), NOFOLLOW_LINKS);
        SecureDirectoryStream<Path> deeper = sub.newDirectoryStream(name("deeper"))) {
      assertThat(entries(deeper)).containsExactly(file);
      assertThatThrownBy(() -> deeper.newDirectoryStream(name("a")))
          .isInstanceOf(FileSystemException.class);
    }
    assertThat(read("sub/deeper/a")).isEqualTo(bytes(10));
    assertThat(read(file.toAbsolutePath().toString())).isEqualTo(bytes(10));
  }

  @Test
  @Needs({Capability.SYMBOLIC_LINKS, Capability.LINK_SIZES})
  void linksAreNotFollowedWhereThatIsAskedFor() throws IOException {
    Files.createSymbolicLink(home.resolve("link"), home);
    Path link = name("link");

    assertThatThrownBy(() -> stream.newDirectoryStream(link, NOFOLLOW_LINKS))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> stream.newByteChannel(link, Set.of(READ, NOFOLLOW_LINKS)))
        .isInstanceOf(IOException.class);
    BasicFileAttributes attributes = view(link, BasicFileAttributeView.class).readAttributes();
    assertThat(attributes.isSymbolicLink()).isTrue();
    assertThat(attributes.size()).isEqualTo(home.toString().length());
    stream.deleteFile(link);
    assertThat(Files.exists(home)).isTrue();
  }

  private <V extends FileAttributeView> V view(Path name, Class<V> type) {
    return Objects.requireNonNull(stream.getFileAttributeView(name, type, NOFOLLOW_LINKS));
  }

  @Test
  void viewsTellAndChangeAttributes() throws IOException {
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    Files.write(home.resolve("a"), bytes(5000));

    BasicFileAttributeView view = view(name("a"), BasicFileAttributeView.class);
    try (var appending = Files.newByteChannel(home.resolve("a"), StandardOpenOption.APPEND)) {
      appending.write(ByteBuffer.wrap(bytes(100)));
      appending.write(ByteBuffer.wrap(bytes(100)));
      view.setTimes(time, null, null);
    }

    assertThat(view.readAttributes().size()).isEqualTo(5200);
    assertThat(view.readAttributes().lastModifiedTime()).isEqualTo(time);
    assertThat(view.name()).isEqualTo("basic");
    BasicFileAttributeView own =
        Objects.requireNonNull(stream.getFileAttributeView(BasicFileAttributeView.class));
    assertThat(own.readAttributes().isDirectory()).isTrue();
  }

  @Test
  @Needs(Capability.POSIX)
  void viewsTellAndChangePermissions() throws IOException {
    Files.write(home.resolve("a"), bytes(10));
    PosixFileAttributeView view = view(name("a"), PosixFileAttributeView.class);

    view.setPermissions(PosixFilePermissions.fromString("r--r-----"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("a"))))
        .isEqualTo("r--r-----");
    assertThat(PosixFilePermissions.toString(view.readAttributes().permissions()))
        .isEqualTo("r--r-----");
    assertThat(view.getOwner()).isEqualTo(Files.getOwner(home.resolve("a")));
  }

  @Test
  @Needs({Capability.POSIX, Capability.PERMISSIONS_COUNT})
  void aFileIsMadeWithThePermissionsThatAreGiven() throws IOException {
    try (SeekableByteChannel made =
        stream.newByteChannel(
            name("b"),
            Set.of(WRITE, CREATE_NEW),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("b"))))
          .isEqualTo("rw-------");
      assertThat(made.size()).isZero();
    }
  }

  @Test
  void aClosedStreamRefusesEverything() throws IOException {
    Files.write(home.resolve("a"), bytes(10));
    stream.close();
    stream.close();

    assertThatThrownBy(() -> read("a")).isInstanceOf(ClosedDirectoryStreamException.class);
    assertThatThrownBy(() -> stream.deleteFile(name("a")))
        .isInstanceOf(ClosedDirectoryStreamException.class);
    assertThatThrownBy(() -> stream.newDirectoryStream(name("a")))
        .isInstanceOf(ClosedDirectoryStreamException.class);
    assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
  }
}
