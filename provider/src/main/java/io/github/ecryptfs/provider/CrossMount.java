package io.github.ecryptfs.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;
import java.util.List;

/**
 * Copies and moves between two mounts of ours, and over the border of the default file system, as
 * java.nio does between two providers: it asks the provider to do it where both paths are of one
 * provider, even if not of one file system.
 */
final class CrossMount {
  private CrossMount() {}

  /** Copies a file, or a directory without its entries. */
  static void copy(Path source, Path target, CopyOption... options) throws IOException {
    List<CopyOption> wanted = Arrays.asList(options);
    LinkOption[] links =
        wanted.contains(LinkOption.NOFOLLOW_LINKS)
            ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
            : new LinkOption[0];
    BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class, links);
    if (attributes.isRegularFile()) {
      requireWritableFiles(target);
    }
    boolean replace = wanted.contains(StandardCopyOption.REPLACE_EXISTING);
    if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    try (InputStream content = contentOf(source, attributes)) {
      if (replace) {
        Files.deleteIfExists(target);
      }
      create(source, attributes, content, target);
    }
    if (wanted.contains(StandardCopyOption.COPY_ATTRIBUTES) && !attributes.isSymbolicLink()) {
      copyAttributes(source, target);
    }
  }

  /** Room is made for a file only where it can be written then. */
  private static void requireWritableFiles(Path target) throws IOException {
    if (target instanceof EcryptfsPath inMount) {
      inMount.getFileSystem().files().requireWritableFiles(inMount);
    }
  }

  /** The content of a file, opened before anything is replaced by it; nothing of others. */
  private static InputStream contentOf(Path source, BasicFileAttributes attributes)
      throws IOException {
    return attributes.isDirectory() || attributes.isSymbolicLink()
        ? InputStream.nullInputStream()
        : Files.newInputStream(source);
  }

  private static void create(
      Path source, BasicFileAttributes attributes, InputStream content, Path target)
      throws IOException {
    if (attributes.isSymbolicLink()) {
      String text = Files.readSymbolicLink(source).toString();
      Files.createSymbolicLink(target, target.getFileSystem().getPath(text));
    } else if (attributes.isDirectory()) {
      Files.createDirectory(target);
    } else {
      fill(target, content);
    }
  }

  /** Nothing is left of a copy that does not come to its end. */
  private static void fill(Path target, InputStream content) throws IOException {
    OutputStream made =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (OutputStream out = made) {
      content.transferTo(out);
    } catch (IOException e) {
      Files.deleteIfExists(target);
      throw e;
    }
  }

  private static void copyAttributes(Path from, Path to) throws IOException {
    BasicFileAttributes times = Files.readAttributes(from, BasicFileAttributes.class);
    PosixFileAttributeView source = Files.getFileAttributeView(from, PosixFileAttributeView.class);
    PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (source != null && target != null) {
      target.setPermissions(source.readAttributes().permissions());
    }
    BasicFileAttributeView view = Files.getFileAttributeView(to, BasicFileAttributeView.class);
    if (view != null) {
      view.setTimes(times.lastModifiedTime(), times.lastAccessTime(), times.creationTime());
    }
  }

  /** Copies and then deletes the source; a directory must be empty, and nothing here is atomic. */
  static void move(Path source, Path target, CopyOption... options) throws IOException {
    if (Arrays.asList(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
      throw new AtomicMoveNotSupportedException(
          source.toString(), target.toString(), "the two paths are in different mounts");
    }
    requireNoEntries(source);
    boolean replace = Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING);
    CopyOption[] copying =
        replace
            ? new CopyOption[] {
              StandardCopyOption.REPLACE_EXISTING,
              StandardCopyOption.COPY_ATTRIBUTES,
              LinkOption.NOFOLLOW_LINKS
            }
            : new CopyOption[] {StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS};
    copy(source, target, copying);
    Files.delete(source);
  }

  private static void requireNoEntries(Path source) throws IOException {
    if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(source)) {
        if (entries.iterator().hasNext()) {
          throw new DirectoryNotEmptyException(source.toString());
        }
      }
    }
  }
}
