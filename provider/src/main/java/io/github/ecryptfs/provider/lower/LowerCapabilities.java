package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Set;

/**
 * What the lower file system of a mount can do, found once at mount.
 *
 * @param fileKeyIsIdentity whether {@code fileKey()} tells files apart, and one file under two
 *     names as one
 * @param inPlaceWrite whether bytes in the middle of a file can be changed
 * @param userXattr whether files have user-defined attributes
 */
public record LowerCapabilities(
    boolean fileKeyIsIdentity, boolean inPlaceWrite, boolean userXattr) {
  /**
   * File systems whose file keys are unique and stable. Of others some give none, or a hash of the
   * content.
   */
  private static final Set<String> SOUND_FILE_KEYS = Set.of("file", "jimfs", "memory");

  /**
   * File systems that change a file in place. Some others, when asked to, silently cut the file
   * instead ({@code docs/decisions/0012-known-lower-file-systems.md}).
   */
  private static final Set<String> IN_PLACE = Set.of("file", "jimfs", "memory", "sftp");

  /** Looks at the file system of {@code root}, an existing directory, without writing. */
  public static LowerCapabilities of(Path root) {
    String scheme = root.getFileSystem().provider().getScheme();
    return new LowerCapabilities(
        SOUND_FILE_KEYS.contains(scheme) && !isWindows(root),
        IN_PLACE.contains(scheme),
        hasUserXattr(root));
  }

  /** The default file system of Windows gives no file keys. */
  private static boolean isWindows(Path root) {
    return root.getFileSystem().getSeparator().equals("\\");
  }

  private static boolean hasUserXattr(Path root) {
    try {
      return UserXattr.view(root).isPresent() && storeDoesNotObject(root);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** The default file system has the view even where the store behind it has no such attributes. */
  private static boolean storeDoesNotObject(Path root) throws IOException {
    FileStore store = Files.getFileStore(root);
    return !hasUninterruptibleChannels(root)
        || store.supportsFileAttributeView(UserDefinedFileAttributeView.class);
  }

  /**
   * Whether asynchronous channels of that file system survive {@link Thread#interrupt} and complete
   * in the caller's thread. On Windows they complete in threads of the system.
   */
  static boolean hasUninterruptibleChannels(Path path) {
    return path.getFileSystem().provider().getScheme().equals("file") && !isWindows(path);
  }

  /**
   * Refuses to write to files of a lower file system that is not known to change them in place. Its
   * names can be changed all the same.
   *
   * @throws FileSystemException without a path, if so
   */
  public void requireInPlaceWrite() throws FileSystemException {
    if (!inPlaceWrite) {
      throw new FileSystemException(
          null,
          null,
          "the lower file system is not known to change files in place, which encrypted files need;"
              + " here they can only be read, moved and deleted");
    }
  }

  /**
   * The identity of a lower file, for which {@code attributes} were read without following a link.
   */
  public FileIdentity identityOf(Path lower, java.nio.file.attribute.BasicFileAttributes attributes)
      throws IOException {
    Object key = fileKeyIsIdentity ? attributes.fileKey() : null;
    return new FileIdentity(key != null ? key : lower.toRealPath(LinkOption.NOFOLLOW_LINKS));
  }

  /** Whether a lower file has other names; no where the lower file system does not tell. */
  public static boolean hasOtherNames(Path lower) throws IOException {
    return lower.getFileSystem().supportedFileAttributeViews().contains("unix")
        && Files.getAttribute(lower, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer n
        && n > 1;
  }
}
