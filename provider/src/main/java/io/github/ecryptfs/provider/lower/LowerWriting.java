package io.github.ecryptfs.provider.lower;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a lower file system lets the content of a file change. */
public enum LowerWriting {
  /** Bytes in the middle of a file can be changed, and a file can be cut and grown. */
  IN_PLACE,

  /**
   * Whole files only: what is written is seen once its channel is closed, and the old content till
   * then.
   */
  PUT,

  /** Whole files only: under another name, which then takes the place of the old file. */
  RENAME,

  /** Not at all, as far as is known. */
  READ_ONLY;

  /** The word that mount options have for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The way that {@code word} names. */
  public static Optional<LowerWriting> named(String word) {
    return Arrays.stream(values()).filter(way -> way.word().equals(word)).findFirst();
  }

  /** Whether a changed file is written anew as a whole. */
  public boolean replaces() {
    return this == PUT || this == RENAME;
  }
}
