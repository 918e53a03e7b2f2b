package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;

/**
 * The attributes with which something is made, for lower file systems that pass over them: a file
 * must not be open to more users than its maker said.
 */
final class GivenAttributes {
  private GivenAttributes() {}

  /** Refuses null, before anything is made. */
  static void requireAll(FileAttribute<?>... attributes) {
    for (FileAttribute<?> attribute : attributes) {
      Objects.requireNonNull(attribute, "a file attribute is null");
    }
  }

  /** Sets the attributes of what was just made; if that fails, nothing is left of it. */
  static void setOn(Path made, FileAttribute<?>... attributes) throws IOException {
    try {
      for (FileAttribute<?> attribute : attributes) {
        Files.setAttribute(made, attribute.name(), attribute.value(), LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException | RuntimeException e) {
      try {
        Files.delete(made);
      } catch (IOException leftBehind) {
        e.addSuppressed(leftBehind);
      }
      throw e;
    }
  }
}
