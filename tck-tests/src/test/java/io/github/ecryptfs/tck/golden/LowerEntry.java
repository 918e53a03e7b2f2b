package io.github.ecryptfs.tck.golden;

import java.util.Map;
import java.util.Optional;

/**
 * One entry of a lower tree.
 *
 * @param path below the lower root, separated by slashes
 * @param mode the permission bits
 * @param seconds the time of the last change, in seconds since 1970
 * @param body what it is
 * @param attributes extended attributes by name, as in {@code user.ecryptfs}
 */
public record LowerEntry(
    String path, int mode, long seconds, Body body, Map<String, Content> attributes) {

  /** What an entry is. */
  public sealed interface Body {}

  /** A regular file, or the value of an attribute. */
  public static final class Content implements Body {
    private final byte[] bytes;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }

    /** All its bytes; not to be changed. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /** A directory. */
  public record Directory() implements Body {}

  /** A symbolic link. */
  public record SymbolicLink(String target) implements Body {}

  /** One more name of a file that stands earlier in the tree. */
  public record HardLink(String path) implements Body {}

  /** The value of {@code user.ecryptfs}. */
  public Optional<byte[]> metadata() {
    return Optional.ofNullable(attributes.get("user.ecryptfs")).map(Content::bytes);
  }
}
