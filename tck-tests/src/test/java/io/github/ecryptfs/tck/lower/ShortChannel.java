package io.github.ecryptfs.tck.lower;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A channel that moves less than it is asked to: two thirds of it, but one byte at the least. */
record ShortChannel(SeekableByteChannel inner) implements SeekableByteChannel {
  private interface Transfer {
    int move(ByteBuffer some) throws IOException;
  }

  private static int some(ByteBuffer all, Transfer transfer) throws IOException {
    int limit = all.limit();
    all.limit(limit - all.remaining() / 3);
    try {
      return transfer.move(all);
    } finally {
      all.limit(limit);
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return some(target, inner::read);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return some(source, inner::write);
  }

  @Override
  public long position() throws IOException {
    return inner.position();
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    inner.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return inner.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    inner.truncate(size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }
}
