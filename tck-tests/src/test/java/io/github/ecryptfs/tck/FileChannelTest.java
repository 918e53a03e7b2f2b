package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static io.github.ecryptfs.tck.Content.slice;
import static io.github.ecryptfs.tck.Content.zeros;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code FileChannel} promises beyond {@code SeekableByteChannel}. */
@EveryMount
class FileChannelTest extends FileSystemContract {
  @Test
  void aPositionalReadLeavesThePosition() throws IOException {
    Path file = file("a", bytes(9000));
    ByteBuffer read = ByteBuffer.allocate(100).position(10).limit(60);

    try (FileChannel channel = FileChannel.open(file, READ)) {
      channel.position(7);
      assertThat(channel.read(read, 4080)).isEqualTo(50);
      assertThat(channel.position()).isEqualTo(7);
    }

    assertThat(read.array())
        .isEqualTo(concat(zeros(10), slice(bytes(9000), 4080, 4130), zeros(40)));
  }

  @Test
  void aPositionalReadAtOrBeyondTheEndGivesMinusOne() throws IOException {
    Path file = file("a", bytes(10));

    try (FileChannel channel = FileChannel.open(file, READ)) {
      assertThat(channel.read(ByteBuffer.allocate(5), 10)).isEqualTo(-1);
      assertThat(channel.read(ByteBuffer.allocate(5), 100_000)).isEqualTo(-1);
      assertThat(channel.read(ByteBuffer.allocate(5), 8)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizePairs")
  void aPositionalWriteLeavesThePosition(int[] sizeAndPosition) throws IOException {
    int size = sizeAndPosition[0];
    int position = sizeAndPosition[1];
    ReferenceFile expected = new ReferenceFile(bytes(size));
    Path file = file("a", bytes(size));

    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      assertThat(channel.write(ByteBuffer.wrap(bytes(5000, 2)), position)).isEqualTo(5000);
      assertThat(channel.position()).isZero();
    }

    expected.write(position, bytes(5000, 2));
    assertThat(Files.readAllBytes(file))
        .as("5000 bytes at %d of a file of %d", position, size)
        .isEqualTo(expected.content());
  }

  @Test
  void negativePositionsAreRefused() throws IOException {
    Path file = file("a", bytes(10));

    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1), -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1), -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.transferTo(-1, 1, channel))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.transferTo(0, -1, channel))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aScatteringReadFillsOneBufferAfterTheOther() throws IOException {
    Path file = file("a", bytes(5000));
    ByteBuffer one = ByteBuffer.allocate(10).position(4);
    ByteBuffer two = ByteBuffer.allocate(4090);
    ByteBuffer three = ByteBuffer.allocateDirect(5000);

    try (FileChannel channel = FileChannel.open(file, READ)) {
      assertThat(channel.read(new ByteBuffer[] {one, two, three})).isEqualTo(5000);
      assertThat(channel.position()).isEqualTo(5000);
      assertThat(channel.read(new ByteBuffer[] {ByteBuffer.allocate(1)})).isEqualTo(-1);
    }

    byte[] rest = new byte[904];
    three.flip().get(rest);
    assertThat(concat(slice(one.array(), 4, 10), two.array(), rest)).isEqualTo(bytes(5000));
  }

  @Test
  void aGatheringWriteTakesOneBufferAfterTheOther() throws IOException {
    Path file = dir.resolve("a");
    ByteBuffer[] buffers = {
      ByteBuffer.wrap(bytes(10)), ByteBuffer.wrap(bytes(4090, 2)), ByteBuffer.wrap(bytes(7, 3))
    };

    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      assertThat(channel.write(buffers)).isEqualTo(4107);
      assertThat(channel.position()).isEqualTo(4107);
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(10), bytes(4090, 2), bytes(7, 3)));
  }

  @Test
  void scatteringAndGatheringUseTheGivenBuffersOnly() throws IOException {
    Path file = file("a", bytes(20));
    ByteBuffer[] buffers = {ByteBuffer.allocate(5), ByteBuffer.allocate(5), ByteBuffer.allocate(5)};

    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      assertThat(channel.read(buffers, 1, 1)).isEqualTo(5);
      assertThat(buffers[0].position()).isZero();
      assertThat(buffers[1].array()).isEqualTo(slice(bytes(20), 0, 5));
      assertThat(buffers[2].position()).isZero();
      assertThatThrownBy(() -> channel.read(buffers, 2, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> channel.write(buffers, -1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void bytesAreTransferredToAnyChannel() throws IOException {
    Path file = file("a", bytes(9000));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    try (FileChannel channel = FileChannel.open(file, READ)) {
      assertThat(channel.transferTo(4000, 1000, Channels.newChannel(out))).isEqualTo(1000);
      assertThat(channel.transferTo(8990, 1000, Channels.newChannel(out))).isEqualTo(10);
      assertThat(channel.transferTo(9000, 1000, Channels.newChannel(out))).isZero();
      assertThat(channel.transferTo(20_000, 1000, Channels.newChannel(out))).isZero();
      assertThat(channel.position()).isZero();
    }

    assertThat(out.toByteArray())
        .isEqualTo(concat(slice(bytes(9000), 4000, 5000), slice(bytes(9000), 8990, 9000)));
  }

  @Test
  void bytesAreTransferredFromAnyChannel() throws IOException {
    Path file = file("a", bytes(100));

    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      assertThat(
              channel.transferFrom(
                  Channels.newChannel(new ByteArrayInputStream(bytes(9000, 2))), 50, 8000))
          .isEqualTo(8000);
      assertThat(channel.position()).isZero();
    }

    assertThat(Files.readAllBytes(file))
        .isEqualTo(concat(slice(bytes(100), 0, 50), slice(bytes(9000, 2), 0, 8000)));
  }

  @Test
  @PlainJimfsDiffers("moves nothing, as older JDKs")
  void aTransferThatStartsBeyondTheEndDoesWhatTheJdkSays() throws IOException {
    Path file = file("a", bytes(100));
    boolean grows = Runtime.version().feature() >= 21;

    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      assertThat(
              channel.transferFrom(
                  Channels.newChannel(new ByteArrayInputStream(bytes(10, 2))), 200, 10))
          .isEqualTo(grows ? 10 : 0);
    }

    assertThat(Files.size(file)).isEqualTo(grows ? 210 : 100);
    assertThat(Arrays.copyOf(Files.readAllBytes(file), 100)).isEqualTo(bytes(100));
  }

  @Test
  void filesAreTransferredToOneAnother() throws IOException {
    Path file = file("a", bytes(9000));

    try (FileChannel source = FileChannel.open(file, READ);
        FileChannel to = FileChannel.open(dir.resolve("to"), CREATE_NEW, WRITE);
        FileChannel from = FileChannel.open(dir.resolve("from"), CREATE_NEW, WRITE)) {
      assertThat(source.transferTo(0, Long.MAX_VALUE, to)).isEqualTo(9000);
      assertThat(to.position()).isEqualTo(9000);
      assertThat(from.transferFrom(source, 0, Long.MAX_VALUE)).isEqualTo(9000);
      assertThat(source.position()).isEqualTo(9000);
    }

    assertThat(Files.readAllBytes(dir.resolve("to"))).isEqualTo(bytes(9000));
    assertThat(Files.readAllBytes(dir.resolve("from"))).isEqualTo(bytes(9000));
  }

  @Test
  void transfersNeedTheRightsOfBothSides() throws IOException {
    Path file = file("a", bytes(10));

    try (FileChannel reader = FileChannel.open(file, READ);
        FileChannel writer = FileChannel.open(file("b", bytes(10)), WRITE)) {
      assertThatThrownBy(() -> writer.transferTo(0, 5, Channels.newChannel(System.err)))
          .isInstanceOf(NonReadableChannelException.class);
      assertThatThrownBy(() -> reader.transferFrom(reader, 0, 5))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> reader.transferTo(0, 5, reader))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> writer.transferFrom(writer, 0, 5))
          .isInstanceOf(NonReadableChannelException.class);
    }
  }

  @Test
  void positionalAccessNeedsTheRights() throws IOException {
    Path file = file("a", bytes(10));

    try (FileChannel reader = FileChannel.open(file, READ);
        FileChannel writer = FileChannel.open(file, WRITE)) {
      assertThatThrownBy(() -> reader.write(ByteBuffer.allocate(1), 0))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> reader.write(new ByteBuffer[] {ByteBuffer.allocate(1)}))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> writer.read(ByteBuffer.allocate(1), 0))
          .isInstanceOf(NonReadableChannelException.class);
      assertThatThrownBy(() -> writer.read(new ByteBuffer[] {ByteBuffer.allocate(1)}))
          .isInstanceOf(NonReadableChannelException.class);
    }
  }

  @Test
  void forcedBytesAreThere() throws IOException {
    Path file = dir.resolve("a");

    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, READ, WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(5000)));
      channel.force(false);
      channel.force(true);
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
    }
    try (FileChannel channel = FileChannel.open(file, READ)) {
      channel.force(true);
    }
  }

  @Test
  void aClosedChannelDoesNothing() throws IOException {
    FileChannel channel = FileChannel.open(file("a", bytes(10)), READ, WRITE);

    channel.close();
    channel.close();

    assertThat(channel.isOpen()).isFalse();
    List<ThrowingCallable> operations =
        List.of(
            () -> channel.read(ByteBuffer.allocate(1)),
            () -> channel.read(ByteBuffer.allocate(1), 0),
            () -> channel.read(new ByteBuffer[] {ByteBuffer.allocate(1)}),
            () -> channel.write(ByteBuffer.allocate(1)),
            () -> channel.write(ByteBuffer.allocate(1), 0),
            () -> channel.write(new ByteBuffer[] {ByteBuffer.allocate(1)}),
            channel::position,
            () -> channel.position(0),
            channel::size,
            () -> channel.truncate(0),
            () -> channel.force(true),
            () -> channel.transferTo(0, 1, Channels.newChannel(new ByteArrayOutputStream())),
            () ->
                channel.transferFrom(
                    Channels.newChannel(new ByteArrayInputStream(bytes(1))), 0, 1));
    for (int i = 0; i < operations.size(); i++) {
      assertThatThrownBy(operations.get(i))
          .as("operation %d of the list", i)
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  @Needs(Capability.LOCKS)
  void aClosedChannelLocksNothing() throws IOException {
    FileChannel channel = FileChannel.open(file("a", bytes(10)), READ, WRITE);

    channel.close();

    assertThatThrownBy(channel::lock).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::tryLock).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closingOneChannelLeavesTheOthers() throws IOException {
    Path file = file("a", bytes(5000));
    ByteBuffer read = ByteBuffer.allocate(5000);

    try (FileChannel other = FileChannel.open(file, READ)) {
      FileChannel.open(file, READ, WRITE).close();
      other.read(read);
    }

    assertThat(read.array()).isEqualTo(bytes(5000));
  }

  @Test
  @Needs(Capability.LOCKS)
  void locksThatOverlapWithinTheJvmAreRefused() throws IOException {
    Path file = file("a", bytes(100));

    try (FileChannel one = FileChannel.open(file, READ, WRITE);
        FileChannel other = FileChannel.open(file, READ, WRITE)) {
      FileLock lock = one.lock(0, 50, false);
      assertThat(lock.isValid()).isTrue();
      assertThat(lock.acquiredBy()).isSameAs(one);
      assertThatThrownBy(() -> other.tryLock(49, 10, false))
          .isInstanceOf(OverlappingFileLockException.class);
      assertThatThrownBy(() -> one.lock(0, 1, true))
          .isInstanceOf(OverlappingFileLockException.class);
      assertThat(other.tryLock(50, 10, false)).isNotNull();
      lock.release();
      assertThat(lock.isValid()).isFalse();
      assertThat(other.tryLock(0, 50, false)).isNotNull();
    }
  }

  @Test
  @Needs(Capability.LOCKS)
  void locksEndWithTheirChannel() throws IOException {
    Path file = file("a", bytes(100));
    FileChannel one = FileChannel.open(file, READ, WRITE);
    FileLock lock = one.lock();

    one.close();

    assertThat(lock.isValid()).isFalse();
    try (FileChannel other = FileChannel.open(file, READ, WRITE)) {
      assertThat(other.tryLock()).isNotNull();
    }
  }

  @Test
  @Needs(Capability.LOCKS)
  void locksNeedTheRights() throws IOException {
    Path file = file("a", bytes(100));

    try (FileChannel reader = FileChannel.open(file, READ);
        FileChannel writer = FileChannel.open(file, WRITE)) {
      assertThatThrownBy(reader::lock).isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> writer.lock(0, 1, true))
          .isInstanceOf(NonReadableChannelException.class);
      try (FileLock shared = reader.lock(0, 10, true)) {
        assertThat(shared.isShared()).isTrue();
      }
    }
  }

  @Test
  void anInterruptClosesTheChannelOfTheInterruptedAndNoOther() throws IOException {
    Path file = file("a", bytes(5000));
    ByteBuffer read = ByteBuffer.allocate(5000);

    try (FileChannel other = FileChannel.open(file, READ, WRITE);
        FileChannel mine = FileChannel.open(file, READ, WRITE)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> mine.read(ByteBuffer.allocate(10)))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(mine.isOpen()).isFalse();
      assertThat(other.write(ByteBuffer.wrap(bytes(10, 2)))).isEqualTo(10);
      assertThat(other.read(read, 0)).isEqualTo(5000);
    } finally {
      Thread.interrupted();
    }

    assertThat(read.array()).isEqualTo(concat(bytes(10, 2), slice(bytes(5000), 10, 5000)));
  }

  @Test
  @Needs(Capability.DIRECTORY_CHANNELS)
  void aDirectoryCanBeForced() throws IOException {
    try (FileChannel channel = FileChannel.open(dir, READ)) {
      channel.force(true);
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  @PlainJimfsDiffers("throws ReadOnlyBufferException")
  void aReadOnlyBufferIsNotReadInto() throws IOException {
    ByteBuffer target = ByteBuffer.allocate(10).asReadOnlyBuffer();

    try (FileChannel channel = FileChannel.open(file("a", bytes(10)), READ)) {
      assertThatThrownBy(() -> channel.read(target)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.read(target, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Needs(Capability.INTERRUPTED_CALLERS)
  void aThreadThatWasInterruptedBeforeWritesNothing() throws IOException {
    Path file = file("a", bytes(10));

    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(bytes(10))))
          .isInstanceOf(ClosedByInterruptException.class);
    } finally {
      Thread.interrupted();
    }

    assertThat(Files.size(file)).isEqualTo(10);
  }
}
