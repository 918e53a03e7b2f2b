package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static io.github.ecryptfs.tck.Content.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code transferTo} and {@code transferFrom} with channels of all kinds. */
@EveryMount
class TransfersTest extends FileSystemContract {
  private static final StandardOpenOption READ = StandardOpenOption.READ;
  private static final StandardOpenOption WRITE = StandardOpenOption.WRITE;

  /** A target that takes at most so many bytes at a time. */
  private record Narrow(ByteArrayOutputStream taken, int most) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      byte[] part = new byte[Math.min(most, source.remaining())];
      source.get(part);
      taken.writeBytes(part);
      return part.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static List<Integer> lengths() {
    return List.of(0, 1, 15, 16, 17, 4095, 4096, 4097, 16384);
  }

  @Test
  void everyPartReachesAnotherFileAndNoMore() throws IOException {
    Path source = file("source", bytes(40000));
    Path target = dir.resolve("target");
    try (FileChannel from = FileChannel.open(source, READ)) {
      from.position(77);
      for (int at : lengths()) {
        for (int length : lengths()) {
          try (FileChannel to =
              FileChannel.open(
                  target, StandardOpenOption.CREATE, WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            assertThat(from.transferTo(at, length, to)).isEqualTo(length);
            assertThat(to.position()).isEqualTo(length);
          }
          assertThat(Files.readAllBytes(target))
              .as("%d bytes at %d", length, at)
              .isEqualTo(slice(bytes(40000), at, at + length));
        }
      }
      assertThat(from.position()).isEqualTo(77);
    }
  }

  @Test
  void everyPartComesFromAnotherFileAndNoMore() throws IOException {
    Path source = file("source", bytes(16384, 2));
    for (int at : lengths()) {
      for (int length : lengths()) {
        Path target = file("target", bytes(40000));
        try (FileChannel from = FileChannel.open(source, READ);
            FileChannel to = FileChannel.open(target, WRITE)) {
          to.position(77);
          assertThat(to.transferFrom(from, at, length)).isEqualTo(length);
          assertThat(to.position()).isEqualTo(77);
          assertThat(from.position()).isEqualTo(length);
        }
        assertThat(Files.readAllBytes(target))
            .as("%d bytes at %d", length, at)
            .isEqualTo(
                concat(
                    slice(bytes(40000), 0, at),
                    slice(bytes(16384, 2), 0, length),
                    slice(bytes(40000), at + length, 40000)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 1023, 1024, 1025, 2049})
  void noMoreIsReadFromAPipeThanWasAskedFor(int asked) throws IOException {
    Pipe pipe = Pipe.open();
    try (Pipe.SinkChannel sink = pipe.sink();
        Pipe.SourceChannel source = pipe.source();
        FileChannel channel = FileChannel.open(file("a", bytes(0)), READ, WRITE)) {
      sink.write(ByteBuffer.wrap(bytes(asked + 10)));

      assertThat(channel.transferFrom(source, 0, asked)).isEqualTo(asked);

      assertThat(channel.size()).isEqualTo(asked);
      ByteBuffer left = ByteBuffer.allocate(100);
      source.read(left);
      assertThat(slice(left.array(), 0, left.position()))
          .isEqualTo(slice(bytes(asked + 10), asked, asked + 10));
    }
  }

  @Test
  void aCountMayBeAnyNumber() throws IOException {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    try (FileChannel channel = FileChannel.open(file("a", bytes(100_000)), READ, WRITE)) {
      WritableByteChannel target = Channels.newChannel(taken);
      ReadableByteChannel source = Channels.newChannel(new ByteArrayInputStream(bytes(70_000, 2)));

      assertThat(channel.transferTo(0, Long.MAX_VALUE, target)).isEqualTo(100_000);
      assertThat(channel.transferTo(Long.MAX_VALUE, 5, target)).isZero();
      assertThat(channel.transferTo(100_000, 20_000, target)).isZero();
      assertThat(channel.transferFrom(source, 100_000, Long.MAX_VALUE)).isEqualTo(70_000);

      assertThat(channel.size()).isEqualTo(170_000);
    }
    assertThat(taken.toByteArray()).isEqualTo(bytes(100_000));
  }

  @Test
  void aTargetThatTakesLittleGetsAllInTheEnd() throws IOException {
    Narrow target = new Narrow(new ByteArrayOutputStream(), 1000);
    try (FileChannel channel = FileChannel.open(file("a", bytes(30_000)), READ)) {
      long at = 0;
      while (at < 30_000) {
        at += channel.transferTo(at, Math.min(9000, 30_000 - at), target);
      }
    }

    assertThat(target.taken().toByteArray()).isEqualTo(bytes(30_000));
  }

  @Test
  void aTargetThatAppendsGrowsWhateverThePosition() throws IOException {
    Path source = file("source", bytes(20_000));
    Path target = file("target", bytes(5000, 2));
    try (FileChannel from = FileChannel.open(source, READ);
        FileChannel to = FileChannel.open(target, StandardOpenOption.APPEND)) {
      assertThat(from.transferTo(100, 7000, to)).isEqualTo(7000);
      assertThat(to.transferFrom(from, 50, 3000)).isEqualTo(3000);
    }

    assertThat(Files.readAllBytes(target))
        .isEqualTo(
            concat(bytes(5000, 2), slice(bytes(20_000), 100, 7100), slice(bytes(20_000), 0, 3000)));
  }

  @Test
  @PlainJimfsDiffers("waits for itself for ever")
  void aFileIsTransferredWithinItself() throws IOException {
    Path file = file("a", bytes(40_000));
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      channel.position(30_000);
      assertThat(channel.transferTo(0, 10_000, channel)).isEqualTo(10_000);
      channel.position(10_000);
      assertThat(channel.transferFrom(channel, 20_000, 10_000)).isEqualTo(10_000);
    }

    assertThat(Files.readAllBytes(file))
        .isEqualTo(
            concat(
                slice(bytes(40_000), 0, 20_000),
                slice(bytes(40_000), 10_000, 20_000),
                slice(bytes(40_000), 0, 10_000)));
  }

  @Test
  void aSocketThatDoesNotBlockTakesWhatItCan() throws IOException {
    try (ServerSocketChannel server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel target = SocketChannel.open(server.getLocalAddress());
        SocketChannel reader = server.accept();
        FileChannel channel = FileChannel.open(file("a", bytes(300_000)), READ)) {
      target.configureBlocking(false);
      long sent = channel.transferTo(0, 300_000, target);

      ByteBuffer received = ByteBuffer.allocate((int) sent);
      while (received.hasRemaining()) {
        reader.read(received);
      }
      assertThat(received.array()).isEqualTo(slice(bytes(300_000), 0, (int) sent));
    }
  }

  @Test
  void aClosedChannelTakesPartInNone() throws IOException {
    FileChannel closed = FileChannel.open(file("b", bytes(10)), READ, WRITE);
    closed.close();

    try (FileChannel channel = FileChannel.open(file("a", bytes(10)), READ, WRITE)) {
      assertThatThrownBy(() -> channel.transferTo(0, 1, closed))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> channel.transferFrom(closed, 0, 1))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> closed.transferTo(0, 1, channel))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> closed.transferFrom(channel, 0, 1))
          .isInstanceOf(ClosedChannelException.class);
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Needs(Capability.INTERRUPTED_CALLERS)
  void anInterruptClosesTheChannelsOfBothSides(boolean push) throws IOException {
    Assumptions.assumeTrue(
        fixture instanceof EncryptedMount, "plain file systems of JDK 17 close one of the two");
    try (FileChannel from = FileChannel.open(file("a", bytes(5000)), READ);
        FileChannel to = FileChannel.open(file("b", bytes(0)), WRITE)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> {
                if (push) {
                  from.transferTo(0, 5000, to);
                } else {
                  to.transferFrom(from, 0, 5000);
                }
              })
          .isInstanceOf(ClosedByInterruptException.class);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(from.isOpen()).isFalse();
      assertThat(to.isOpen()).isFalse();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  @Needs(Capability.LOCKS)
  void aLockOfNoBytesIsWhatTheJdkSays() throws IOException {
    try (FileChannel channel = FileChannel.open(file("a", bytes(10)), READ, WRITE);
        FileLock lock = channel.lock(100, 0, false)) {
      assertThat(lock.size())
          .isEqualTo(Runtime.version().feature() >= 20 ? Long.MAX_VALUE - 100 : 0);
    }
  }
}
