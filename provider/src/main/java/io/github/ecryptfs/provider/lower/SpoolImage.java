package io.github.ecryptfs.provider.lower;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A lower file as it will be written: in blocks of memory while there is room, then in a file. What
 * lies between its end and a later write is zero.
 *
 * <p>Not thread-safe: confined to the lock of its {@link SpoolPort}, under which several may read
 * at a time.
 */
final class SpoolImage implements Closeable {
  private static final int BLOCK_BYTES = 32 * 1024;

  private final SpoolRoom room;
  private final List<byte[]> blocks = new ArrayList<>();
  private Optional<LowerPort> file = Optional.empty();
  private long size;

  SpoolImage(SpoolRoom room) {
    this.room = room;
  }

  /** How many bytes it has. */
  long size() {
    return size;
  }

  /** Reads up to the remaining bytes at {@code position}; -1 at the end. */
  int read(ByteBuffer target, long position) throws IOException {
    if (position >= size) {
      return -1;
    }
    if (file.isPresent()) {
      return file.get().read(target, position);
    }
    int offset = (int) (position % BLOCK_BYTES);
    int bytes = (int) Math.min(target.remaining(), Math.min(BLOCK_BYTES - offset, size - position));
    target.put(blocks.get((int) (position / BLOCK_BYTES)), offset, bytes);
    return bytes;
  }

  /** Writes all remaining bytes at {@code position}. */
  void write(ByteBuffer source, long position) throws IOException {
    long end = position + source.remaining();
    if (file.isEmpty() && !reserve(end)) {
      moveToFile();
    }
    if (file.isPresent()) {
      writeFully(file.get(), source, position);
    } else {
      writeToBlocks(source, position);
    }
    size = Math.max(size, end);
  }

  private boolean reserve(long end) {
    while ((long) blocks.size() * BLOCK_BYTES < end) {
      if (!room.take(BLOCK_BYTES)) {
        return false;
      }
      blocks.add(new byte[BLOCK_BYTES]);
    }
    return true;
  }

  private void writeToBlocks(ByteBuffer source, long position) {
    for (long at = position; source.hasRemaining(); ) {
      int offset = (int) (at % BLOCK_BYTES);
      int bytes = Math.min(source.remaining(), BLOCK_BYTES - offset);
      source.get(blocks.get((int) (at / BLOCK_BYTES)), offset, bytes);
      at += bytes;
    }
  }

  private void moveToFile() throws IOException {
    LowerPort opened = room.openFile();
    try {
      for (long at = 0; at < size; at += BLOCK_BYTES) {
        int bytes = (int) Math.min(BLOCK_BYTES, size - at);
        writeFully(opened, ByteBuffer.wrap(blocks.get((int) (at / BLOCK_BYTES)), 0, bytes), at);
      }
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
    file = Optional.of(opened);
    dropBlocksFrom(0);
  }

  private static void writeFully(LowerPort port, ByteBuffer source, long position)
      throws IOException {
    for (long at = position; source.hasRemaining(); ) {
      at += port.write(source, at);
    }
  }

  /** Cuts it to {@code newSize} bytes; does nothing if it is not longer. */
  void truncate(long newSize) throws IOException {
    if (newSize >= size) {
      return;
    }
    if (file.isPresent()) {
      file.get().truncate(newSize);
    } else {
      int kept = (int) ((newSize + BLOCK_BYTES - 1) / BLOCK_BYTES);
      dropBlocksFrom(kept);
      int used = (int) (newSize % BLOCK_BYTES);
      if (used > 0) {
        Arrays.fill(blocks.get(kept - 1), used, BLOCK_BYTES, (byte) 0);
      }
    }
    size = newSize;
  }

  private void dropBlocksFrom(int first) {
    List<byte[]> dropped = blocks.subList(first, blocks.size());
    room.giveBack((long) dropped.size() * BLOCK_BYTES);
    dropped.clear();
  }

  @Override
  public void close() throws IOException {
    size = 0;
    dropBlocksFrom(0);
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
