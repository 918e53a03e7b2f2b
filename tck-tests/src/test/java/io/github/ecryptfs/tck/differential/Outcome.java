package io.github.ecryptfs.tck.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What came of an operation, in a form that does not tell one side from the other.
 *
 * @param text the result, or the exception's class
 * @param reason what the exception says, which is not compared
 */
record Outcome(String text, String reason) {
  /**
   * Newer JDKs say of a path below a file now that it is no directory, now that there is no such
   * file, by the call that they come upon it with; a mount does too, but with other calls. And they
   * look at the rights of two channels in another order.
   */
  private static final boolean NEWER_JDK = Runtime.version().feature() > 17;

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
        || (isPlain() && other.text.equals(IOException.class.getSimpleName()))
        || (NEWER_JDK && (isBelowAFile(other) || other.isBelowAFile(this)))
        || (NEWER_JDK && lacksRights() && other.lacksRights());
  }

  /** Whether one says that a file is in the way, and the other that nothing is there. */
  private boolean isBelowAFile(Outcome other) {
    return isPlain()
        && reason.contains("Not a directory")
        && other.text.equals(NoSuchFileException.class.getSimpleName());
  }

  private boolean lacksRights() {
    return text.equals("NonReadableChannelException") || text.equals("NonWritableChannelException");
  }

  private boolean isPlain() {
    return text.equals(FileSystemException.class.getSimpleName());
  }

  @Override
  public String toString() {
    return reason.isEmpty() ? text : text + ": " + reason;
  }
}
