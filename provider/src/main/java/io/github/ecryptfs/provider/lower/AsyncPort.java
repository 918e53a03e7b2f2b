package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * An asynchronous channel whose tasks run in the caller's thread. On the default file system it is
 * positional, as fast as a {@code FileChannel}, and {@link Thread#interrupt} does not close it.
 *
 * <p>Thread-safe.
 */
record AsyncPort(AsynchronousFileChannel channel) implements LowerPort {
  static AsyncPort open(Path path, Set<OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return new AsyncPort(
        AsynchronousFileChannel.open(path, options, CallerRuns.EXECUTOR, attributes));
  }

  @Override
  public boolean survivesInterrupts() {
    return true;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return complete(channel.read(target, position));
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return complete(channel.write(source, position));
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public boolean hasLocks() {
    return true;
  }

  @Override
  public Optional<FileLock> tryLock(long start, long size, boolean shared) throws IOException {
    return Optional.ofNullable(channel.tryLock(start, size, shared));
  }

  @Override
  public void force(boolean metadata) throws IOException {
    channel.force(metadata);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The value of a future that is complete already, for the task ran in this thread. */
  private static int complete(Future<Integer> done) throws IOException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("a task that ran in this thread is not complete", e);
    }
  }

  /** Runs each task at once in the thread that hands it over. */
  private static final class CallerRuns extends AbstractExecutorService {
    static final CallerRuns EXECUTOR = new CallerRuns();

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }
}
