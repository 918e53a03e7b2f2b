package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.file.LockTable;
import io.github.ecryptfs.provider.file.OpenFile;
import io.github.ecryptfs.provider.tree.OpenMode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One opener's asynchronous channel. The file behind it is shared with all other openers, those of
 * {@link EcryptfsFileChannel} included. Each operation is one task of the executor, and its handler
 * runs there too; operations of one channel run beside each other, in no order.
 *
 * <p>Closing the channel ends operations that wait for their turn or for a lock with {@link
 * AsynchronousCloseException}. Those that read or write already come to their end, for their buffer
 * is in use, and tell what they did.
 *
 * <p>Thread-safe.
 */
final class EcryptfsAsynchronousFileChannel extends AsynchronousFileChannel {
  private final OpenFile file;
  private final OpenMode mode;
  private final UpperErrors errors;
  private final ChannelUse use;
  private final Executor executor;
  private final ChannelLocks locks;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A channel that is open.
   *
   * @param executor runs the operations and their handlers
   * @param onClose called once, after the last operation
   */
  EcryptfsAsynchronousFileChannel(Opener opener, Executor executor, Closeable onClose) {
    this.file = opener.file();
    this.mode = opener.mode();
    this.errors = opener.errors();
    this.executor = executor;
    this.use = new ChannelUse(onClose);
    this.locks = new ChannelLocks(file, (owner, range) -> new UpperFileLock(this, owner, range));
  }

  /** What is done with the file. */
  private interface Operation<V> {
    V run() throws IOException;
  }

  /** Where the outcome of an operation goes. */
  private record Receiver<V, A>(A attachment, CompletionHandler<V, ? super A> handler) {
    Receiver {
      Objects.requireNonNull(handler, "handler");
    }

    void accept(V result) {
      handler.completed(result, attachment);
    }

    void refuse(Throwable failure) {
      handler.failed(failure, attachment);
    }

    /** Whether the operation was cancelled: nobody will look at its outcome. */
    boolean isGone() {
      return handler instanceof PendingResult<?> pending && pending.isCancelled();
    }

    /** Whether the outcome can be told in the caller's thread: no code of the caller is run. */
    boolean isFuture() {
      return handler instanceof PendingResult<?>;
    }
  }

  /** Runs {@code operation} in the caller's thread. */
  private <V> V operate(Operation<V> operation) throws IOException {
    if (!use.enter()) {
      throw new ClosedChannelException();
    }
    try {
      return errors.in(operation::run);
    } finally {
      use.leave();
    }
  }

  /** Has the executor run {@code operation} and tell its outcome. */
  private <V, A> void start(Operation<V> operation, Receiver<V, A> receiver) {
    if (isOpen()) {
      executor.execute(() -> runNow(operation, receiver));
    } else {
      refuseClosed(receiver);
    }
  }

  private <V, A> void refuseClosed(Receiver<V, A> receiver) {
    ClosedChannelException failure = new ClosedChannelException();
    if (receiver.isFuture()) {
      receiver.refuse(failure);
    } else {
      executor.execute(() -> receiver.refuse(failure));
    }
  }

  private <V, A> void runNow(Operation<V> operation, Receiver<V, A> receiver) {
    if (receiver.isGone()) {
      return;
    }
    V result;
    try {
      result = runIfOpen(operation);
    } catch (IOException | RuntimeException | Error e) {
      receiver.refuse(e);
      return;
    }
    receiver.accept(result);
  }

  private <V> V runIfOpen(Operation<V> operation) throws IOException {
    if (!isOpen()) {
      throw new AsynchronousCloseException();
    }
    try {
      return operate(operation);
    } catch (AsynchronousCloseException e) {
      throw e;
    } catch (ClosedChannelException e) {
      AsynchronousCloseException news = new AsynchronousCloseException();
      news.initCause(e);
      throw news;
    }
  }

  private void requireReadable() {
    if (!mode.read()) {
      throw new NonReadableChannelException();
    }
  }

