package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Optional;

/**
 * A file channel of a lower file system other than the default one; an interrupt closes it.
 *
 * <p>Thread-safe.
 */
record FilePort(FileChannel channel) implements LowerPort {
  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return channel.read(target, position);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return channel.write(source, position);
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
}
