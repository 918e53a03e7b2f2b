package io.github.ecryptfs.keys.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Writes whole files that only their owner has access to, in a way that no crash leaves half a file
 * or none: a temporary file beside it, forced to disk, takes its place in one step.
 */
public final class PrivateFile {
  private static final Set<PosixFilePermission> OWNER_ALONE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final int ATTEMPTS = 100;

  private PrivateFile() {}

  /**
   * Makes {@code file} hold {@code content}, with mode 0600. If it is there already, its successor
   * has the same owner and group; where it is a symbolic link, the file it leads to is replaced.
   *
   * @param content left for the caller to zero, if it is secret
   * @throws IOException if that fails; the file is then as it was
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
    Path temporary = write(target, content);
    try {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        keepOwner(target, temporary);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      discard(temporary, e);
      throw e;
    }
    forceDirectory(target);
  }

  /**
   * Makes {@code file}, which is not there yet, with mode 0600 and {@code content}.
   *
   * @throws FileAlreadyExistsException if it is there
   */
  public static void create(Path file, byte[] content) throws IOException {
    createForced(file, content);
    forceDirectory(file);
  }

  /** Makes a directory and those above it that are missing, with mode 0700. */
  public static void createDirectories(Path directory) throws IOException {
    FileAttribute<?>[] attributes =
        isPosix(directory)
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(directory, attributes);
  }

  private static Path write(Path target, byte[] content) throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] tail = new byte[3];
    for (int attempt = 1; ; attempt++) {
      random.nextBytes(tail);
      Path temporary =
          target.resolveSibling(target.getFileName() + "-" + HexFormat.of().formatHex(tail));
      try {
        createForced(temporary, content);
        return temporary;
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void createForced(Path file, byte[] content) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, permissions(file))) {
      try {
        ByteBuffer source = ByteBuffer.wrap(content);
        while (source.hasRemaining()) {
          channel.write(source);
        }
        channel.force(true);
      } catch (IOException e) {
        discard(file, e);
        throw e;
      }
    }
  }

  private static FileAttribute<?>[] permissions(Path file) {
    return isPosix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ALONE)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** What root rewraps for somebody stays that user's. */
  private static void keepOwner(Path old, Path fresh) throws IOException {
    if (!isPosix(old)) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(old, PosixFileAttributes.class);
    PosixFileAttributes made = Files.readAttributes(fresh, PosixFileAttributes.class);
    PosixFileAttributeView view =
        Files.getFileAttributeView(fresh, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (!made.group().equals(wanted.group())) {
      view.setGroup(wanted.group());
    }
    if (!made.owner().equals(wanted.owner())) {
      view.setOwner(wanted.owner());
    }
  }

  /** So that the name is on the disk as well; only there can a directory be opened. */
  private static void forceDirectory(Path file) throws IOException {
    if (isPosix(file) && file.getFileSystem() == FileSystems.getDefault()) {
      try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
        directory.force(true);
      }
    }
  }

  private static void discard(Path temporary, IOException cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
