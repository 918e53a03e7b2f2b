package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.CopyOption;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the lower file system of a mount can do, found once at mount: known of known schemes, told
 * by the mount's options, or tried out ({@link LowerProbe}). Of all others files are only read.
 *
 * @param writing how the content of a file changes
 * @param fileKeyIsIdentity whether {@code fileKey()} tells files apart, and one file under two
 *     names as one
 * @param userXattr whether files have user-defined attributes
 * @param realDirectories whether a directory is a thing of its own, which moves with all its
 *     entries; on some file systems it is a common start of names, and a move leaves the entries
 * @param movesAtOnce whether a file moves in one step, between which nothing is seen
 * @param replacesWhenAsked whether an atomic move replaces a file only with {@code
 *     REPLACE_EXISTING}
 * @param linksResolved whether the real path of a file holds no link
 * @param givesAttributes whether what is made gets the attributes that it is made with
 */
public record LowerCapabilities(
    LowerWriting writing,
    boolean fileKeyIsIdentity,
    boolean userXattr,
    boolean realDirectories,
    boolean movesAtOnce,
    boolean replacesWhenAsked,
    boolean linksResolved,
    boolean givesAttributes) {
  /**
   * File systems whose file keys are unique and stable. Of others some give none, or a hash of the
   * content. What else java.nio wants can be had of them as well: real paths without links,
   * attributes for what is made.
   */
  private static final Set<String> TRUE_TO_JAVA = Set.of("file", "jimfs", "memory");

  /**
   * How files change on file systems that the contract tests run over ({@code
   * docs/lower-filesystems.md}). Of others none is taken at its word: some, when asked to change a
   * file in place, silently cut it instead.
   */
  private static final Map<String, LowerWriting> KNOWN =
      Map.of(
          "file", LowerWriting.IN_PLACE,
          "jimfs", LowerWriting.IN_PLACE,
          "memory", LowerWriting.IN_PLACE,
          "sftp", LowerWriting.IN_PLACE,
          "jar", LowerWriting.PUT);

  /** File systems that replace a file in an atomic move only when told to replace. */
  private static final Set<String> REPLACE_WHEN_ASKED = Set.of("memory", "jar");

  /** Looks at the file system of {@code root}, an existing directory, without writing. */
  public static LowerCapabilities of(Path root) {
    String scheme = schemeOf(root);
    return of(root, KNOWN.getOrDefault(scheme, LowerWriting.READ_ONLY));
  }

  /** As {@link #of(Path)}, where it is known how files change. */
  public static LowerCapabilities of(Path root, LowerWriting writing) {
    String scheme = schemeOf(root);
    boolean inPlace = writing == LowerWriting.IN_PLACE;
    return new LowerCapabilities(
        writing,
        TRUE_TO_JAVA.contains(scheme) && !isWindowsItself(root) && !writing.replaces(),
        hasUserXattr(root),
        inPlace,
        inPlace || scheme.equals("jar"),
        REPLACE_WHEN_ASKED.contains(scheme),
        TRUE_TO_JAVA.contains(scheme) || REPLACE_WHEN_ASKED.contains(scheme),
        TRUE_TO_JAVA.contains(scheme));
  }

  /** The URI of a lower directory; of file systems that give none, one that shows where it is. */
  public static URI uriOf(Path root) {
    try {
      return root.toUri();
    } catch (UnsupportedOperationException e) {
      try {
        return new URI(schemeOf(root), root.toString(), null);
      } catch (URISyntaxException impossible) {
        throw new IllegalArgumentException(root + ": no URI can hold this path", impossible);
      }
    }
  }

  private static String schemeOf(Path path) {
    return path.getFileSystem().provider().getScheme();
  }

  /** Whether moves need no care: those of the default file system, and of another like it. */
  boolean movesLikeJava() {
    return givesAttributes && !replacesWhenAsked && realDirectories;
  }

  /**
   * The move options to ask the lower file system with. POSIX systems replace a file in an atomic
   * move unasked; some want to be asked, and do it as atomically then.
   */
  CopyOption[] forReplacing(CopyOption... options) {
    return replacesWhenAsked && List.of(options).equals(List.of(StandardCopyOption.ATOMIC_MOVE))
        ? new CopyOption[] {StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING}
        : options;
  }

  /** The default file system of Windows gives no file keys. */
  private static boolean isWindowsItself(Path root) {
    return schemeOf(root).equals("file") && root.getFileSystem().getSeparator().equals("\\");
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
    FileStore store = LowerStore.of(root);
    return !hasUninterruptibleChannels(root)
        || store.supportsFileAttributeView(UserDefinedFileAttributeView.class);
  }

  /**
   * Whether asynchronous channels of that file system survive {@link Thread#interrupt} and complete
   * in the caller's thread. On Windows they complete in threads of the system.
   */
  static boolean hasUninterruptibleChannels(Path path) {
    return schemeOf(path).equals("file") && !isWindowsItself(path);
  }

  /**
   * Refuses to write to files of a lower file system of which nobody knows how files change there.
   * Its names can be changed all the same.
   *
   * @param withAttribute whether metadata goes to an attribute
   * @throws FileSystemException without a path, if so
   */
  public void requireWritable(boolean withAttribute) throws FileSystemException {
    if (writing == LowerWriting.READ_ONLY) {
      throw new FileSystemException(
          null,
          null,
          "the lower file system is not known to change files in place, which encrypted files need;"
              + " here they can only be read, moved and deleted. The mount option"
              + " ecryptfs_nio_lower can tell how it takes them, or have that tried out");
    }
    if (writing.replaces() && withAttribute) {
      throw new FileSystemException(
          null,
          null,
          "the lower file system takes whole files only, and their attributes apart;"
              + " to write, mount without ecryptfs_xattr_metadata");
    }
  }

  /**
   * The identity of a lower file, for which {@code attributes} were read without following a link.
   */
  public FileIdentity identityOf(Path lower, java.nio.file.attribute.BasicFileAttributes attributes)
      throws IOException {
    Object key = fileKeyIsIdentity ? attributes.fileKey() : null;
    return new FileIdentity(key != null ? key : realPathOf(lower));
  }

  /** Lower paths go through no link, so only spellings are left to make one of. */
  private Path realPathOf(Path lower) throws IOException {
    return linksResolved
        ? lower.toRealPath(LinkOption.NOFOLLOW_LINKS)
        : lower.toAbsolutePath().normalize();
  }

  /** Whether a lower file has other names; no where the lower file system does not tell. */
  public static boolean hasOtherNames(Path lower) throws IOException {
    return lower.getFileSystem().supportedFileAttributeViews().contains("unix")
        && Files.getAttribute(lower, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer n
        && n > 1;
  }
}
