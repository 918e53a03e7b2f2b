package io.github.ecryptfs.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * A stream over a channel of ours that hands large runs on in {@link #transferTo}.
 *
 * <p>Thread-safe as its channel is.
 */
final class UpperInputStream extends InputStream {
  private static final int TRANSFER_BYTES = 256 * 1024;

  private final FileChannel channel;

  UpperInputStream(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(target, offset, length));
  }

  /** Goes on, but not behind the end, or back, but not before the start. */
  @Override
  public long skip(long count) throws IOException {
    long from = channel.position();
    long to = count > 0 ? from + Math.min(count, channel.size() - from) : Math.max(0, from + count);
    channel.position(to);
    return to - from;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, channel.size() - channel.position()));
  }

  @Override
  public long transferTo(OutputStream target) throws IOException {
    byte[] buffer = new byte[Math.min(TRANSFER_BYTES, Math.max(1, available()))];
    long total = 0;
    try {
      for (int bytes = read(buffer); bytes >= 0; bytes = read(buffer)) {
        target.write(buffer, 0, bytes);
        total += bytes;
      }
      return total;
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
