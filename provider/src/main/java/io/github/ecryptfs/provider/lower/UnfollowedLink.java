package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
   * of zip archives does; there it is left out.
   *
   * @param options with or without {@code NOFOLLOW_LINKS}
   */
  public static SeekableByteChannel open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    try {
      return openRaw(path, options, attributes);
    } catch (IOException e) {
      throw options.contains(StandardOpenOption.CREATE_NEW)
          ? LowerErrors.ofMaking(e, path)
          : LowerErrors.ofUsing(e, path);
    }
  }

  private static SeekableByteChannel openRaw(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    try {
      return Files.newByteChannel(path, unfollowing(options), attributes);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      if (Files.isSymbolicLink(path)) {
        throw refused(path, options);
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

  private static FileSystemException refused(Path link, Set<? extends OpenOption> options) {
    return options.contains(StandardOpenOption.CREATE_NEW)
        ? new FileAlreadyExistsException(link.toString())
        : new FileSystemException(link.toString(), null, "a symbolic link, which is not followed");
  }
}
