package io.github.ecryptfs.provider.tree;

import io.github.ecryptfs.provider.file.Lease;
import io.github.ecryptfs.provider.names.NameCodec;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A directory that is open, whose entries are named relative to it: whatever becomes of its path
 * meanwhile, nothing outside of it is made, changed or deleted. Symbolic links are not followed.
 *
 * <p>Java opens files with contents by path only, and open files are told by path what becomes of
 * their names; so what needs that first looks whether the path leads here still, and refuses if
 * not. Being moved through the mount is no harm, for the path is kept up to date.
 *
 * <p>Thread-safe, if the lower stream is.
 */
public final class OpenDirectory implements Closeable {
  private final UpperTree tree;
  private final SecureDirectoryStream<Path> stream;
  private volatile Path lower;

  OpenDirectory(UpperTree tree, SecureDirectoryStream<Path> stream, Path lower) {
    this.tree = tree;
    this.stream = stream;
    this.lower = lower;
  }

  /**
   * An entry, which need not exist.
   *
   * @param name the upper name
   * @param relative the lower path from the open directory on
   * @param path the lower path as it is now
   */
  public record Entry(String name, Path relative, Path path) {
    private Location location() {
      return new Location(List.of(name), path);
    }
  }

  /** The lower entries. */
  public SecureDirectoryStream<Path> entries() {
    return stream;
  }

  /** Tells that a directory was moved: this one, one above, or another. */
  void moved(Path from, Path to) {
    if (lower.startsWith(from)) {
      lower = to.resolve(from.relativize(lower).toString());
    }
  }

  /** The entry of an upper name, under its usual lower name if there is none yet. */
  public Entry entry(String name) throws IOException {
    NameCodec codec = tree.resolver().mapper().codec();
    Entry usual = entry(name, codec.toLower(name));
    if (codec.hasAlternatives() && attributesOf(usual).isEmpty()) {
      for (String other : codec.alternatives(name)) {
        Entry candidate = entry(name, other);
        if (attributesOf(candidate).isPresent()) {
          return candidate;
        }
      }
    }
    return usual;
  }

  private Entry entry(String name, String lowerName) throws FileSystemException {
    Path path = tree.resolver().mapper().child(lower, lowerName);
    return new Entry(name, path.getFileSystem().getPath(lowerName), path);
  }

  /** A lower view of an entry, or of a symbolic link; empty if there are none of that type. */
  public <V extends FileAttributeView> Optional<V> view(Entry entry, Class<V> type) {
    return Optional.ofNullable(
        stream.getFileAttributeView(entry.relative(), type, LinkOption.NOFOLLOW_LINKS));
  }

  private Optional<BasicFileAttributes> attributesOf(Entry entry) throws IOException {
    try {
      return Optional.of(present(entry));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private BasicFileAttributes present(Entry entry) throws IOException {
    return view(entry, BasicFileAttributeView.class).orElseThrow().readAttributes();
  }

  /**
   * Refuses what would act on another file than the entry, as others changed names below.
   *
   * @throws FileSystemException if the path of the entry leads to another file
   */
  public void requireSame(Entry entry, BasicFileAttributes seen) throws IOException {
    BasicFileAttributes there =
        Files.readAttributes(entry.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!Objects.equals(there.fileKey(), seen.fileKey())) {
      throw moved();
    }
  }

  private void requireInPlace() throws IOException {
    BasicFileAttributes open =
        stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
    BasicFileAttributes there =
        Files.readAttributes(lower, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!Objects.equals(there.fileKey(), open.fileKey())) {
      throw moved();
    }
  }

  private FileSystemException moved() {
    return new FileSystemException(
        lower.toString(), null, "the directory was moved or replaced below since it was opened");
  }

  private static FileSystemException linked(Entry entry) {
    return new FileSystemException(
        entry.path().toString(), null, "a symbolic link, which is not followed from here");
  }

  /** Opens a directory in this one. */
  public OpenDirectory directory(String name) throws IOException {
    Entry entry = entry(name);
    if (present(entry).isSymbolicLink()) {
      throw linked(entry);
    }
    return tree.opened(
        stream.newDirectoryStream(entry.relative(), LinkOption.NOFOLLOW_LINKS), entry.path());
  }

  /** Opens a file, or makes it, as {@code mode} says. */
  public Lease open(String name, OpenMode mode, FileAttribute<?>... attributes) throws IOException {
    if (mode.write()) {
      tree.requireWritableFiles();
    }
    Entry entry = entry(name);
    return tree.locks().changing(entry.path(), () -> openHere(entry, mode, attributes));
  }

  private Lease openHere(Entry entry, OpenMode mode, FileAttribute<?>... attributes)
      throws IOException {
    requireInPlace();
    if (!mode.creates() || !make(entry, mode, attributes)) {
      return openExisting(entry, mode);
    }
    try {
      return tree.openEmpty(entry.location(), present(entry));
    } catch (IOException | RuntimeException | Error e) {
      stream.deleteFile(entry.relative());
      throw e;
    }
  }

  /** Makes an empty lower file; false if there is a file already, which will do. */
  private boolean make(Entry entry, OpenMode mode, FileAttribute<?>... attributes)
      throws IOException {
    tree.requireNewName(entry.location());
    try {
      stream
          .newByteChannel(
              entry.relative(),
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              attributes)
          .close();
      return true;
    } catch (FileAlreadyExistsException e) {
      if (mode.createsNew()) {
        throw e;
      }
      return false;
    }
  }

  private Lease openExisting(Entry entry, OpenMode mode) throws IOException {
    BasicFileAttributes seen = present(entry);
    mode.requireOpenable(entry.location(), seen);
    if (seen.isSymbolicLink()) {
      throw linked(entry);
    }
    requireSame(entry, seen);
    Lease lease = tree.acquire(entry.location(), seen, mode);
    try {
      requireSame(entry, seen);
      return lease;
    } catch (IOException | RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /** Deletes a file or symbolic link. */
  public void deleteFile(String name) throws IOException {
    delete(entry(name), stream::deleteFile);
  }

  /** Deletes an empty directory. */
  public void deleteDirectory(String name) throws IOException {
    delete(entry(name), stream::deleteDirectory);
  }

  /** Deletes a lower entry of the open directory. */
  private interface Deletion {
    void of(Path relative) throws IOException;
  }

  private void delete(Entry entry, Deletion deletion) throws IOException {
    tree.locks()
        .changing(
            entry.path(),
            () -> {
              requireInPlace();
              tree.deleteHere(entry.path(), () -> deletion.of(entry.relative()));
              return entry;
            });
  }

  /** Renames an entry, in one step, to one of this or another open directory. */
  public void move(String name, OpenDirectory targetDirectory, String targetName)
      throws IOException {
    Entry source = entry(name);
    Entry target = targetDirectory.entry(targetName);
    tree.locks()
        .changing(
            source.path(),
            target.path(),
            () -> {
              requireInPlace();
              targetDirectory.requireInPlace();
              tree.requireNewName(target.location());
              tree.moveHere(
                  source.path(),
                  target.path(),
                  () -> stream.move(source.relative(), targetDirectory.stream, target.relative()));
              return target;
            });
  }

  @Override
  public void close() throws IOException {
    tree.ended(this);
    stream.close();
  }
}
