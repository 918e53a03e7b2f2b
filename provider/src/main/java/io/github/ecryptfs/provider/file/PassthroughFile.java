package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.provider.lower.LowerChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A lower file without eCryptfs metadata, shown as it is ({@code ecryptfs_passthrough}).
 *
 * <p>Thread-safe: appending and exchanging the channel take the write lock.
 */
record PassthroughFile(LowerChannel lower, ReadWriteLock lock, LockTable locks)
    implements OpenFile {
  private static final int ZEROS = 8192;

  PassthroughFile(LowerChannel lower) {
    this(lower, new ReentrantReadWriteLock(), new LockTable());
  }

  @Override
  public long size() throws IOException {
    lock.readLock().lock();
    try {
      return lower.size();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    lock.readLock().lock();
    try {
      boolean room = target.hasRemaining();
      int bytes = lower.read(target, position);
      return bytes == 0 && room ? -1 : bytes;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    lock.writeLock().lock();
    try {
      int bytes = source.remaining();
      if (bytes > 0) {
        fillTo(position);
        lower.write(source, position);
      }
      return bytes;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Not every lower file system fills a gap with zeros. */
  private void fillTo(long position) throws IOException {
    for (long at = lower.size(); at < position; ) {
      int bytes = (int) Math.min(ZEROS, position - at);
      lower.write(ByteBuffer.allocate(bytes), at);
      at += bytes;
    }
  }

  @Override
  public long append(ByteBuffer source) throws IOException {
    lock.writeLock().lock();
    try {
      long end = lower.size();
      int bytes = source.remaining();
      lower.write(source, end);
      return end + bytes;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    lock.writeLock().lock();
    try {
      if (size < lower.size()) {
        lower.truncate(size);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void force(boolean metadata) throws IOException {
    lower.force(metadata);
  }

  @Override
  public void prepareWriting() throws IOException {
    lock.writeLock().lock();
    try {
      if (!lower.isWritable()) {
        lower.reopenForWriting();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void refresh() {
    // Nothing is remembered.
  }

  @Override
  public void close() throws IOException {
    lock.writeLock().lock();
    try {
      lower.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
