package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.file.LockTable;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lock that a channel of ours holds. Thread-safe. */
final class UpperFileLock extends FileLock {
  private final ChannelLocks owner;
  private final LockTable.Range range;
  private final AtomicBoolean released = new AtomicBoolean();

  UpperFileLock(FileChannel channel, ChannelLocks owner, LockTable.Range range) {
    super(channel, range.start(), range.size(), range.shared());
    this.owner = owner;
    this.range = range;
  }

  UpperFileLock(AsynchronousFileChannel channel, ChannelLocks owner, LockTable.Range range) {
    super(channel, range.start(), range.size(), range.shared());
    this.owner = owner;
    this.range = range;
  }

  @Override
  public boolean isValid() {
    return !released.get() && acquiredBy().isOpen();
  }

  @Override
  public void release() throws IOException {
    if (!acquiredBy().isOpen()) {
      throw new ClosedChannelException();
    }
    if (released.compareAndSet(false, true)) {
      owner.release(range);
    }
  }
}
