package io.github.ecryptfs.provider.attribute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * Attributes of upper files, read from a lower path that is no symbolic link or is meant as one.
 *
 * <p>Immutable.
 *
 * @param sizes gives upper sizes
 * @param userAttributes which user-defined attributes are shown
 */
public record AttributeReader(UpperSizes sizes, UserAttributes userAttributes) {
  /**
   * Attributes of one of the classes that java.nio knows.
   *
   * @throws UnsupportedOperationException if the lower file system does not have them
   */
  public <A extends BasicFileAttributes> A read(Path lower, Class<A> type) throws IOException {
    sizes.settle(lower);
    return type.cast(readAny(lower, type));
  }

  private BasicFileAttributes readAny(Path lower, Class<?> type) throws IOException {
    if (type == BasicFileAttributes.class) {
      var attributes =
          Files.readAttributes(lower, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new UpperAttributes<>(attributes, sizes.of(lower, attributes));
    }
    if (type == PosixFileAttributes.class) {
      var attributes =
          Files.readAttributes(lower, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new UpperPosixAttributes(attributes, sizes.of(lower, attributes));
    }
    if (type == DosFileAttributes.class) {
      var attributes =
          Files.readAttributes(lower, DosFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return new UpperDosAttributes(attributes, sizes.of(lower, attributes));
    }
    throw new UnsupportedOperationException("attributes of type " + type.getName());
  }

  /**
   * Attributes by name, in the form of {@link Files#readAttributes(Path, String, LinkOption...)}.
   */
  public Map<String, Object> read(Path lower, String names) throws IOException {
    sizes.settle(lower);
    Map<String, Object> values =
        new HashMap<>(Files.readAttributes(lower, names, LinkOption.NOFOLLOW_LINKS));
    if (names.startsWith("user:")) {
      userAttributes.hideFrom(values);
    } else if (values.containsKey("size")) {
      values.put("size", read(lower, BasicFileAttributes.class).size());
    }
    return values;
  }
}
