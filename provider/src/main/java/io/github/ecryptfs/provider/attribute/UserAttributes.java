package io.github.ecryptfs.provider.attribute;

import io.github.ecryptfs.provider.lower.UserXattr;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;

/**
 * Which user-defined attributes a mount shows: all, or all but the one that holds eCryptfs
 * metadata.
 *
 * <p>Immutable.
 *
 * @param withMetadata whether that one is shown and can be changed, as in the kernel
 */
public record UserAttributes(boolean withMetadata) {
  /** What is shown of the attributes of a lower file. */
  UserDefinedFileAttributeView of(UserDefinedFileAttributeView lower) {
    return withMetadata ? lower : new UserXattrView(lower);
  }

  /** Takes out of {@code values} what is not shown. */
  void hideFrom(Map<String, Object> values) {
    if (!withMetadata) {
      values.remove(UserXattr.NAME);
    }
  }

  /**
   * Refuses the attribute that is not shown.
   *
   * @param name the name of an attribute of any view, as in {@code user:colour}
   */
  public void requireChangeable(String name) throws IOException {
    if (!withMetadata && name.equals("user:" + UserXattr.NAME)) {
      throw new AccessDeniedException(
          name, null, "the attribute user.ecryptfs belongs to eCryptfs");
    }
  }
}
