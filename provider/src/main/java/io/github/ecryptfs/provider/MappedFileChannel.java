package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** A channel that maps a copy of its file, with the ways of mapping that JDK 17 has. */
abstract class MappedFileChannel extends FileChannel {
  /**
   * A file to be mapped from its start in place of this one.
   *
   * @throws UnsupportedOperationException if a mapping would not be honest, or is not allowed
   */
  abstract FileChannel copyToMap(MapMode mode, long at, long size) throws IOException;

  /**
   * Maps a copy in memory, if the mount allows it.
   *
   * @throws UnsupportedOperationException for {@link FileChannel.MapMode#READ_WRITE}, or if the
   *     mount does not allow it; says what to use in its place
   */
  @Override
  public final MappedByteBuffer map(MapMode mode, long at, long size) throws IOException {
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a buffer cannot hold " + size + " bytes");
    }
    try (FileChannel copy = copyToMap(mode, at, size)) {
      return copy.map(mode, 0, size);
    }
  }
}
