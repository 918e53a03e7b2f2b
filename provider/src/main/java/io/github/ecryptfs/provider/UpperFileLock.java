package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.file.LockTable;
import io.github.ecryptfs.provider.file.OpenFile;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicBoolean;

/** A lock that a channel of ours holds. Thread-safe. */
final class UpperFileLock extends FileLock {
  private final EcryptfsFileChannel channel;
  private final OpenFile file;
  private final LockTable.Range range;
  private final AtomicBoolean released = new AtomicBoolean();

  UpperFileLock(EcryptfsFileChannel channel, OpenFile file, LockTable.Range range, boolean shared) {
    super(channel, range.start(), range.size(), shared);
    this.channel = channel;
    this.file = file;
    this.range = range;
  }

  @Override
  public boolean isValid() {
    return !released.get() && acquiredBy().isOpen();
  }

  @Override
  public void release() throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (letGo()) {
      channel.forget(this);
    }
  }

  /** Lets the range go, once; false if that was done before. */
  boolean letGo() throws IOException {
    if (!released.compareAndSet(false, true)) {
      return false;
    }
    file.unlock(range);
    return true;
  }
}
