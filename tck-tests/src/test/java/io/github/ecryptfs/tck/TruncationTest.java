package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static io.github.ecryptfs.tck.Content.slice;
import static io.github.ecryptfs.tck.Content.zeros;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code SeekableByteChannel.truncate} promises. */
@EveryMount
class TruncationTest extends FileSystemContract {
  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizePairs")
  void truncateShrinksAndNeverGrows(int[] oldAndNew) throws IOException {
    int size = oldAndNew[0];
    int target = oldAndNew[1];
    Path file = file("a", bytes(size));

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE)) {
      assertThat(channel.truncate(target)).isSameAs(channel);
      assertThat(channel.size()).isEqualTo(Math.min(size, target));
    }

    assertThat(Files.readAllBytes(file))
        .as("file of %d truncated to %d", size, target)
        .isEqualTo(slice(bytes(size), 0, Math.min(size, target)));
  }

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizePairs")
  void whatWasCutOffStaysGoneWhenTheFileGrowsAgain(int[] oldAndNew) throws IOException {
    int size = oldAndNew[0];
    int target = oldAndNew[1];
    Path file = file("a", bytes(size));

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE)) {
      channel.truncate(target);
      channel.position(13_000).write(ByteBuffer.wrap(bytes(1, 2)));
    }

    int kept = Math.min(size, target);
    assertThat(Files.readAllBytes(file))
        .as("file of %d truncated to %d and grown", size, target)
        .isEqualTo(concat(slice(bytes(size), 0, kept), zeros(13_000 - kept), bytes(1, 2)));
  }

  @Test
  void aPositionBeyondTheNewSizeMovesToIt() throws IOException {
    Path file = file("a", bytes(5000));

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      channel.position(4500).truncate(4100);
      assertThat(channel.position()).isEqualTo(4100);
      channel.write(ByteBuffer.wrap(bytes(10, 2)));
    }

    assertThat(Files.readAllBytes(file))
        .isEqualTo(concat(slice(bytes(5000), 0, 4100), bytes(10, 2)));
  }

  @Test
  void aPositionBelowTheNewSizeStays() throws IOException {
    Path file = file("a", bytes(5000));

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      channel.position(100).truncate(4100);
      assertThat(channel.position()).isEqualTo(100);
    }
  }

  @Test
  void aPositionBeyondAGivenLargerSizeMovesToThatSize() throws IOException {
    Path file = file("a", bytes(5000));

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      channel.position(9000).truncate(7000);
      assertThat(channel.position()).isEqualTo(7000);
      assertThat(channel.size()).isEqualTo(5000);
    }
  }

  @Test
  void aNegativeSizeIsRefused() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE)) {
      assertThatThrownBy(() -> channel.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    assertThat(Files.size(file)).isEqualTo(10);
  }

  @Test
  void otherChannelsSeeTheNewEndAndKeepTheirPosition() throws IOException {
    Path file = file("a", bytes(9000));

    try (SeekableByteChannel reader = Files.newByteChannel(file);
        SeekableByteChannel writer = Files.newByteChannel(file, WRITE)) {
      reader.read(ByteBuffer.allocate(8000));
      writer.truncate(4000);
      assertThat(reader.size()).isEqualTo(4000);
      assertThat(reader.position()).isEqualTo(8000);
      assertThat(reader.read(ByteBuffer.allocate(10))).isEqualTo(-1);
      writer.position(8000).write(ByteBuffer.wrap(bytes(10, 2)));
      ByteBuffer read = ByteBuffer.allocate(10);
      assertThat(reader.read(read)).isEqualTo(10);
      assertThat(read.array()).isEqualTo(bytes(10, 2));
    }
  }

  @Test
  void aFileCanBeEmptiedAndWrittenAgainAndAgain() throws IOException {
    Path file = file("a", bytes(9000));

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE)) {
      for (int round = 0; round < 5; round++) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(bytes(4090 + 3 * round, round)));
        assertThat(Files.readAllBytes(file))
            .as("round %d", round)
            .isEqualTo(bytes(4090 + 3 * round, round));
      }
    }
  }

  @Test
  void aChannelForAppendingTruncates() throws IOException {
    Path file = file("a", bytes(5000));

    try (SeekableByteChannel channel = Files.newByteChannel(file, APPEND)) {
      channel.truncate(4000);
      channel.write(ByteBuffer.wrap(bytes(10, 2)));
    }

    assertThat(Files.readAllBytes(file))
        .isEqualTo(concat(slice(bytes(5000), 0, 4000), bytes(10, 2)));
  }
}
