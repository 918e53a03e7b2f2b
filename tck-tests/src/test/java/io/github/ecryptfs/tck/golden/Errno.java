package io.github.ecryptfs.tck.golden;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** Which exception of {@code java.nio.file} says what an errno says. */
final class Errno {
  private Errno() {}

  /**
   * True if {@code exception} is what a caller of {@link java.nio.file.Files} should meet for
   * {@code errno}.
   */
  static boolean fits(String errno, Exception exception) {
    return switch (errno) {
      case "ENOENT" ->
          exception instanceof NoSuchFileException || exception instanceof IllegalArgumentException;
      case "EEXIST" -> exception instanceof FileAlreadyExistsException;
      case "EROFS" -> exception instanceof ReadOnlyFileSystemException;
      case "EIO" ->
          exception instanceof FileSystemException && !(exception instanceof NoSuchFileException);
      case "ENAMETOOLONG" ->
          exception instanceof FileSystemException
              && (says(exception, "at most") || says(exception, "long"));
      case "EINVAL" ->
          exception instanceof FileSystemException || exception instanceof IllegalArgumentException;
      default -> false;
    };
  }

  private static boolean says(Exception exception, String word) {
    return String.valueOf(exception.getMessage()).toLowerCase(Locale.ROOT).contains(word);
  }
}
