package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.provider.lower.LowerChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystemException;

/**
 * A directory opened for reading. It has no bytes; programs open it to make what happened to its
 * names durable. Thread-safe.
 *
 * @param lower the lower directory
 * @param locks what is locked
 */
record DirectoryFile(LowerChannel lower, LockTable locks) implements OpenFile {
  /** Some lower file systems say -1. */
  @Override
  public long size() throws IOException {
    return Math.max(0, lower.size());
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    throw noContent();
  }

  @Override
  public void requireContent() throws IOException {
    throw noContent();
  }

  private IOException noContent() {
    return new FileSystemException(
        lower.path().map(Object::toString).orElse("(deleted directory)"), null, "Is a directory");
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new NonWritableChannelException();
  }

  @Override
  public long append(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public void truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public void force(boolean metadata) throws IOException {
    lower.force(metadata);
  }

  @Override
  public void prepareWriting() {
    throw new NonWritableChannelException();
  }

  @Override
  public void refresh() {
    // Nothing is remembered.
  }

  @Override
  public void close() throws IOException {
    lower.close();
  }
}
