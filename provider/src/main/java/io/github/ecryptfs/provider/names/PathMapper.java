package io.github.ecryptfs.provider.names;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Upper names below the root of a mount to lower paths. Immutable. */
public record PathMapper(Path root, NameCodec codec) {
  /**
   * The lower path of the upper names, which hold no {@code .} or {@code ..} and cross no symbolic
   * link.
   */
  public Path toLower(List<String> names) throws FileSystemException {
    Path lower = root;
    for (String name : names) {
      lower = child(lower, codec.toLower(name));
    }
    return lower;
  }

  /** The lower path of one more name. */
  public Path child(Path lowerDirectory, String lowerName) throws FileSystemException {
    try {
      Path child = lowerDirectory.resolve(lowerName);
      if (mayDivide(lowerName) && !isChild(child, lowerDirectory)) {
        throw unrepresentable(lowerName, "it would be more than one name");
      }
      return child;
    } catch (InvalidPathException e) {
      throw unrepresentable(lowerName, e.getReason());
    }
  }

  /** Elsewhere than on Unix other characters than a slash divide names, in archives too. */
  private boolean mayDivide(String lowerName) {
    return lowerName.indexOf('\\') >= 0 || !root.getFileSystem().getSeparator().equals("/");
  }

  private static boolean isChild(Path child, Path directory) {
    return child.getNameCount() == directory.getNameCount() + 1 && child.startsWith(directory);
  }

  /**
   * The upper name of a lower entry, if it is one of this mount's and leads to this entry: of
   * several entries that have one upper name only that is shown which a look-up finds.
   */
  public Optional<String> toUpper(Path lowerEntry) {
    return Optional.ofNullable(lowerEntry.getFileName())
        .map(Path::toString)
        .flatMap(
            lower ->
                codec
                    .toUpper(lower)
                    .filter(
                        upper -> !codec.hasAlternatives() || isFirst(lowerEntry, lower, upper)));
  }

  private boolean isFirst(Path entry, String lower, String upper) {
    try {
      return Stream.concat(Stream.of(codec.toLower(upper)), codec.alternatives(upper).stream())
          .takeWhile(candidate -> !candidate.equals(lower))
          .noneMatch(c -> Files.exists(entry.resolveSibling(c), LinkOption.NOFOLLOW_LINKS));
    } catch (FileSystemException e) {
      return false; // no look-up takes such a name
    }
  }

  /** Whether the lower path ends in a name that does not decode but is shown. */
  public boolean isRaw(Path lower) {
    return Optional.ofNullable(lower.getFileName())
        .filter(name -> codec.isRaw(name.toString()))
        .isPresent();
  }

  private static FileSystemException unrepresentable(String name, String why) {
    return new FileSystemException(
        name, null, "the lower file system cannot hold this name: " + why);
  }
}
