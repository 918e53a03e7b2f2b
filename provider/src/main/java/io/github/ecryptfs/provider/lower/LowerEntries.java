package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes, lists, moves and deletes lower names as java.nio prescribes, on file systems too that do
 * not ({@code docs/lower-filesystems.md}).
 *
 * <p>Immutable.
 *
 * @param capabilities what the lower file system can do
 */
public record LowerEntries(LowerCapabilities capabilities) {
  /** What is done with names. */
  private interface Body {
    void run() throws IOException;
  }

  /** How a failure is explained. */
  private interface Explanation {
    IOException of(IOException failure, Path path);
  }

  private static void explained(Path path, Explanation explanation, Body body) throws IOException {
    try {
      body.run();
    } catch (IOException e) {
      throw explanation.of(e, path);
    }
  }

  /** Makes a directory. */
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    GivenAttributes.requireAll(attributes);
    requireDirectoryAbove(path);
    if (capabilities.givesAttributes()) {
      explained(path, LowerErrors::ofMaking, () -> Files.createDirectory(path, attributes));
    } else {
      explained(path, LowerErrors::ofMaking, () -> Files.createDirectory(path));
      GivenAttributes.setOn(path, attributes);
    }
  }

  /** Refuses a name below a file, where the lower file system would not. */
  public void requireDirectoryAbove(Path path) throws FileSystemException {
    Path parent = path.getParent();
    if (!capabilities.realDirectories() && parent != null && Files.isRegularFile(parent)) {
      throw new FileSystemException(path.toString(), null, "Not a directory");
    }
  }

  /** Makes a symbolic link. */
  public void createSymbolicLink(Path path, String target, FileAttribute<?>... attributes)
      throws IOException {
    Path stored = LinkTarget.toLower(path, target);
    explained(
        path, LowerErrors::ofMaking, () -> Files.createSymbolicLink(path, stored, attributes));
  }

  /** Gives a file another name. */
  public void createLink(Path path, Path existing) throws IOException {
    explained(path, LowerErrors::ofMaking, () -> Files.createLink(path, existing));
  }

  /** The target of a symbolic link. */
  public String readSymbolicLink(Path path) throws IOException {
    try {
      return LinkTarget.of(path);
    } catch (UnsupportedOperationException e) {
      requireLink(path);
      throw e;
    } catch (IOException e) {
      requireLink(path);
      throw LowerErrors.ofUsing(e, path);
    }
  }

  private static void requireLink(Path path) throws NotLinkException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(path)) {
      throw new NotLinkException(path.toString());
    }
  }

  /** The entries of a directory; the caller closes the stream. */
  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  public DirectoryStream<Path> list(Path path) throws IOException {
    try {
      DirectoryStream<Path> stream = Files.newDirectoryStream(path);
      return stream instanceof SecureDirectoryStream ? stream : LowerListing.of(stream);
    } catch (IOException e) {
      throw LowerErrors.ofListing(e, path);
    } catch (UncheckedIOException e) { // not what java.nio says, but what an SFTP client does
      throw LowerErrors.ofListing(Objects.requireNonNull(e.getCause()), path);
    }
  }

  /**
   * Deletes a file, a symbolic link or an empty directory. Some file systems say nothing when the
   * directory is not empty.
   */
  public void delete(Path path) throws IOException {
    if (!capabilities.realDirectories() && LowerErrors.hasEntries(path)) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    explained(path, LowerErrors::ofDeleting, () -> Files.delete(path));
  }

  /** Moves. A directory whose entries would stay behind is not moved unless it is empty. */
  public void move(Path from, Path to, CopyOption... options) throws IOException {
    if (capabilities.movesLikeJava()) {
      Files.move(from, to, options); // as java.nio wants it
      return;
    }
    if (from.equals(to)) {
      requireThere(from);
      return;
    }
    if (to.startsWith(from)) {
      throw new FileSystemException(
          from.toString(), to.toString(), "a directory cannot be moved into itself");
    }
    if (capabilities.realDirectories()) {
      moveAtOnce(from, to, options);
    } else {
      requireThere(from);
      requireDirectoryAbove(to);
      moveOne(from, to, options);
    }
  }

  /** Some file systems refuse to move a file onto itself, which changes nothing. */
  private static void requireThere(Path path) throws IOException {
    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private void moveAtOnce(Path from, Path to, CopyOption... options) throws IOException {
    try {
      Files.move(from, to, capabilities.forReplacing(options));
    } catch (IOException e) {
      requireThere(from); // not every file system looks there first
      throw ofMoving(e, to, options);
    }
  }

  private static IOException ofMoving(IOException failure, Path to, CopyOption... options) {
    if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
      return LowerErrors.ofDeleting(failure, to);
    }
    return Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING)
        ? failure
        : LowerErrors.ofMaking(failure, to);
  }

  /** One entry, on a file system where that is a copy and a deletion. */
  private void moveOne(Path from, Path to, CopyOption... options) throws IOException {
    List<CopyOption> wanted = Arrays.asList(options);
    if (wanted.contains(StandardCopyOption.ATOMIC_MOVE) && !capabilities.movesAtOnce()) {
      throw new AtomicMoveNotSupportedException(
          from.toString(), to.toString(), "the lower file system copies and deletes");
    }
    requireRoom(to, wanted);
    if (LowerErrors.hasEntries(from)) {
      throw new FileSystemException(
          from.toString(),
          to.toString(),
          "the lower file system would leave the entries of the directory behind; move them one by one");
    }
    Optional<FileTime> modified = LowerTimes.find(from);
    if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(to); // not every file system replaces a directory
    }
    moveAtOnce(from, to, options);
    if (modified.isPresent()) {
      LowerTimes.keep(to, modified.get());
    }
  }

  private static void requireRoom(Path to, List<CopyOption> wanted) throws IOException {
    boolean replaces =
        wanted.contains(StandardCopyOption.REPLACE_EXISTING)
            || wanted.contains(StandardCopyOption.ATOMIC_MOVE);
    if (!replaces && Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    if (LowerErrors.hasEntries(to)) {
      throw new DirectoryNotEmptyException(to.toString());
    }
  }
}
