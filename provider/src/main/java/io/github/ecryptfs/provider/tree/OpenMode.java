package io.github.ecryptfs.provider.tree;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * How a file is to be opened.
 *
 * @param read whether the channel reads
 * @param write whether the channel writes
 * @param options all options that were given, and no others than those of java.nio
 */
public record OpenMode(boolean read, boolean write, Set<OpenOption> options) {
  public OpenMode {
    options = Set.copyOf(options);
  }

  /**
   * Checks the options as the default file system does; neither reading nor writing means reading.
   *
   * @throws IllegalArgumentException if options exclude each other
   * @throws UnsupportedOperationException if an option is not known
   */
  public static OpenMode of(Set<? extends OpenOption> options) {
    for (OpenOption option : options) {
      if (!(option instanceof StandardOpenOption) && !(option instanceof LinkOption)) {
        throw unknown(option);
      }
    }
    boolean append = options.contains(StandardOpenOption.APPEND);
    boolean write = append || options.contains(StandardOpenOption.WRITE);
    boolean read = options.contains(StandardOpenOption.READ) || !write;
    requireCompatible(options, read, append);
    return new OpenMode(read, write, Set.copyOf(options));
  }

  private static RuntimeException unknown(OpenOption option) {
    return option == null
        ? new NullPointerException("an open option is null")
        : new UnsupportedOperationException("open option " + option);
  }

  private static void requireCompatible(
      Set<? extends OpenOption> options, boolean read, boolean append) {
    if (append && read) {
      throw new IllegalArgumentException("READ + APPEND not allowed");
    }
    if (append && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
    }
  }

  /** Whether every write goes to the end. */
  public boolean append() {
    return options.contains(StandardOpenOption.APPEND);
  }

  /** Whether a missing file is made. Without writing the option means nothing. */
  boolean creates() {
    return write && (options.contains(StandardOpenOption.CREATE) || createsNew());
  }

  /** Whether the file must not exist yet. */
  boolean createsNew() {
    return write && options.contains(StandardOpenOption.CREATE_NEW);
  }

  /** Whether an existing file is cut to nothing. */
  boolean truncates() {
    return write && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
  }

  /**
   * Whether a symbolic link at the end of the path is an error: also where the name is deleted in
   * the end, which would not be the file's. With {@code CREATE_NEW} anything there is one, so that
   * the default file system does not ask, not even where it means nothing for want of writing.
   */
  boolean followsNoLink() {
    return !options.contains(StandardOpenOption.CREATE_NEW)
        && (options.contains(LinkOption.NOFOLLOW_LINKS) || deletesOnClose());
  }

  /** Whether the file is deleted when the channel closes. */
  public boolean deletesOnClose() {
    return options.contains(StandardOpenOption.DELETE_ON_CLOSE);
  }

  /** Whether every write is made durable before it returns. */
  public boolean syncs() {
    return options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC);
  }

  /** Whether durable means the file's times as well. */
  public boolean syncsMetadata() {
    return options.contains(StandardOpenOption.SYNC);
  }

  /**
   * Whether what is there can be opened so.
   *
   * @throws FileSystemException if not
   */
  void requireOpenable(Location at, BasicFileAttributes present) throws FileSystemException {
    if (createsNew()) {
      throw new FileAlreadyExistsException(at.upper());
    }
    if (present.isSymbolicLink() && followsNoLink()) {
      throw new FileSystemException(
          at.upper(), null, "Too many levels of symbolic links (NOFOLLOW_LINKS specified)");
    }
    if (present.isDirectory() && write) {
      throw new FileSystemException(at.upper(), null, "Is a directory");
    }
    if (present.isOther()) {
      throw new FileSystemException(
          at.upper(), null, "neither a file nor a directory; it has no contents to encrypt");
    }
  }
}
