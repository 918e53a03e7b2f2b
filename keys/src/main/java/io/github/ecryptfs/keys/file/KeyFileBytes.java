package io.github.ecryptfs.keys.file;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * Files that hold secrets: read whole up to a limit, with a warning in the log where others have
 * access to them.
 */
public final class KeyFileBytes {
  private static final Logger LOG = System.getLogger(KeyFileBytes.class.getName());
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private KeyFileBytes() {}

  /**
   * All bytes of {@code file}, which may be a pipe, in an array that the caller owns and zeroes.
   * Warns in the log if others have access to it.
   *
   * @throws IOException if the file is missing, unreadable or longer than {@code maximum} bytes
   */
  public static byte[] read(Path file, int maximum) throws IOException {
    warnIfShared(file);
    return readPublic(file, maximum);
  }

  /** Like {@link #read}, for a file that holds no secret. */
  public static byte[] readPublic(Path file, int maximum) throws IOException {
    byte[] room = new byte[maximum + 1];
    try (ReadableByteChannel channel = Files.newByteChannel(file)) {
      int length = fill(ByteBuffer.wrap(room), channel);
      if (length > maximum) {
        throw new IOException(file + ": more than " + maximum + " bytes, too long for a key file");
      }
      return Arrays.copyOf(room, length);
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  /**
   * Warns in the log if others than its owner have access to a file with a secret.
   *
   * @throws IOException if it is missing
   */
  public static void warnIfShared(Path file) throws IOException {
    warning(file).ifPresent(text -> LOG.log(Level.WARNING, text));
  }

  private static int fill(ByteBuffer room, ReadableByteChannel channel) throws IOException {
    while (room.hasRemaining() && channel.read(room) >= 0) {
      // read() moves the position; a full room means that the file is too long
    }
    return room.position();
  }

  /** What is wrong with the permissions of a file with secrets, where its file system has them. */
  static Optional<String> warning(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Optional.empty();
    }
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
    return attributes.isRegularFile() && !Collections.disjoint(attributes.permissions(), OF_OTHERS)
        ? Optional.of(file + ": others than its owner have access to this secret; chmod 600 it")
        : Optional.empty();
  }
}
