package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Set;

/** Opens channels of lower files without following a symbolic link at the end of the path. */
public final class UnfollowedLink {
  private UnfollowedLink() {}

  /**
   * Opens a channel. File systems without symbolic links may refuse {@code NOFOLLOW_LINKS}, as that
   * of zip archives does; there it is left out for reading.
   *
   * @param options with or without {@code NOFOLLOW_LINKS}
   */
  public static SeekableByteChannel open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    try {
      return Files.newByteChannel(path, unfollowing(options), attributes);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      if (options.contains(StandardOpenOption.WRITE) || Files.isSymbolicLink(path)) {
        throw e;
      }
      Set<OpenOption> following = new HashSet<>(options);
      following.remove(LinkOption.NOFOLLOW_LINKS);
      return Files.newByteChannel(path, following, attributes);
    }
  }

  private static Set<? extends OpenOption> unfollowing(Set<? extends OpenOption> options) {
    if (options.contains(LinkOption.NOFOLLOW_LINKS)) {
      return options;
    }
    Set<OpenOption> unfollowing = new HashSet<>(options);
    unfollowing.add(LinkOption.NOFOLLOW_LINKS);
    return unfollowing;
  }
}
