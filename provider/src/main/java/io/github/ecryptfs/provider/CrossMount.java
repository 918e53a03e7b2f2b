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
import java.util.Arrays;
import java.util.List;

/**
 * Copies and moves between two mounts of ours, as java.nio does between two providers: it asks the
 * provider to do it where both paths are of one provider, even if not of one file system.
 */
final class CrossMount {
  private CrossMount() {}

  /** Copies a file, or a directory without its entries. */
  static void copy(EcryptfsPath source, EcryptfsPath target, CopyOption... options)
      throws IOException {
    List<CopyOption> wanted = Arrays.asList(options);
    LinkOption[] links =
        wanted.contains(LinkOption.NOFOLLOW_LINKS)
            ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
            : new LinkOption[0];
    BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class, links);
    if (attributes.isRegularFile()) {
      target.getFileSystem().requireWritableFiles(target);
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
      copyTimes(attributes, target);
    }
  }

  /** The content of a file, opened before anything is replaced by it; nothing of others. */
  private static InputStream contentOf(EcryptfsPath source, BasicFileAttributes attributes)
      throws IOException {
    return attributes.isDirectory() || attributes.isSymbolicLink()
        ? InputStream.nullInputStream()
        : Files.newInputStream(source);
  }

  private static void create(
      EcryptfsPath source, BasicFileAttributes attributes, InputStream content, EcryptfsPath target)
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
  private static void fill(EcryptfsPath target, InputStream content) throws IOException {
    Files.createFile(target);
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
      content.transferTo(out);
    } catch (IOException e) {
      Files.deleteIfExists(target);
      throw e;
    }
  }

  private static void copyTimes(BasicFileAttributes from, EcryptfsPath to) throws IOException {
    BasicFileAttributeView view = Files.getFileAttributeView(to, BasicFileAttributeView.class);
    if (view != null) {
      view.setTimes(from.lastModifiedTime(), from.lastAccessTime(), from.creationTime());
    }
  }

  /** Copies and then deletes the source; a directory must be empty, and nothing here is atomic. */
  static void move(EcryptfsPath source, EcryptfsPath target, CopyOption... options)
      throws IOException {
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

  private static void requireNoEntries(EcryptfsPath source) throws IOException {
    if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(source)) {
        if (entries.iterator().hasNext()) {
          throw new DirectoryNotEmptyException(source.toString());
        }
      }
    }
  }
}
