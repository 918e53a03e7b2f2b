package io.github.ecryptfs.provider;

/**
 * Adds the mapping into memory segments that JDK 22 brought: nothing here, as JDK 17 has no such
 * segments. From JDK 22 on the class of the same name in {@code src/main/java22} is in its place.
 */
abstract class SegmentFileChannel extends MappedFileChannel {
  SegmentFileChannel(MemoryMaps maps) {
    super(maps);
  }
}
