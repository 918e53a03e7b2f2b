package io.github.ecryptfs.provider.lower;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.util.Optional;

/** Attribute views of lower files. */
public final class LowerViews {
  private LowerViews() {}

  /**
   * The view of that type, without following a link. Some file systems throw where java.nio wants
   * null for a view that they do not have.
   */
  public static <V extends FileAttributeView> Optional<V> find(Path lower, Class<V> type) {
    try {
      return Optional.ofNullable(
          Files.getFileAttributeView(lower, type, LinkOption.NOFOLLOW_LINKS));
    } catch (UnsupportedOperationException | ClassCastException e) {
      return Optional.empty();
    }
  }
}
