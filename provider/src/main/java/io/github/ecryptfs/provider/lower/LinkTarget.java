package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The text of a symbolic link's target, whose names are divided by slashes on every system. */
public final class LinkTarget {
  private LinkTarget() {}

  /** The target that a lower link has. */
  public static String of(Path link) throws IOException {
    String target = Files.readSymbolicLink(link).toString();
    String separator = link.getFileSystem().getSeparator();
    return separator.equals("/") ? target : target.replace(separator, "/");
  }

  /**
   * The path to give a lower link as its target.
   *
   * @throws FileSystemException if the lower file system has no such path
   */
  static Path toLower(Path link, String target) throws FileSystemException {
    try {
      return link.getFileSystem().getPath(target);
    } catch (InvalidPathException e) {
      FileSystemException refused =
          new FileSystemException(
              link.toString(),
              null,
              "the lower file system cannot hold this target of a link: " + e.getReason());
      refused.initCause(e);
      throw refused;
    }
  }
}
