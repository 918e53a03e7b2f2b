package io.github.ecryptfs.provider;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * A stream for {@link java.nio.file.Files#copy}, which writes in runs of 8 KiB: it hands them on in
 * large ones, which are encrypted several times as fast. A short write, a flush and the end hand on
 * at once what was gathered, so that only a bulk of data that is still under way waits here.
 *
 * <p>Thread-safe by its own monitor.
 */
final class CopyOutputStream extends OutputStream {
  private static final int GATHERED_BYTES = 256 * 1024;

  /** What {@code Files.copy} writes at a time, but for the end. */
  private static final int BULK_BYTES = 8192;

  private final FileChannel channel;
  private final byte[] gathered = new byte[GATHERED_BYTES];
  private int used;

  CopyOutputStream(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] source, int offset, int length) throws IOException {
    if (length < BULK_BYTES || length > GATHERED_BYTES - used) {
      flush();
    }
    if (length < BULK_BYTES || length > GATHERED_BYTES) {
      writeAll(ByteBuffer.wrap(source, offset, length));
    } else {
      System.arraycopy(source, offset, gathered, used, length);
      used += length;
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    ByteBuffer waiting = ByteBuffer.wrap(gathered, 0, used);
    used = 0;
    writeAll(waiting);
  }

  private void writeAll(ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      channel.write(source);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try (channel) {
      flush();
    } finally {
      Arrays.fill(gathered, (byte) 0);
    }
  }
}
