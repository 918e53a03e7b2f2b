package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file channel of a lower file system other than the default one; an interrupt closes it.
 *
 * <p>Thread-safe: one call after another. A channel that an interrupt closes may interrupt all
 * other threads that are in it, as that of Jimfs does, and nobody could tell those interrupts from
 * ones that were meant for them.
 */
final class FilePort implements LowerPort {
  private final FileChannel channel;
  private final Lock alone = new ReentrantLock();

  FilePort(FileChannel channel) {
    this.channel = channel;
  }

  /** What is done with the channel. */
  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T alone(Call<T> call) throws IOException {
    alone.lock();
    try {
      return call.run();
    } finally {
      alone.unlock();
    }
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return alone(() -> channel.read(target, position));
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return alone(() -> channel.write(source, position));
  }

  @Override
  public long size() throws IOException {
    return alone(channel::size);
  }

  @Override
  public void truncate(long size) throws IOException {
    alone(() -> channel.truncate(size));
  }

  @Override
  public boolean hasLocks() {
    return true;
  }

  @Override
  public Optional<FileLock> tryLock(long start, long size, boolean shared) throws IOException {
    return alone(() -> Optional.ofNullable(channel.tryLock(start, size, shared)));
  }

  @Override
  public void force(boolean metadata) throws IOException {
    alone(
        () -> {
          channel.force(metadata);
          return metadata;
        });
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
