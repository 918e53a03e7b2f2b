package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What {@code FileSystem.close} promises. Each test closes a mount of its own. */
@EveryMount
@Needs(Capability.CLOSING)
class ClosingTest extends FileSystemContract {
  @Test
  void aClosedFileSystemIsNotOpen() throws IOException {
    try (Mount own = fixture.open()) {
      own.fileSystem().close();
      own.fileSystem().close();

      assertThat(own.fileSystem().isOpen()).isFalse();
    }
  }

  @Test
  void aClosedFileSystemDoesNothing() throws IOException {
    try (Mount own = fixture.open()) {
      Path file = Files.write(own.root().resolve("a"), bytes(10));
      BasicFileAttributeView view = Files.getFileAttributeView(file, BasicFileAttributeView.class);
      own.fileSystem().close();

      List<ThrowingCallable> operations =
          List.of(
              () -> Files.readAllBytes(file),
              () -> Files.write(file, bytes(1)),
              () -> Files.readAttributes(file, BasicFileAttributes.class),
              () -> Files.readAttributes(file, "*"),
              () -> Files.setLastModifiedTime(file, FileTime.fromMillis(0)),
              () -> names(own.root()),
              () -> Files.createDirectory(own.root().resolve("d")),
              () -> Files.delete(file),
              () -> Files.move(file, own.root().resolve("b")),
              () -> Files.copy(file, own.root().resolve("b")),
              () -> file.getFileSystem().provider().checkAccess(file),
              file::toRealPath,
              () -> AsynchronousFileChannel.open(file),
              () -> own.fileSystem().newWatchService(),
              () -> own.fileSystem().getFileStores().iterator().next(),
              view::readAttributes);
      for (int i = 0; i < operations.size(); i++) {
        assertThatThrownBy(operations.get(i))
            .as("operation %d of the list", i)
            .isInstanceOf(ClosedFileSystemException.class);
      }
    }
  }

  private static List<Path> names(Path directory) throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      List<Path> names = new ArrayList<>();
      stream.forEach(names::add);
      return names;
    }
  }

  @Test
  void openChannelsAreClosedToo() throws IOException {
    try (Mount own = fixture.open()) {
      Path file = Files.write(own.root().resolve("a"), bytes(10));
      SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE);

      own.fileSystem().close();

      assertThat(channel.isOpen()).isFalse();
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedChannelException.class);
      channel.close();
    }
  }

  @Test
  void openAsynchronousChannelsAreClosedToo() throws IOException {
    try (Mount own = fixture.open()) {
      Path file = Files.write(own.root().resolve("a"), bytes(10));
      AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ, WRITE);

      own.fileSystem().close();

      assertThat(channel.isOpen()).isFalse();
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1), 0).get())
          .hasCauseInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void openDirectoryStreamsAreClosedToo() throws IOException {
    try (Mount own = fixture.open();
        DirectoryStream<Path> stream = Files.newDirectoryStream(own.root())) {
      own.fileSystem().close();

      assertThatThrownBy(stream::iterator)
          .isInstanceOfAny(
              ClosedDirectoryStreamException.class,
              ClosedFileSystemException.class,
              IllegalStateException.class);
    }
  }

  @Test
  void pathsOfAClosedFileSystemAreStillPaths() throws IOException {
    try (Mount own = fixture.open()) {
      Path path = own.root().resolve("a/b");
      own.fileSystem().close();

      assertThat(path.getFileName()).hasToString("b");
      assertThat(path.resolve("c").getParent()).isEqualTo(path);
    }
  }
}