  private void requireWritable() {
    if (!mode.write()) {
      throw new NonWritableChannelException();
    }
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  // Reading and writing.

  @Override
  public <A> void read(
      ByteBuffer target, long at, A attachment, CompletionHandler<Integer, ? super A> handler) {
    Receiver<Integer, A> receiver = new Receiver<>(attachment, handler);
    EcryptfsFileChannel.requireNotNegative(at, "position");
    requireReadable();
    EcryptfsFileChannel.requireRoomToWrite(target);
    start(() -> file.read(target, at), receiver);
  }

  @Override
  public PendingResult<Integer> read(ByteBuffer target, long at) {
    PendingResult<Integer> result = new PendingResult<>(this);
    read(target, at, this, result);
    return result;
  }

  @Override
  public <A> void write(
      ByteBuffer source, long at, A attachment, CompletionHandler<Integer, ? super A> handler) {
    Receiver<Integer, A> receiver = new Receiver<>(attachment, handler);
    EcryptfsFileChannel.requireNotNegative(at, "position");
    requireWritable();
    Objects.requireNonNull(source, "source");
    start(() -> durable(file.write(source, at)), receiver);
  }

  @Override
  public PendingResult<Integer> write(ByteBuffer source, long at) {
    PendingResult<Integer> result = new PendingResult<>(this);
    write(source, at, this, result);
    return result;
  }

  /** Makes a change durable where the channel was opened so. */
  private <V> V durable(V result) throws IOException {
    if (mode.syncs()) {
      file.force(mode.syncsMetadata());
    }
    return result;
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return operate(file::size);
  }

  @Override
  public AsynchronousFileChannel truncate(long size) throws IOException {
    EcryptfsFileChannel.requireNotNegative(size, "size");
    requireOpen();
    requireWritable();
    return operate(
        () -> {
          file.truncate(size);
          return durable(this);
        });
  }

  @Override
  public void force(boolean metadata) throws IOException {
    requireOpen();
    operate(
        () -> {
          file.force(metadata);
          return this;
        });
  }

  // Locks.

  private void requireRightToLock(boolean shared) {
    if (shared) {
      requireReadable();
    } else {
      requireWritable();
    }
  }

  @Override
  public <A> void lock(
      long start,
      long size,
      boolean shared,
      A attachment,
      CompletionHandler<FileLock, ? super A> handler) {
    Receiver<FileLock, A> receiver = new Receiver<>(attachment, handler);
    requireRightToLock(shared);
    if (isOpen()) {
      executor.execute(new LockRequest<>(locks.claim(start, size, shared), receiver));
    } else {
      refuseClosed(receiver);
    }
  }

  @Override
  public PendingResult<FileLock> lock(long start, long size, boolean shared) {
    PendingResult<FileLock> result = new PendingResult<>(this);
    lock(start, size, shared, this, result);
    return result;
  }

  @Override
  public @Nullable FileLock tryLock(long start, long size, boolean shared) throws IOException {
    requireRightToLock(shared);
    requireOpen();
    LockTable.Range range = locks.claim(start, size, shared);
    Optional<UpperFileLock> lock = obtain(range);
    if (lock.isEmpty()) {
      locks.release(range);
    }
    return lock.orElse(null);
  }

  /** Asks for the lock of a claimed range; the claim is given up if that fails. */
  private Optional<UpperFileLock> obtain(LockTable.Range range) throws IOException {
    try {
      return runIfOpen(() -> locks.obtain(range));
    } catch (IOException | RuntimeException | Error e) {
      locks.release(range);
      throw e;
    }
  }

  /**
   * Somebody who waits for the lock of a claimed range; between two questions it holds no thread.
   */
  private final class LockRequest<A> implements Runnable {
    private final LockTable.Range range;
    private final Receiver<FileLock, A> receiver;

    LockRequest(LockTable.Range range, Receiver<FileLock, A> receiver) {
      this.range = range;
      this.receiver = receiver;
    }

    @Override
    public void run() {
      Optional<UpperFileLock> lock;
      try {
        lock = obtain(range);
      } catch (IOException | RuntimeException | Error e) {
        receiver.refuse(e);
        return;
      }
      lock.ifPresent(receiver::accept);
      if (receiver.isGone()) {
        giveUp();
      } else if (lock.isEmpty()) {
        askAgain();
      }
    }

    private void giveUp() {
      try {
        locks.release(range);
      } catch (IOException e) {
        throw new UncheckedIOException("a lock that nobody waits for any more stays", e);
      }
    }

    private void askAgain() {
      CompletableFuture.delayedExecutor(ChannelLocks.POLL_MILLIS, TimeUnit.MILLISECONDS, executor)
          .execute(this);
    }
  }

  // Closing.

  @Override
  public boolean isOpen() {
    return !closed.get();
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      errors.in(
          () -> {
            try {
              locks.releaseAll();
            } finally {
              use.end();
            }
            return this;
          });
    }
  }
}
