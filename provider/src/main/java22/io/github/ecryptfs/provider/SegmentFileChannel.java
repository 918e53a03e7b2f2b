package io.github.ecryptfs.provider;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Adds the mapping into memory segments: what JDK 22 and newer load in place of the empty one. */
abstract class SegmentFileChannel extends MappedFileChannel {
  SegmentFileChannel(MemoryMaps maps) {
    super(maps);
  }

  /**
   * Maps a copy in memory, if the mount allows it; the arena lets it go when it is closed.
   *
   * @throws UnsupportedOperationException as {@link #map(MapMode, long, long)} does
   */
  @Override
  public final MemorySegment map(MapMode mode, long at, long size, Arena arena) throws IOException {
    Objects.requireNonNull(arena, "arena");
    try (FileChannel copy = copy(mode, at, size)) {
      return copy.map(mode, 0, size, arena);
    }
  }
}
