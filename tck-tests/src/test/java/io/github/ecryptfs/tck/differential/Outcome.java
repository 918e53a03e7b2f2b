package io.github.ecryptfs.tck.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;

/**
 * What came of an operation, in a form that does not tell one side from the other.
 *
 * @param text the result, or the exception's class
 * @param reason what the exception says, which is not compared
 */
record Outcome(String text, String reason) {
  /** Does it. */
  static Outcome of(Operation operation, Side side) {
    try {
      return new Outcome(side.show(operation.action().on(side)), "");
    } catch (Exception e) {
      return new Outcome(type(e), String.valueOf(e.getMessage()));
    }
  }

  private static String type(Throwable e) {
    Throwable cause = e.getCause();
    String type = e.getClass().getSimpleName();
    return (e instanceof UncheckedIOException || e instanceof DirectoryIteratorException)
            && cause != null
        ? type + " of " + type(cause)
        : type;
  }

  /** Whether this may stand for the other: an exception that tells more is as good. */
  boolean isAsGoodAs(Outcome other) {
    return text.equals(other.text)
        || (text.equals(FileSystemException.class.getSimpleName())
            && other.text.equals(IOException.class.getSimpleName()));
  }

  @Override
  public String toString() {
    return reason.isEmpty() ? text : text + ": " + reason;
  }
}
