package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Copies of plaintext that can be mapped: files of a file system that lies in memory, which only
 * this user can open, and which lose their name at once. What is mapped stays there until the
 * buffer is collected; nothing is written to a disk, unless the system swaps ({@code
 * docs/decisions/0041-mapping-a-copy-in-memory.md}).
 *
 * <p>Immutable.
 *
 * @param allowed whether the mount option allows it
 */
record MemoryMaps(boolean allowed) {
  /** Where Linux has such a file system, open to all users. */
  private static final String IN_MEMORY = "/dev/shm";

  private static final Set<String> MEMORY_TYPES = Set.of("tmpfs", "ramfs");
  private static final int CHUNK_BYTES = 256 * 1024;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Reads plaintext. */
  interface Source {
    /** Reads into {@code target} from there; -1 at the end. */
    int read(ByteBuffer target, long position) throws IOException;
  }

  /**
   * Refuses to map where the mount option does not allow it.
   *
   * @throws UnsupportedOperationException if so; names the option
   */
  void requireAllowed() {
    if (!allowed) {
      throw new UnsupportedOperationException(
          "files of an encrypted mount are mapped only with the mount option ecryptfs_nio_map=memory,"
              + " as a copy in memory; or read with FileChannel.read(ByteBuffer, long)");
    }
  }

  /**
   * A file with {@code size} bytes of {@code source} from {@code at} on; the caller maps and closes
   * it.
   *
   * @throws UnsupportedOperationException if this system has no file system in memory
   */
  FileChannel copy(Source source, long at, long size) throws IOException {
    FileChannel copy = open();
    try {
      fill(copy, source, at, size);
      return copy;
    } catch (IOException | RuntimeException | Error e) {
      copy.close();
      throw e;
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        directory().resolve("ecryptfs-nio-" + UUID.randomUUID()),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE), // Linux deletes it as soon as it is open
        OWNER_ONLY);
  }

  private static Path directory() throws IOException {
    Path directory = Path.of(IN_MEMORY);
    if (!Files.isDirectory(directory)) {
      throw new UnsupportedOperationException(
          "ecryptfs_nio_map=memory needs a file system in memory at " + IN_MEMORY);
    }
    String type = Files.getFileStore(directory).type();
    if (!MEMORY_TYPES.contains(type)) {
      throw new UnsupportedOperationException(
          "ecryptfs_nio_map=memory: %s is not in memory but of type %s".formatted(IN_MEMORY, type));
    }
    return directory;
  }

  private static void fill(FileChannel copy, Source source, long at, long size) throws IOException {
    byte[] plain = new byte[(int) Math.min(CHUNK_BYTES, size)];
    try {
      long done = 0;
      while (done < size) {
        ByteBuffer chunk = ByteBuffer.wrap(plain, 0, (int) Math.min(plain.length, size - done));
        if (source.read(chunk, at + done) < 0) {
          Arrays.fill(plain, (byte) 0); // the file became shorter meanwhile
          chunk.position(chunk.limit());
        }
        done += write(copy, chunk.flip());
      }
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private static int write(FileChannel copy, ByteBuffer chunk) throws IOException {
    int bytes = chunk.remaining();
    try {
      while (chunk.hasRemaining()) {
        copy.write(chunk);
      }
      return bytes;
    } catch (IOException e) {
      FileSystemException failure =
          new FileSystemException(IN_MEMORY, null, "no room for a mapping: " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }
}
