package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Times of lower files whose file system does not keep them as java.nio wants when a file is moved
 * or written anew. Some let no time be set: there it stays what the file system makes it.
 */
final class LowerTimes {
  private LowerTimes() {}

  /** Gives a file that time again, if it has another one now. */
  static void keep(Path path, FileTime modified) throws IOException {
    if (!find(path).equals(Optional.of(modified))) {
      set(path, modified);
    }
  }

  /** When the content changed last, if the file is there. */
  static Optional<FileTime> find(Path path) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Sets the time, where that can be done. */
  static void set(Path path, FileTime modified) throws IOException {
    try {
      BasicFileAttributeView view =
          LowerViews.find(path, BasicFileAttributeView.class).orElseThrow();
      view.setTimes(modified, null, null);
    } catch (UnsupportedOperationException e) {
      return; // the file system's own time it is
    }
  }
}
