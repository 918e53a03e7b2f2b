package io.github.ecryptfs.tck;

import java.util.Arrays;

/** A file as it ought to be: a plain byte array. Confined to one thread. */
final class ReferenceFile {
  private byte[] content;

  /** A file with a copy of {@code content}. */
  ReferenceFile(byte[] content) {
    this.content = content.clone();
  }

  /** Writes at a position; what lies between the end and the position becomes zeros. */
  void write(int position, byte[] written) {
    if (written.length > 0) {
      content = Arrays.copyOf(content, Math.max(content.length, position + written.length));
      System.arraycopy(written, 0, content, position, written.length);
    }
  }

  /** Writes at the end. */
  void append(byte[] written) {
    write(content.length, written);
  }

  /** Cuts off what lies beyond {@code size}; does nothing where nothing does. */
  void truncate(int size) {
    content = Arrays.copyOf(content, Math.min(content.length, size));
  }

  /** At most {@code length} bytes from a position on. */
  byte[] read(int position, int length) {
    int from = Math.min(position, content.length);
    return Arrays.copyOfRange(content, from, Math.min(content.length, from + length));
  }

  /** The size in bytes. */
  int size() {
    return content.length;
  }

  /** A copy of all bytes. */
  byte[] content() {
    return content.clone();
  }
}
