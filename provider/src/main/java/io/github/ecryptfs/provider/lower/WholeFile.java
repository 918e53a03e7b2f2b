package io.github.ecryptfs.provider.lower;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;

/**
 * Writes lower files as a whole, in sequence, so that the old content stays until the new one is
 * complete. An interrupt makes it begin anew, and is kept for the caller.
 *
 * <p>Immutable.
 *
 * @param way {@link LowerWriting#PUT} or {@link LowerWriting#RENAME}
 */
record WholeFile(LowerWriting way) {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Makes {@code image} the content of {@code path}.
   *
   * @throws FileSystemException also if the lower file has another size then
   */
  void write(Path path, SpoolImage image) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (!writeUndisturbed(path, image)) {
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    requireSize(path, image.size());
  }

  private boolean writeUndisturbed(Path path, SpoolImage image) throws IOException {
    try {
      if (way == LowerWriting.PUT) {
        put(path, image);
      } else {
        rename(path, image);
      }
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    }
  }

  /** What is closed is seen: so a channel on which a write failed is left as it is. */
  @SuppressWarnings("MustBeClosedChecker")
  private static void put(Path path, SpoolImage image) throws IOException {
    SeekableByteChannel channel =
        open(
            path,
            Set.of(
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING));
    transfer(image, channel);
    channel.close();
  }

  private static void rename(Path path, SpoolImage image) throws IOException {
    Path part = path.resolveSibling(SpoolRoom.PREFIX + randomName() + ".part");
    try {
      try (SeekableByteChannel channel =
          open(
              part,
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              permissionsOf(path))) {
        transfer(image, channel);
        if (channel instanceof FileChannel file) {
          file.force(true);
        }
      }
      replace(path, part);
    } catch (IOException | RuntimeException | Error e) {
      withdraw(path, part, e);
      throw e;
    }
  }

  private static void replace(Path path, Path part) throws IOException {
    try {
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException | UnsupportedOperationException e) {
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A move in two steps may have taken the old file away: then the new one stays where it is. */
  private static void withdraw(Path path, Path part, Throwable failure) {
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(part);
      } else {
        failure.addSuppressed(
            new FileSystemException(
                path.toString(), part.toString(), "the old file is gone, the new one is here"));
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static String randomName() {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    return BaseEncoding.base16().lowerCase().encode(random);
  }

  private static FileAttribute<?>[] permissionsOf(Path path) throws IOException {
    Optional<PosixFileAttributeView> posix = LowerViews.find(path, PosixFileAttributeView.class);
    return posix.isEmpty()
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(posix.get().readAttributes().permissions())
        };
  }

  /** Copies an image to an existing file of the machine. */
  void copy(SpoolImage image, Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      transfer(image, channel);
    }
  }

  private static void transfer(SpoolImage image, SeekableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (long at = 0; image.read(buffer, at) > 0; buffer.clear()) {
      at += buffer.flip().remaining();
      while (buffer.hasRemaining()) {
        if (channel.write(buffer) <= 0) {
          throw new IOException("the lower file system took no byte");
        }
      }
    }
  }

  private static SeekableByteChannel open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return UnfollowedLink.open(path, options, attributes);
  }

  private static void requireSize(Path path, long size) throws IOException {
    long kept = Files.size(path);
    if (kept != size) {
      throw new FileSystemException(
          path.toString(),
          null,
          "the lower file system has " + kept + " of the " + size + " bytes that were written");
    }
  }
}
