package io.github.ecryptfs.tck.safety;

import java.util.Optional;

/** A change of the lower tree, as it reached the lower file system. Files are known by number. */
sealed interface Change {
  /** A file came to be. */
  record Created(String path, long file) implements Change {}

  /** Bytes were written. */
  record Wrote(long file, long position, Content bytes) implements Change {}

  /** A file was cut. */
  record Cut(long file, long size) implements Change {}

  /** What was written to a file before is durable; its attributes too if {@code metadata}. */
  record Forced(long file, boolean metadata) implements Change {}

  /** An extended attribute was set. */
  record SetAttribute(long file, String name, Content value) implements Change {}

  /** A name was moved, over {@code replaced} if there was something. */
  record Moved(String from, String to, Optional<Long> replaced) implements Change {}

  /** A name was deleted. */
  record Deleted(String path) implements Change {}

  /** Not a change: the upper file system has done the step of that number. */
  record Done(int step) implements Change {}

  /** Bytes that nobody changes. */
  final class Content {
    private final byte[] bytes;

    Content(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    /** A copy of the bytes. */
    byte[] bytes() {
      return bytes.clone();
    }

    /** How many there are. */
    int length() {
      return bytes.length;
    }
  }
}
