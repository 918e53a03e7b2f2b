package io.github.ecryptfs.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence of bytes, compared by content. Not for secrets: nobody can zero it.
 *
 * <p>Immutable.
 */
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of all of {@code source}. */
  public static Bytes copyOf(byte[] source) {
    return new Bytes(source.clone());
  }

  /** A copy of {@code length} bytes of {@code source} from {@code offset} on. */
  public static Bytes copyOf(byte[] source, int offset, int length) {
    return new Bytes(Arrays.copyOfRange(source, offset, offset + length));
  }

  /** Parses hexadecimal digits, two a byte, in either case and without separators. */
  public static Bytes ofHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /** The number of bytes. */
  public int size() {
    return content.length;
  }

  /** The byte at {@code index}, from 0 to 255. */
  public int at(int index) {
    return content[index] & 0xff;
  }

  /** A fresh array with the content. */
  public byte[] toArray() {
    return content.clone();
  }

  /** Copies all bytes to {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(content, 0, target, offset, content.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(content);
  }
}
