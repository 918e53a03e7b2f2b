package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an open file has to do with the name that it was opened by, once others have that. */
class NamesOfOpenFilesTest {
  private static final EncryptedMount FIXTURE =
      new EncryptedMount(
          LowerFixture.DEFAULT, EncryptedMount.Metadata.HEADER, EncryptedMount.Names.PLAIN);

  @SuppressWarnings("NullAway.Init") // set before each test
  private LowerFixture.Lower lower;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FileSystem mount;

  @BeforeEach
  void openMount() throws IOException {
    lower = FIXTURE.lower().open();
    mount = FIXTURE.mount(lower.directory());
  }

  @AfterEach
  void closeMount() throws IOException {
    mount.close();
    lower.close();
  }

  @Test
  void aWriterWritesTheFileThatItOpenedThoughAnotherHasTheOldName() throws IOException {
    Path file = Files.write(mount.getPath("/a"), bytes(5000));

    try (FileChannel reader = FileChannel.open(file, READ)) {
      Path directory = lower.directory();
      Files.move(directory.resolve("a"), directory.resolve("b")); // as a backup program does
      Files.write(file, bytes(6000, 2));
      try (FileChannel writer = FileChannel.open(mount.getPath("/b"), WRITE)) {
        writer.write(ByteBuffer.wrap(bytes(10, 3)));
      }
      assertThat(reader.size()).isEqualTo(5000);
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(6000, 2));
    assertThat(Files.readAllBytes(mount.getPath("/b"))).startsWith(bytes(10, 3)).hasSize(5000);
  }

  @Test
  void deleteOnCloseSparesAnotherFileThatHasTheNameByThen() throws IOException {
    Path file = mount.getPath("/a");

    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE, DELETE_ON_CLOSE)) {
      channel.write(ByteBuffer.wrap(bytes(10)));
      Files.move(file, mount.getPath("/b"));
      Files.write(file, bytes(6000, 2));
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(6000, 2));
  }

  @Test
  void deleteOnCloseDeletesAFileThatMadeItsWayBack() throws IOException {
    Path file = mount.getPath("/a");

    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE, DELETE_ON_CLOSE)) {
      Files.move(file, mount.getPath("/b"));
      Files.move(mount.getPath("/b"), file);
      channel.write(ByteBuffer.wrap(bytes(10)));
    }

    assertThat(mount.getPath("/")).isEmptyDirectory();
  }
}
