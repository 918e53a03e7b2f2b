package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the lower images of a mount's changed files wait to be written: so many bytes of memory for
 * all of them, then files in a directory of the machine. Both hold what the lower file will hold.
 *
 * <p>Thread-safe.
 */
public final class SpoolRoom {
  /** How the files are called. */
  static final String PREFIX = "ecryptfs-nio-";

  private final AtomicLong memoryLeft;
  private final Optional<Path> directory;

  /**
   * Room for one mount.
   *
   * @param memoryBytes how much memory all images take together
   * @param directory where images go that do not fit; empty if they must not go to a disk
   */
  public SpoolRoom(long memoryBytes, Optional<Path> directory) {
    this.memoryLeft = new AtomicLong(memoryBytes);
    this.directory = directory;
  }

  /** Takes {@code bytes} of the memory; false if not so much is left. */
  boolean take(long bytes) {
    long before = memoryLeft.getAndUpdate(left -> left >= bytes ? left - bytes : left);
    return before >= bytes;
  }

  /** Gives memory back. */
  void giveBack(long bytes) {
    memoryLeft.addAndGet(bytes);
  }

  /** Opens a file that only this user can read and that is gone when it is closed. */
  LowerPort openFile() throws IOException {
    Path file =
        Files.createTempFile(directory.orElseThrow(SpoolRoom::full).toRealPath(), PREFIX, ".spool");
    return AsyncPort.open(
        file,
        Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE,
            LinkOption.NOFOLLOW_LINKS));
  }

  private static FileSystemException full() {
    return new FileSystemException(
        null,
        null,
        "changed files that wait to be written take all of ecryptfs_nio_spool_memory, and"
            + " ecryptfs_nio_spool_directory allows no file; close some, or allow more");
  }

  /** A new file for an image that could not be written, if a disk may be used. */
  Optional<Path> newRescueFile() throws IOException {
    return directory.isEmpty()
        ? Optional.empty()
        : Optional.of(Files.createTempFile(directory.get().toRealPath(), PREFIX, ".rescued"));
  }
}
