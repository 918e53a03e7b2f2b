package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/**
 * A channel with one position, for lower file systems that have no more. What was written is
 * durable as soon as such a file system says so; there is nothing to force.
 *
 * <p>Thread-safe by its own monitor, held around position and transfer.
 */
record SeekablePort(SeekableByteChannel channel) implements LowerPort {
  @Override
  public synchronized int read(ByteBuffer target, long position) throws IOException {
    return channel.position(position).read(target);
  }

  @Override
  public synchronized int write(ByteBuffer source, long position) throws IOException {
    return channel.position(position).write(source);
  }

  @Override
  public synchronized long size() throws IOException {
    return channel.size();
  }

  @Override
  public synchronized void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  @Override
  public boolean hasLocks() {
    return false;
  }

  @Override
  public Optional<FileLock> tryLock(long start, long size, boolean shared) {
    throw new UnsupportedOperationException("the lower file system has no file locks");
  }

  @Override
  public void force(boolean metadata) {
    // No such thing in SeekableByteChannel.
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
