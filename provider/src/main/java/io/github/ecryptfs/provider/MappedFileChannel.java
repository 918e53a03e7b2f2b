package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** A channel that maps copies of its file, with the ways of mapping that JDK 17 has. */
abstract class MappedFileChannel extends FileChannel {
  private final MemoryMaps maps;

  MappedFileChannel(MemoryMaps maps) {
    this.maps = maps;
  }

  abstract void requireOpen() throws ClosedChannelException;

  abstract void requireReadable() throws ClosedChannelException;

  abstract void requireWritable() throws ClosedChannelException;

  /** Whether it was opened for writing. */
  abstract boolean isForWriting();

  /**
   * Maps a copy in memory, if the mount allows it.
   *
   * @throws UnsupportedOperationException for {@link FileChannel.MapMode#READ_WRITE}, or if the
   *     mount does not allow it; says what to use in its place
   */
  @Override
  public final MappedByteBuffer map(MapMode mode, long at, long size) throws IOException {
    requireOpen();
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a buffer cannot hold " + size + " bytes");
    }
    try (FileChannel copy = copy(mode, at, size)) {
      return copy.map(mode, 0, size);
    }
  }

  /**
   * A file in memory with that range, to be mapped from 0 on and closed by the caller.
   *
   * @throws UnsupportedOperationException as {@link #map(MapMode, long, long)} does
   */
  final FileChannel copy(MapMode mode, long at, long size) throws IOException {
    requireOpen();
    EcryptfsFileChannel.requireNotNegative(at, "position");
    EcryptfsFileChannel.requireNotNegative(size, "size");
    EcryptfsFileChannel.requireNotNegative(at + size, "end of the mapping");
    requireRightToMap(mode);
    maps.requireAllowed();
    if (at + size > size()) {
      grow(at + size);
    }
    return maps.copy(this::read, at, size);
  }

  /**
   * As java.nio has it, all but reading needs both rights. What is stored through a mapping would
   * reach the copy alone.
   */
  private void requireRightToMap(MapMode mode) throws ClosedChannelException {
    if (Objects.requireNonNull(mode, "mode") != MapMode.READ_ONLY) {
      requireWritable();
    }
    requireReadable();
    if (mode != MapMode.READ_ONLY && mode != MapMode.PRIVATE) {
      throw new UnsupportedOperationException(
          mode
              + ": an encrypted file does not see what is stored through a mapping;"
              + " write with FileChannel.write(ByteBuffer, long)");
    }
  }

  /** As the JDK does it: a mapping beyond the end makes the file longer, if it can be written. */
  private void grow(long size) throws IOException {
    if (!isForWriting()) {
      throw new IOException(
          "the file ends before byte " + size + ", and is not open for writing to be made longer");
    }
    write(ByteBuffer.allocate(1), size - 1);
  }
}
