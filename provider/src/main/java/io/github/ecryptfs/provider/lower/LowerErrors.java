package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Makes of the failures of a lower file system those that java.nio prescribes. Some throw an {@code
 * IOException} of their own for all that goes wrong, or the wrong one; then what is there tells
 * what it was.
 */
final class LowerErrors {
  private LowerErrors() {}

  /** Whether a failure already says what java.nio would. */
  private static boolean isClear(IOException failure) {
    return failure instanceof FileSystemException;
  }

  /** Of something that must not be there before. */
  static IOException ofMaking(IOException failure, Path path) {
    if (isClear(failure)) {
      return failure;
    }
    if (isThere(path)) {
      return because(failure, new FileAlreadyExistsException(path.toString()));
    }
    Path parent = path.getParent();
    return parent == null || isThere(parent)
        ? failure
        : because(failure, new NoSuchFileException(path.toString()));
  }

  /** Of something that must be there. */
  static IOException ofUsing(IOException failure, Path path) {
    return isClear(failure) || isThere(path)
        ? failure
        : because(failure, new NoSuchFileException(path.toString()));
  }

  /** Of deleting. */
  static IOException ofDeleting(IOException failure, Path path) {
    return !isClear(failure) && hasEntries(path)
        ? because(failure, new DirectoryNotEmptyException(path.toString()))
        : ofUsing(failure, path);
  }

  /** Of listing. */
  static IOException ofListing(IOException failure, Path path) {
    if (isClear(failure) && !(failure instanceof NotDirectoryException)) {
      return failure;
    }
    if (!isThere(path)) {
      return because(failure, new NoSuchFileException(path.toString()));
    }
    return Files.isDirectory(path) || failure instanceof NotDirectoryException
        ? failure
        : because(failure, new NotDirectoryException(path.toString()));
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether that is a directory with something in it. */
  static boolean hasEntries(Path path) {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      return entries.iterator().hasNext();
    } catch (IOException e) {
      return false; // then deleting it says what is wrong
    }
  }

  private static IOException because(IOException cause, IOException clear) {
    clear.initCause(cause);
    return clear;
  }
}
