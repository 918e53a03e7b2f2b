package io.github.ecryptfs.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Says in one line what went wrong, also where an exception says it by its type alone. */
final class ErrorText {
  private ErrorText() {}

  /** The line for {@code problem}. */
  static String of(Exception problem) {
    if (problem instanceof FileSystemException failure && failure.getReason() == null) {
      return failure.getMessage() + kind(failure).map(kind -> ": " + kind).orElse("");
    }
    return Optional.ofNullable(problem.getMessage()).orElseGet(problem::toString);
  }

  private static Optional<String> kind(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return Optional.of("no such file or directory");
    }
    if (failure instanceof NotDirectoryException) {
      return Optional.of("not a directory");
    }
    if (failure instanceof FileAlreadyExistsException) {
      return Optional.of("exists already");
    }
    return failure instanceof AccessDeniedException
        ? Optional.of("permission denied")
        : Optional.empty();
  }
}
