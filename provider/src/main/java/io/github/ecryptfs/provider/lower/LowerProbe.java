package io.github.ecryptfs.provider.lower;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/**
 * Tries out how a lower file system takes changed files, with two files in the lower directory that
 * are deleted again. Only for who asked for it, since it writes.
 *
 * <p>One file that went well says little about a store behind a network; what goes wrong or comes
 * out otherwise than written counts as cannot.
 *
 * @param directory the lower directory
 */
public record LowerProbe(Path directory) {
  private static final byte[] BEFORE = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final byte[] AFTER = {1, 2, 3, 9, 5, 6, 7, 8, 0, 0, 9};
  private static final byte[] CUT = {1, 2, 3, 9, 5};

  /** One thing that is tried. */
  private interface Trial {
    boolean succeeds(Path file) throws IOException;
  }

  /**
   * The best way that works.
   *
   * @throws IOException if what was written cannot be deleted
   */
  public LowerWriting writing() throws IOException {
    if (works(LowerProbe::changesInPlace)) {
      return LowerWriting.IN_PLACE;
    }
    return works(LowerProbe::replaces) ? LowerWriting.RENAME : LowerWriting.READ_ONLY;
  }

  private boolean works(Trial trial) throws IOException {
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    Path file =
        directory.resolve(
            SpoolRoom.PREFIX + BaseEncoding.base16().lowerCase().encode(random) + ".probe");
    try {
      return trial.succeeds(file);
    } catch (IOException | RuntimeException e) {
      return false; // whatever it throws: it does not do what was asked
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static boolean changesInPlace(Path file) throws IOException {
    write(file, BEFORE);
    Set<OpenOption> changing = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    try (SeekableByteChannel channel = Files.newByteChannel(file, changing)) {
      channel.position(3).write(ByteBuffer.wrap(new byte[] {9}));
      channel.position(10).write(ByteBuffer.wrap(new byte[] {9}));
      ByteBuffer start = ByteBuffer.allocate(1);
      channel.position(0).read(start);
      if (start.get(0) != BEFORE[0] || channel.size() != AFTER.length) {
        return false;
      }
    }
    if (!holds(file, AFTER)) {
      return false;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file, changing)) {
      channel.truncate(CUT.length);
    }
    return holds(file, CUT);
  }

  private static boolean replaces(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      write(file, BEFORE);
      write(part, AFTER);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return holds(file, AFTER) && Files.notExists(part);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Set<OpenOption> making = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try (SeekableByteChannel channel = Files.newByteChannel(file, making)) {
      ByteBuffer source = ByteBuffer.wrap(content);
      while (source.hasRemaining()) {
        channel.write(source);
      }
    }
  }

  private static boolean holds(Path file, byte[] content) throws IOException {
    return Files.size(file) == content.length && Arrays.equals(Files.readAllBytes(file), content);
  }
}
