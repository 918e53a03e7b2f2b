package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns failures that speak of lower files into the same failures of upper files: callers know no
 * others. The lower path stays in the text where it helps to find the file, and in the cause.
 *
 * <p>Immutable.
 *
 * @param file the upper path
 * @param other the second upper path of a move or copy
 */
record UpperErrors(String file, Optional<String> other) {
  /** What may fail. */
  interface Body<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /** Failures at one path. */
  static UpperErrors at(Object file) {
    return new UpperErrors(shown(file), Optional.empty());
  }

  /** Failures between two paths. */
  static UpperErrors between(Object file, Object other) {
    return new UpperErrors(shown(file), Optional.of(shown(other)));
  }

  private static String shown(Object file) {
    return file instanceof EcryptfsPath path ? path.shown() : file.toString();
  }

  /** Runs {@code body}; its failures come out with upper paths. */
  <T> T in(Body<T> body) throws IOException {
    try {
      return body.run();
    } catch (IOException e) {
      throw upper(e);
    }
  }

  /** The same failure of the upper file. */
  IOException upper(IOException lower) {
    if (lower instanceof ClosedChannelException) {
      return lower;
    }
    IOException upper =
        lower instanceof FileSystemException e
            ? translate(e)
            : new FileSystemException(file, null, lower.getMessage());
    upper.initCause(lower);
    return upper;
  }

  private FileSystemException translate(FileSystemException e) {
    String at = culprit(e);
    if (e instanceof NoSuchFileException) {
      return new NoSuchFileException(at, null, e.getReason());
    }
    if (e instanceof FileAlreadyExistsException) {
      return new FileAlreadyExistsException(at, null, e.getReason());
    }
    if (e instanceof DirectoryNotEmptyException) {
      return new DirectoryNotEmptyException(at);
    }
    if (e instanceof AccessDeniedException) {
      return new AccessDeniedException(at, null, e.getReason());
    }
    if (e instanceof NotDirectoryException) {
      return new NotDirectoryException(at);
    }
    if (e instanceof NotLinkException) {
      return new NotLinkException(at, null, e.getReason());
    }
    return translateRare(e, at);
  }

  private FileSystemException translateRare(FileSystemException e, String at) {
    if (e instanceof AtomicMoveNotSupportedException) {
      return new AtomicMoveNotSupportedException(file, other.orElse(null), e.getReason());
    }
    if (e instanceof FileSystemLoopException) {
      return new FileSystemLoopException(at);
    }
    return new FileSystemException(at, other.orElse(null), reason(e));
  }

  /** Which of two upper paths a failure is about: a target that is in the way, else the source. */
  private String culprit(FileSystemException e) {
    boolean aboutTarget =
        e instanceof FileAlreadyExistsException
            || e instanceof DirectoryNotEmptyException
            || (other.isPresent() && isOf(e.getFile(), other.get()));
    return aboutTarget ? other.orElse(file) : file;
  }

  private static boolean isOf(String failed, String upper) {
    return upper.equals(failed);
  }

  private String reason(FileSystemException e) {
    String reason = Objects.requireNonNullElse(e.getReason(), e.getClass().getSimpleName());
    boolean namesLower =
        e.getFile() != null && !file.endsWith(e.getFile()) && !isOf(e.getFile(), other.orElse(""));
    return namesLower ? reason + " (lower " + e.getFile() + ")" : reason;
  }
}
