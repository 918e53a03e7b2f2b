package io.github.ecryptfs.provider.names;

import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
      if (child.getNameCount() != lowerDirectory.getNameCount() + 1
          || !child.startsWith(lowerDirectory)) {
        throw unrepresentable(lowerName, "it would be more than one name");
      }
      return child;
    } catch (InvalidPathException e) {
      throw unrepresentable(lowerName, e.getReason());
    }
  }

  /** The upper name of a lower entry, if it is one of this mount's. */
  public Optional<String> toUpper(Path lowerEntry) {
    return Optional.ofNullable(lowerEntry.getFileName())
        .flatMap(name -> codec.toUpper(name.toString()));
  }

  private static FileSystemException unrepresentable(String name, String why) {
    return new FileSystemException(
        name, null, "the lower file system cannot hold this name: " + why);
  }
}
