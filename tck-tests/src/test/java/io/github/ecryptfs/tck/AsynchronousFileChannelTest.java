package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static io.github.ecryptfs.tck.Content.slice;
import static io.github.ecryptfs.tck.Content.zeros;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code AsynchronousFileChannel} promises. */
@EveryMount
class AsynchronousFileChannelTest extends FileSystemContract {
  private static <V> V outcome(Future<V> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  /** A handler whose outcome a test can wait for; it keeps the attachment and its thread. */
  private static final class Outcome<V> implements CompletionHandler<V, String> {
    final CompletableFuture<V> result = new CompletableFuture<>();
    final CompletableFuture<String> attachment = new CompletableFuture<>();
    final CompletableFuture<Thread> thread = new CompletableFuture<>();

    @Override
    public void completed(V value, String attached) {
      attachment.complete(attached);
      thread.complete(Thread.currentThread());
      result.complete(value);
    }

    @Override
    public void failed(Throwable failure, String attached) {
      attachment.complete(attached);
      thread.complete(Thread.currentThread());
      result.completeExceptionally(failure);
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizePairs")
  void whatIsWrittenAtAPositionIsReadThere(int[] sizeAndPosition) throws Exception {
    int size = sizeAndPosition[0];
    int position = sizeAndPosition[1];
    ReferenceFile expected = new ReferenceFile(bytes(size));
    Path file = file("a", bytes(size));

    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ, WRITE)) {
      assertThat(outcome(channel.write(ByteBuffer.wrap(bytes(5000, 2)), position))).isEqualTo(5000);
      expected.write(position, bytes(5000, 2));
      ByteBuffer read = ByteBuffer.allocate(expected.content().length + 10).position(3);
      assertThat(outcome(channel.read(read, 0))).isEqualTo(expected.content().length);
      assertThat(slice(read.array(), 3, read.position())).isEqualTo(expected.content());
      assertThat(channel.size()).isEqualTo(expected.content().length);
    }

    assertThat(Files.readAllBytes(file))
        .as("5000 bytes at %d of a file of %d", position, size)
        .isEqualTo(expected.content());
  }

  @Test
  void aReadAtOrBeyondTheEndGivesMinusOneButNothingIntoNoRoom() throws Exception {
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file("a", bytes(10)))) {
      assertThat(outcome(channel.read(ByteBuffer.allocate(5), 10))).isEqualTo(-1);
      assertThat(outcome(channel.read(ByteBuffer.allocate(5), 100_000))).isEqualTo(-1);
      assertThat(outcome(channel.read(ByteBuffer.allocate(5), 8))).isEqualTo(2);
      assertThat(outcome(channel.read(ByteBuffer.allocate(0), 0))).isZero();
      assertThat(outcome(channel.read(ByteBuffer.allocateDirect(7), 0))).isEqualTo(7);
    }
  }

  @Test
  void aHandlerIsToldOfResultAndAttachmentInAnotherThread() throws Exception {
    Outcome<Integer> written = new Outcome<>();
    Outcome<Integer> read = new Outcome<>();
    ByteBuffer target = ByteBuffer.allocate(100);

    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(dir.resolve("a"), CREATE_NEW, READ, WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(100)), 0, "writing", written);
      assertThat(outcome(written.result)).isEqualTo(100);
      channel.read(target, 0, "reading", read);
      assertThat(outcome(read.result)).isEqualTo(100);
    }

    assertThat(outcome(written.attachment)).isEqualTo("writing");
    assertThat(outcome(read.attachment)).isEqualTo("reading");
    assertThat(outcome(read.thread)).isNotSameAs(Thread.currentThread());
    assertThat(target.array()).isEqualTo(bytes(100));
  }

  @Test
  void theThreadsOfAChannelWithoutExecutorAreDaemons() throws Exception {
    Outcome<Integer> read = new Outcome<>();

    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file("a", bytes(10)))) {
      channel.read(ByteBuffer.allocate(10), 0, "reading", read);
      assertThat(outcome(read.thread).isDaemon()).isTrue();
    }
  }

  @Test
  void operationsAndHandlersRunInTheExecutorThatIsGiven() throws Exception {
    Outcome<Integer> read = new Outcome<>();
    Outcome<Integer> refused = new Outcome<>();
    CompletableFuture<Thread> only = new CompletableFuture<>();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      executor.execute(() -> only.complete(Thread.currentThread()));
      AsynchronousFileChannel channel =
          AsynchronousFileChannel.open(file("a", bytes(10)), Set.of(READ), executor);
      channel.read(ByteBuffer.allocate(10), 0, "reading", read);
      assertThat(outcome(read.thread)).isSameAs(outcome(only));
      channel.close();
      channel.read(ByteBuffer.allocate(10), 0, "reading", refused);
      assertThat(outcome(refused.thread)).isSameAs(outcome(only));
      assertThatThrownBy(() -> outcome(refused.result))
          .hasCauseInstanceOf(ClosedChannelException.class);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void writesToManyPlacesAtOnceAllArrive() throws Exception {
    Path file = dir.resolve("a");
    byte[] content = bytes(50 * 1000);

    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(file, CREATE_NEW, READ, WRITE)) {
      List<Future<Integer>> writes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        writes.add(channel.write(ByteBuffer.wrap(content, i * 1000, 1000), i * 1000L));
      }
      for (Future<Integer> write : writes) {
        assertThat(outcome(write)).isEqualTo(1000);
      }
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void synchronousChannelsOfTheFileSeeTheSame() throws Exception {
    Path file = file("a", bytes(5000));
    ByteBuffer read = ByteBuffer.allocate(6000);

    try (AsynchronousFileChannel one = AsynchronousFileChannel.open(file, READ, WRITE);
        FileChannel other = FileChannel.open(file, READ, WRITE)) {
      outcome(one.write(ByteBuffer.wrap(bytes(1000, 2)), 5000));
      assertThat(other.size()).isEqualTo(6000);
      assertThat(other.read(read)).isEqualTo(6000);
      other.truncate(100);
      assertThat(one.size()).isEqualTo(100);
    }

    assertThat(read.array()).isEqualTo(concat(bytes(5000), bytes(1000, 2)));
  }

  @Test
  void truncatingCutsAndDoesNotGrow() throws Exception {
    Path file = file("a", bytes(9000));

    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, WRITE)) {
      assertThat(channel.truncate(10_000)).isSameAs(channel);
      assertThat(channel.size()).isEqualTo(9000);
      channel.truncate(5000);
      outcome(channel.write(ByteBuffer.wrap(bytes(1)), 8000));
      channel.force(true);
      channel.force(false);
    }

    assertThat(Files.readAllBytes(file))
        .isEqualTo(concat(slice(bytes(9000), 0, 5000), zeros(3000), bytes(1)));
  }

  @Test
  @PlainJimfsDiffers("throws ReadOnlyBufferException, and that to the future")
  void wrongArgumentsAreRefusedAtOnce() throws IOException {
    Path file = file("a", bytes(10));
    Outcome<Integer> unused = new Outcome<>();

    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ, WRITE)) {
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1), -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1), -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.lock(-1, 1, false))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0, "", unused))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1), 0, "", null))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void aChannelDoesWhatItWasOpenedFor() throws IOException {
    Path file = file("a", bytes(10));

    try (AsynchronousFileChannel reader = AsynchronousFileChannel.open(file, READ);
        AsynchronousFileChannel writer = AsynchronousFileChannel.open(file, WRITE)) {
      assertThatThrownBy(() -> reader.write(ByteBuffer.allocate(1), 0))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> reader.truncate(0)).isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> writer.read(ByteBuffer.allocate(1), 0))
          .isInstanceOf(NonReadableChannelException.class);
    }
  }

  @Test
  @PlainJimfsDiffers("opens the channel")
  void appendingIsNotForAsynchronousChannels() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> AsynchronousFileChannel.open(file, APPEND))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> AsynchronousFileChannel.open(file, WRITE, APPEND))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void optionsMakeTruncateAndRefuse() throws Exception {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> AsynchronousFileChannel.open(file, WRITE, CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> AsynchronousFileChannel.open(dir.resolve("missing"), WRITE))
        .isInstanceOf(NoSuchFileException.class);
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(file, WRITE, CREATE, TRUNCATE_EXISTING, DSYNC)) {
      assertThat(channel.size()).isZero();
      outcome(channel.write(ByteBuffer.wrap(bytes(7)), 0));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(7));
  }

  @Test
  @PlainJimfsDiffers("leaves the file")
  void aFileCanBeDeletedOnClose() throws IOException {
    Path file = dir.resolve("a");

    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(file, WRITE, CREATE, DELETE_ON_CLOSE)) {
      assertThat(channel.isOpen()).isTrue();
    }

    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void aClosedChannelRefusesEverything() throws IOException {
    AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(file("a", bytes(10)), READ, WRITE);

    channel.close();
    channel.close();

    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.truncate(1)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.force(true)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::tryLock).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> outcome(channel.lock()))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> outcome(channel.read(ByteBuffer.allocate(1), 0)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> outcome(channel.write(ByteBuffer.allocate(1), 0)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedChannelException.class);
  }

  @Test
  @PlainJimfsDiffers("throws ClosedChannelException")
  void closingEndsWhatWaitsForItsTurn() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    Outcome<Integer> handled = new Outcome<>();
    Path file = file("a", bytes(10));
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      AsynchronousFileChannel channel =
          AsynchronousFileChannel.open(file, Set.of(READ, WRITE), executor);
      executor.execute(() -> await(busy));
      Future<Integer> pending = channel.write(ByteBuffer.wrap(bytes(10, 2)), 0);
      channel.write(ByteBuffer.wrap(bytes(10, 2)), 0, "", handled);

      channel.close();
      busy.countDown();

      assertThatThrownBy(() -> outcome(pending))
          .hasCauseInstanceOf(AsynchronousCloseException.class);
      assertThatThrownBy(() -> outcome(handled.result))
          .hasCauseInstanceOf(AsynchronousCloseException.class);
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
    } finally {
      executor.shutdown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @PlainJimfsDiffers("leaves the channel open when an operation is cancelled forcefully")
  void aCancelledOperationIsCancelledAndByForceClosesTheChannel() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(file("a", bytes(10)), Set.of(READ), executor)) {
      executor.execute(() -> await(busy));
      Future<Integer> gentle = channel.read(ByteBuffer.allocate(1), 0);
      Future<Integer> forced = channel.read(ByteBuffer.allocate(1), 0);

      assertThat(gentle.cancel(false)).isTrue();
      assertThat(channel.isOpen()).isTrue();
      assertThat(forced.cancel(true)).isTrue();
      assertThat(forced.cancel(true)).isFalse();

      assertThat(channel.isOpen()).isFalse();
      assertThat(gentle.isCancelled()).isTrue();
      assertThatThrownBy(gentle::get).isInstanceOf(CancellationException.class);
      assertThatThrownBy(forced::get).isInstanceOf(CancellationException.class);
    } finally {
      busy.countDown();
      executor.shutdown();
    }
  }

  @Test
  @Needs(Capability.LOCKS)
  void locksKeepOverlappingOnesOutHoweverTheyAreTaken() throws Exception {
    Path file = file("a", bytes(100));
    Outcome<FileLock> handled = new Outcome<>();

    try (AsynchronousFileChannel one = AsynchronousFileChannel.open(file, READ, WRITE);
        FileChannel other = FileChannel.open(file, READ, WRITE)) {
      FileLock lock = outcome(one.lock(0, 50, false));
      assertThat(lock.isValid()).isTrue();
      assertThat(lock.acquiredBy()).isSameAs(one);
      assertThatThrownBy(() -> one.lock(49, 10, true))
          .isInstanceOf(OverlappingFileLockException.class);
      assertThatThrownBy(() -> one.tryLock(10, 1, false))
          .isInstanceOf(OverlappingFileLockException.class);
      assertThatThrownBy(() -> other.tryLock(10, 1, false))
          .isInstanceOf(OverlappingFileLockException.class);
      one.lock(50, 10, true, "locking", handled);
      assertThat(outcome(handled.result).isShared()).isTrue();
      lock.release();
      assertThat(lock.isValid()).isFalse();
      assertThat(other.tryLock(0, 50, false)).isNotNull();
    }
  }

  @Test
  @Needs(Capability.LOCKS)
  void locksEndWithTheirChannel() throws Exception {
    Path file = file("a", bytes(100));
    AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ, WRITE);
    FileLock lock = outcome(channel.lock());

    channel.close();

    assertThat(lock.isValid()).isFalse();
    assertThatThrownBy(lock::release).isInstanceOf(ClosedChannelException.class);
    try (FileChannel other = FileChannel.open(file, WRITE)) {
      assertThat(other.tryLock()).isNotNull();
    }
  }

  @Test
  @Needs(Capability.LOCKS)
  void locksNeedTheRights() throws IOException {
    Path file = file("a", bytes(100));

    try (AsynchronousFileChannel reader = AsynchronousFileChannel.open(file, READ);
        AsynchronousFileChannel writer = AsynchronousFileChannel.open(file, WRITE)) {
      assertThatThrownBy(reader::lock).isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> writer.lock(0, 1, true))
          .isInstanceOf(NonReadableChannelException.class);
      assertThatThrownBy(() -> writer.tryLock(0, 1, true))
          .isInstanceOf(NonReadableChannelException.class);
    }
  }

  @Test
  void anErrorOfTheFileReachesFutureAndHandler() throws Exception {
    Path file = file("a", bytes(10));
    Outcome<Integer> handled = new Outcome<>();

    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ, WRITE)) {
      channel.read(ByteBuffer.allocate(1), Long.MAX_VALUE, "", handled);
      assertThat(handled.result.handle((bytes, failure) -> failure == null ? bytes : -1))
          .succeedsWithin(java.time.Duration.ofSeconds(30))
          .isEqualTo(-1);
      assertThatThrownBy(() -> outcome(channel.write(ByteBuffer.wrap(bytes(10)), Long.MAX_VALUE)))
          .isInstanceOf(ExecutionException.class);
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }
}
