package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static io.github.ecryptfs.tck.Content.slice;
import static io.github.ecryptfs.tck.Content.zeros;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code SeekableByteChannel} and the short ways of {@code Files} promise of content. */
@EveryMount
class ReadingAndWritingTest extends FileSystemContract {
  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizes")
  void whatIsWrittenIsRead(int size) throws IOException {
    Path file = file("a", bytes(size));

    assertThat(Files.size(file)).isEqualTo(size);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(size));
  }

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizes")
  void piecesGiveTheSameFileAsOneWrite(int size) throws IOException {
    Path file = dir.resolve("a");

    try (OutputStream out = Files.newOutputStream(file)) {
      for (int at = 0; at < size; at += 999) {
        out.write(bytes(size), at, Math.min(999, size - at));
      }
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(size));
  }

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizes")
  void piecesReadTheSameAsOneRead(int size) throws IOException {
    Path file = file("a", bytes(size));
    ByteArrayOutputStream read = new ByteArrayOutputStream();

    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[777];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        read.write(piece, 0, n);
      }
    }

    assertThat(read.toByteArray()).isEqualTo(bytes(size));
  }

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizePairs")
  void aWriteInTheMiddleOrBeyondTheEndLeavesTheRestAndZerosBetween(int[] sizeAndPosition)
      throws IOException {
    int size = sizeAndPosition[0];
    int position = sizeAndPosition[1];
    ReferenceFile expected = new ReferenceFile(bytes(size));
    Path file = file("a", bytes(size));

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE)) {
      channel.position(position).write(ByteBuffer.wrap(bytes(20, 2)));
    }

    expected.write(position, bytes(20, 2));
    assertThat(Files.readAllBytes(file))
        .as("20 bytes at %d of a file of %d", position, size)
        .isEqualTo(expected.content());
  }

  @Test
  void aReadFillsTheBufferFromItsPositionToItsLimit() throws IOException {
    Path file = file("a", bytes(5000));
    ByteBuffer buffer = ByteBuffer.allocate(100).position(30).limit(70);

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.read(buffer)).isEqualTo(40);
      assertThat(channel.position()).isEqualTo(40);
    }

    assertThat(buffer.position()).isEqualTo(70);
    assertThat(buffer.limit()).isEqualTo(70);
    assertThat(buffer.array()).isEqualTo(concat(zeros(30), slice(bytes(5000), 0, 40), zeros(30)));
  }

  @Test
  void aWriteTakesTheBufferFromItsPositionToItsLimit() throws IOException {
    Path file = dir.resolve("a");
    ByteBuffer buffer = ByteBuffer.wrap(bytes(100)).position(30).limit(70);

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE, CREATE)) {
      assertThat(channel.write(buffer)).isEqualTo(40);
      assertThat(channel.position()).isEqualTo(40);
    }

    assertThat(buffer.position()).isEqualTo(70);
    assertThat(Files.readAllBytes(file)).isEqualTo(slice(bytes(100), 30, 70));
  }

  @Test
  void aWriteDoesNotChangeTheBuffersBytes() throws IOException {
    byte[] content = bytes(9000);

    try (SeekableByteChannel channel = Files.newByteChannel(dir.resolve("a"), WRITE, CREATE)) {
      channel.write(ByteBuffer.wrap(content));
    }

    assertThat(content).isEqualTo(bytes(9000));
  }

  @Test
  void aSliceOfAnArrayIsReadIntoAtItsOwnOffset() throws IOException {
    Path file = file("a", bytes(5000));
    byte[] array = new byte[6000];
    ByteBuffer slice = ByteBuffer.wrap(array, 500, 5500).slice();

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.read(slice)).isEqualTo(5000);
    }

    assertThat(array).isEqualTo(concat(zeros(500), bytes(5000), zeros(500)));
  }

  @Test
  void directBuffersServeAsWellAsArrays() throws IOException {
    Path file = dir.resolve("a");
    ByteBuffer direct = ByteBuffer.allocateDirect(9000).put(bytes(9000)).flip();
    ByteBuffer read = ByteBuffer.allocateDirect(9000);

    try (SeekableByteChannel channel = Files.newByteChannel(file, CREATE_NEW, READ, WRITE)) {
      assertThat(channel.write(direct)).isEqualTo(9000);
      assertThat(channel.position(0).read(read)).isEqualTo(9000);
    }

    byte[] content = new byte[9000];
    read.flip().get(content);
    assertThat(content).isEqualTo(bytes(9000));
  }

  @Test
  void aReadOnlyBufferCanBeWrittenFromButNotReadInto() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      assertThat(channel.write(ByteBuffer.wrap(bytes(10, 2)).asReadOnlyBuffer())).isEqualTo(10);
      channel.position(0);
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(10).asReadOnlyBuffer()))
          .isInstanceOfAny(IllegalArgumentException.class, java.nio.ReadOnlyBufferException.class);
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10, 2));
  }

  @Test
  void aReadAtTheEndGivesMinusOneAndLeavesTheBuffer() throws IOException {
    Path file = file("a", bytes(10));
    ByteBuffer buffer = ByteBuffer.allocate(10);

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.position(10).read(buffer)).isEqualTo(-1);
      assertThat(channel.position(20_000).read(buffer)).isEqualTo(-1);
      assertThat(channel.position()).isEqualTo(20_000);
    }

    assertThat(buffer.position()).isZero();
  }

  @Test
  void aReadOfAnEmptyFileGivesMinusOne() throws IOException {
    Path file = file("a", zeros(0));

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
    }
  }

  @Test
  void aReadIntoAFullBufferGivesZero() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
      assertThat(channel.position()).isZero();
    }
  }

  @Test
  void aReadStopsAtTheEnd() throws IOException {
    Path file = file("a", bytes(5000));
    ByteBuffer buffer = ByteBuffer.allocate(9000);

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.position(4000).read(buffer)).isEqualTo(1000);
    }

    assertThat(slice(buffer.array(), 0, 1000)).isEqualTo(slice(bytes(5000), 4000, 5000));
    assertThat(slice(buffer.array(), 1000, 9000)).isEqualTo(zeros(8000));
  }

  @Test
  void aPositionBeyondTheEndDoesNotGrowTheFile() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file, READ, WRITE)) {
      channel.position(1_000_000);
      assertThat(channel.position()).isEqualTo(1_000_000);
      assertThat(channel.size()).isEqualTo(10);
    }

    assertThat(Files.size(file)).isEqualTo(10);
  }

  @Test
  @PlainJimfsDiffers("grows the file")
  void aWriteOfNothingBeyondTheEndDoesNotGrowTheFile() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE)) {
      assertThat(channel.position(9000).write(ByteBuffer.allocate(0))).isZero();
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  void aNegativePositionIsRefused() throws IOException {
    Path file = file("a", bytes(10));

    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThatThrownBy(() -> channel.position(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThat(channel.position()).isZero();
    }
  }

  @Test
  void aGapOfSeveralExtentsIsZero() throws IOException {
    Path file = file("a", bytes(100));

    try (SeekableByteChannel channel = Files.newByteChannel(file, WRITE)) {
      channel.position(30_000).write(ByteBuffer.wrap(bytes(1, 2)));
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(100), zeros(29_900), bytes(1, 2)));
  }

  @Test
  void theSizeIsVisibleToAllAtOnce() throws IOException {
    Path file = dir.resolve("a");

    try (SeekableByteChannel channel = Files.newByteChannel(file, CREATE_NEW, WRITE)) {
      assertThat(Files.size(file)).isZero();
      channel.write(ByteBuffer.wrap(bytes(4097)));
      assertThat(channel.size()).isEqualTo(4097);
      assertThat(Files.size(file)).isEqualTo(4097);
      channel.truncate(3);
      assertThat(Files.size(file)).isEqualTo(3);
    }
  }

  @Test
  void whatOneChannelWroteAnotherReadsAtOnce() throws IOException {
    Path file = file("a", bytes(5000));
    ByteBuffer read = ByteBuffer.allocate(5000);

    try (SeekableByteChannel reader = Files.newByteChannel(file);
        SeekableByteChannel writer = Files.newByteChannel(file, WRITE)) {
      reader.read(ByteBuffer.allocate(5000));
      writer.position(4090).write(ByteBuffer.wrap(bytes(10, 2)));
      reader.position(0).read(read);
    }

    assertThat(read.array())
        .isEqualTo(
            concat(slice(bytes(5000), 0, 4090), bytes(10, 2), slice(bytes(5000), 4100, 5000)));
  }

  @Test
  void channelsOnOneFileHavePositionsOfTheirOwn() throws IOException {
    Path file = file("a", bytes(100));

    try (SeekableByteChannel one = Files.newByteChannel(file);
        SeekableByteChannel other = Files.newByteChannel(file)) {
      one.read(ByteBuffer.allocate(70));
      assertThat(other.position()).isZero();
    }
  }

  @Test
  void aWriteThroughOneChannelGrowsTheFileForTheOthers() throws IOException {
    Path file = file("a", zeros(0));

    try (SeekableByteChannel one = Files.newByteChannel(file, WRITE);
        SeekableByteChannel other = Files.newByteChannel(file, WRITE)) {
      one.write(ByteBuffer.wrap(bytes(6000)));
      other.position(5000).write(ByteBuffer.wrap(bytes(2000, 2)));
      assertThat(one.size()).isEqualTo(7000);
    }

    assertThat(Files.readAllBytes(file))
        .isEqualTo(concat(slice(bytes(6000), 0, 5000), bytes(2000, 2)));
  }

  @Test
  void anInputStreamSkipsAndKnowsWhatIsLeft() throws IOException {
    Path file = file("a", bytes(10_000));

    try (InputStream in = Files.newInputStream(file)) {
      assertThat(in.skip(4090)).isEqualTo(4090);
      assertThat(in.read()).isEqualTo(bytes(10_000)[4090] & 0xff);
      assertThat(in.available()).isBetween(0, 5909);
      assertThat(in.readAllBytes()).isEqualTo(slice(bytes(10_000), 4091, 10_000));
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void anOutputStreamReplacesTheContent() throws IOException {
    Path file = file("a", bytes(10_000));

    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(bytes(5, 2));
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5, 2));
  }

  @Test
  void textComesBackAsItWas() throws IOException {
    Path file = dir.resolve("a");

    Files.writeString(
        file,
        """
        Grüße
        世界
        """);
    Files.write(file, List.of("third"), APPEND);

    assertThat(Files.readAllLines(file)).containsExactly("Grüße", "世界", "third");
    try (Stream<String> lines = Files.lines(file, UTF_8)) {
      assertThat(lines).hasSize(3);
    }
  }

  @Test
  void aMismatchIsFoundWhereItIs() throws IOException {
    Path one = file("one", bytes(9000));
    byte[] changed = bytes(9000);
    changed[8500] ^= 1;
    Path other = file("other", changed);

    assertThat(Files.mismatch(one, other)).isEqualTo(8500);
    assertThat(Files.mismatch(one, file("same", bytes(9000)))).isEqualTo(-1);
    assertThat(Files.mismatch(one, file("short", bytes(9000, 1)))).isEqualTo(-1);
  }

  @Test
  void manyFilesCanBeOpenAtOnce() throws IOException {
    List<SeekableByteChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        channels.add(Files.newByteChannel(dir.resolve("f" + i), CREATE_NEW, READ, WRITE));
        channels.get(i).write(ByteBuffer.wrap(bytes(100, i)));
      }
      for (int i = 0; i < 50; i++) {
        ByteBuffer read = ByteBuffer.allocate(100);
        channels.get(i).position(0).read(read);
        assertThat(read.array()).as("file %d", i).isEqualTo(bytes(100, i));
      }
    } finally {
      for (SeekableByteChannel channel : channels) {
        channel.close();
      }
    }
  }
}
