package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What becomes of an open file whose name is deleted, moved or given to another. */
@EveryMount
@Needs(Capability.OPEN_FILES_OUTLIVE_NAMES)
class OpenFilesTest extends FileSystemContract {
  private static byte[] readAll(SeekableByteChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) channel.size());
    channel.position(0);
    while (content.hasRemaining() && channel.read(content) >= 0) {
      // one call may give less than all
    }
    return content.array();
  }

  @Test
  void aDeletedFileIsReadAndWrittenUntilItIsClosed() throws IOException {
    Path file = file("a", bytes(5000));

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      Files.delete(file);
      assertThat(file).doesNotExist();
      assertThat(readAll(channel)).isEqualTo(bytes(5000));
      channel.write(ByteBuffer.wrap(bytes(5000, 2)));
      assertThat(readAll(channel)).isEqualTo(concat(bytes(5000), bytes(5000, 2)));
    }

    assertThat(file).doesNotExist();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aDeletedNameIsFreeForAnotherFile() throws IOException {
    Path file = file("a", bytes(5000));

    try (SeekableByteChannel old = Files.newByteChannel(file, READ, WRITE)) {
      Files.delete(file);
      Files.write(file, bytes(6000, 2));
      old.write(ByteBuffer.wrap(bytes(10, 3)));

      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(6000, 2));
      assertThat(old.size()).isEqualTo(5000);
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(6000, 2));
  }

  @Test
  void aReplacedFileIsReadUntilItIsClosed() throws IOException {
    Path file = file("a", bytes(5000));
    Path other = file("b", bytes(6000, 2));

    try (SeekableByteChannel old = Files.newByteChannel(file, READ, WRITE)) {
      Files.move(other, file, REPLACE_EXISTING);

      assertThat(readAll(old)).isEqualTo(bytes(5000));
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(6000, 2));
      old.position(0).write(ByteBuffer.wrap(bytes(10, 3)));
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(6000, 2));
  }

  @Test
  void aMovedFileKeepsItsChannel() throws IOException {
    Path file = file("a", bytes(5000));
    Path moved = dir.resolve("b");

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      Files.move(file, moved);
      channel.position(4999).write(ByteBuffer.wrap(bytes(10, 2)));

      assertThat(Files.size(moved)).isEqualTo(5009);
      try (SeekableByteChannel second = Files.newByteChannel(moved, READ, WRITE)) {
        second.position(0).write(ByteBuffer.wrap(bytes(10, 3)));
        assertThat(readAll(second)).isEqualTo(readAll(channel));
      }
    }

    assertThat(Files.size(moved)).isEqualTo(5009);
    assertThat(file).doesNotExist();
  }

  @Test
  void aMovedFileLeavesItsNameToAnother() throws IOException {
    Path file = file("a", bytes(5000));
    Path moved = dir.resolve("b");

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      Files.move(file, moved);
      Files.write(file, bytes(100, 2));
      channel.position(0).write(ByteBuffer.wrap(bytes(10, 3)));

      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(100, 2));
      assertThat(Files.readAllBytes(moved)).startsWith(bytes(10, 3)).hasSize(5000);
    }
  }

  @Test
  @Needs(Capability.DIRECTORY_MOVES)
  void aFileInAMovedDirectoryKeepsItsChannel() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));
    Path file = Files.write(directory.resolve("a"), bytes(5000));

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      Files.move(directory, dir.resolve("e"));
      channel.position(5000).write(ByteBuffer.wrap(bytes(10, 2)));
      assertThat(Files.readAllBytes(dir.resolve("e/a")))
          .isEqualTo(concat(bytes(5000), bytes(10, 2)));
    }

    assertThat(Files.readAllBytes(dir.resolve("e/a"))).hasSize(5010);
  }

  @Test
  void aCopyOfAnOpenFileHasWhatWasWritten() throws IOException {
    Path file = file("a", bytes(5000));

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      channel.position(5000).write(ByteBuffer.wrap(bytes(10, 2)));
      Files.copy(file, dir.resolve("b"));
    }

    assertThat(Files.readAllBytes(dir.resolve("b"))).isEqualTo(concat(bytes(5000), bytes(10, 2)));
  }
}
