package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code StandardOpenOption.APPEND} promises: every write goes to the end of that moment. */
@EveryMount
class AppendingTest extends FileSystemContract {
  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizes")
  void anAppendGoesToTheEnd(int size) throws IOException {
    Path file = file("a", bytes(size));

    Files.write(file, bytes(33, 2), APPEND);

    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(size), bytes(33, 2)));
  }

  @Test
  void smallAppendsAddUp() throws IOException {
    Path file = file("a", bytes(4000));
    byte[] expected = bytes(4000);

    try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND)) {
      for (int i = 0; i < 50; i++) {
        channel.write(ByteBuffer.wrap(bytes(7, i)));
        expected = concat(expected, bytes(7, i));
      }
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
  }

  @Test
  void appendCreatesOnlyTogetherWithCreate() throws IOException {
    Path file = dir.resolve("a");

    assertThatThrownBy(() -> Files.write(file, bytes(10), APPEND))
        .isInstanceOf(NoSuchFileException.class);
    Files.write(file, bytes(10), CREATE, APPEND);
    Files.write(file, bytes(10, 2), CREATE, APPEND);

    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(10), bytes(10, 2)));
  }

  @Test
  void thePositionSetBeforeAnAppendDoesNotMatter() throws IOException {
    Path file = file("a", bytes(100));

    try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND)) {
      channel.position(0).write(ByteBuffer.wrap(bytes(10, 2)));
      assertThat(channel.position()).isEqualTo(110);
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(100), bytes(10, 2)));
  }

  @Test
  void severalAppendingChannelsTakeTurns() throws IOException {
    Path file = file("a", bytes(4090));

    try (SeekableByteChannel one = Files.newByteChannel(file, APPEND);
        SeekableByteChannel other = Files.newByteChannel(file, APPEND)) {
      one.write(ByteBuffer.wrap(bytes(10, 2)));
      other.write(ByteBuffer.wrap(bytes(20, 3)));
      one.write(ByteBuffer.wrap(bytes(30, 4)));
    }

    assertThat(Files.readAllBytes(file))
        .isEqualTo(concat(bytes(4090), bytes(10, 2), bytes(20, 3), bytes(30, 4)));
  }

  @Test
  void anAppendFollowsTheEndThatAnotherChannelMoved() throws IOException {
    Path file = file("a", bytes(100));

    try (SeekableByteChannel appender = Files.newByteChannel(file, APPEND);
        SeekableByteChannel writer = Files.newByteChannel(file, WRITE)) {
      writer.position(100).write(ByteBuffer.wrap(bytes(50, 2)));
      appender.write(ByteBuffer.wrap(bytes(5, 3)));
      writer.truncate(20);
      appender.write(ByteBuffer.wrap(bytes(6, 4)));
    }

    assertThat(Files.readAllBytes(file))
        .isEqualTo(concat(Content.slice(bytes(100), 0, 20), bytes(6, 4)));
  }

  @Test
  void threadsThatAppendLoseNothing() throws Exception {
    Path file = file("log", new byte[0]);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int writer = thread;
        writers.add(threads.submit(() -> appendLines(file, writer)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }

    List<String> expected = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      for (int line = 0; line < 50; line++) {
        expected.add("writer " + thread + " line " + line);
      }
    }
    assertThat(Files.readAllLines(file)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static Path appendLines(Path file, int writer) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND)) {
      for (int line = 0; line < 50; line++) {
        String text = "writer " + writer + " line " + line + "\n";
        channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
      }
    }
    return file;
  }
}
