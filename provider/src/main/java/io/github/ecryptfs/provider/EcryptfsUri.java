package io.github.ecryptfs.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The URI of a file in a mount: {@code ecryptfs:}, the URI of the lower directory, {@code !} and
 * the absolute upper path, as in {@code ecryptfs:file:///srv/secret/!/notes/today.txt}. Without the
 * {@code !} and the upper path it means the root.
 *
 * <p>{@link #toUri} always writes the upper path, percent-encoded, with {@code %21} for the {@code
 * !} in names. So in what it wrote the last {@code !/} is the border between lower and upper. In
 * URIs from elsewhere the border can be in doubt, as {@code !/} may stand in the lower URI (that of
 * a ZIP file, or of a directory named {@code x!}) and in upper names written by hand; {@link
 * #readings} gives all ways to read such a URI, {@link #lowerDirectory} the one to mount.
 *
 * <p>Immutable.
 *
 * @param lower the URI of the lower directory; it ends with {@code /} if it is hierarchical
 * @param upper the absolute upper path, not encoded
 */
record EcryptfsUri(URI lower, String upper) {
  /** The scheme, in lower case; URIs may write it in either case. */
  static final String SCHEME = "ecryptfs";

  private static final String ROOT = "/";
  private static final String BORDER = "!/";

  /**
   * Checks the parts and adds the last {@code /} of the lower URI where it is missing.
   *
   * @throws IllegalArgumentException if the lower URI is relative, has a fragment or the scheme
   *     ecryptfs, or the upper path is not absolute
   */
  EcryptfsUri {
    if (!lower.isAbsolute() || lower.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "lower URI '" + lower + "': want a scheme and no fragment, as in file:///srv/secret/");
    }
    if (isOurs(lower)) {
      throw new IllegalArgumentException(
          "lower URI '" + lower + "': a lower directory cannot be in an ecryptfs file system");
    }
    if (!upper.startsWith(ROOT)) {
      throw new IllegalArgumentException("upper path '" + upper + "': want an absolute path");
    }
    lower = asDirectory(lower);
  }

  private static boolean isOurs(URI uri) {
    return SCHEME.equalsIgnoreCase(uri.getScheme());
  }

  private static URI asDirectory(URI lower) {
    boolean keep = lower.isOpaque() || lower.getRawQuery() != null;
    return keep || lower.getRawPath().endsWith(ROOT) ? lower : URI.create(lower + ROOT);
  }

  /**
   * All ways to read {@code uri}, at least one: split at each {@code !/}, from the last to the
   * first, and then all of it as a lower URI. It means a file of the first reading whose lower
   * directory is mounted.
   *
   * @throws IllegalArgumentException if the scheme is not ours, the lower URI is missing or
   *     relative, there is a fragment, or what follows the last {@code !/} has a query or is no
   *     upper path in UTF-8
   */
  static List<EcryptfsUri> readings(URI uri) {
    String text = partsOf(uri);
    List<EcryptfsUri> readings = new ArrayList<>();
    for (int at = text.lastIndexOf(BORDER); at > 0; at = text.lastIndexOf(BORDER, at - 1)) {
      String upper = upperPath(uri, text.substring(at + 1));
      lowerUri(text.substring(0, at))
          .map(lower -> new EcryptfsUri(lower, upper))
          .ifPresent(readings::add);
    }
    lowerUri(text).map(lower -> new EcryptfsUri(lower, ROOT)).ifPresent(readings::add);
    if (readings.isEmpty()) {
      throw malformed(uri, "want the URI of the lower directory after 'ecryptfs:'");
    }
    return List.copyOf(readings);
  }

  private static String partsOf(URI uri) {
    if (!isOurs(uri)) {
      throw malformed(uri, "want the scheme 'ecryptfs'");
    }
    if (uri.getRawFragment() != null) {
      throw malformed(uri, "it has a fragment; write '#' in names as %23");
    }
    return uri.getRawSchemeSpecificPart();
  }

  private static Optional<URI> lowerUri(String text) {
    try {
      return Optional.of(new URI(text)).filter(URI::isAbsolute);
    } catch (URISyntaxException e) {
      return Optional.empty(); // not the border then; another one may be
    }
  }

  private static String upperPath(URI uri, String raw) {
    if (raw.contains("?")) {
      throw malformed(uri, "the upper path has a query; write '?' in names as %3F");
    }
    try {
      return EcryptfsPath.clean(PercentEncoding.decode(raw));
    } catch (CharacterCodingException e) {
      throw malformed(uri, "the upper path is not in UTF-8");
    } catch (InvalidPathException e) {
      throw malformed(uri, "the upper path holds what no name can: " + e.getReason());
    }
  }

  private static IllegalArgumentException malformed(URI uri, String problem) {
    return new IllegalArgumentException("URI '" + uri + "': " + problem);
  }

  /**
   * The directory to mount for {@code uri}: the whole as the lower URI, less a {@code !/} at the
   * end. That end can belong to the lower URI instead, so the reading that names a directory is
   * taken; if both do, neither is, for a guess could encrypt into the wrong one. If none does, what
   * is returned is no directory either.
   *
   * @throws IllegalArgumentException as {@link #readings} and {@link #lowerPath}, or if both
   *     readings name a directory
   * @throws FileSystemNotFoundException as {@link #lowerPath}
   */
  static Path lowerDirectory(URI uri) {
    List<EcryptfsUri> roots = readings(uri).stream().filter(EcryptfsUri::isRoot).toList();
    List<Path> lowers = roots.stream().flatMap(EcryptfsUri::lowerPathIfTaken).distinct().toList();
    List<Path> directories = lowers.stream().filter(Files::isDirectory).toList();
    if (directories.size() > 1) {
      throw malformed(
          uri,
          "both %s and %s are directories; write the first without '!/', the second with '%%21/'"
              .formatted(directories.get(0), directories.get(1)));
    }
    if (lowers.isEmpty()) {
      return roots.get(roots.size() - 1).lowerPath(); // throws what is wrong with the whole
    }
    return (directories.isEmpty() ? lowers : directories).get(0);
  }

  private Stream<Path> lowerPathIfTaken() {
    try {
      return Stream.of(lowerPath());
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Stream.empty(); // another reading may be the one
    }
  }

  /** Whether this is the root of the mount. */
  boolean isRoot() {
    return upper.equals(ROOT);
  }

  /**
   * The lower directory, whether it is there or not.
   *
   * @throws IllegalArgumentException if no installed provider has the scheme of the lower URI, or
   *     it refuses the URI
   * @throws FileSystemNotFoundException if the file system of the lower URI is not open
   */
  Path lowerPath() {
    requireProvider();
    try {
      return Path.of(lower);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("lower URI '" + lower + "': " + e.getMessage(), e);
    } catch (FileSystemNotFoundException e) {
      String message = "lower URI '" + lower + "': its file system is not open; open it first";
      throw (FileSystemNotFoundException) new FileSystemNotFoundException(message).initCause(e);
    }
  }

  private void requireProvider() {
    List<String> installed =
        FileSystemProvider.installedProviders().stream()
            .map(FileSystemProvider::getScheme)
            .toList();
    if (installed.stream().noneMatch(lower.getScheme()::equalsIgnoreCase)) {
      throw new IllegalArgumentException(
          "lower URI '%s': no provider of '%s' is installed, only of %s"
              .formatted(lower, lower.getScheme(), String.join(", ", installed)));
    }
  }

  /** The URI that reads as this lower directory and upper path; ASCII if the lower URI is. */
  URI toUri() {
    return URI.create(SCHEME + ":" + lower + "!" + PercentEncoding.encode(upper));
  }
}
