package io.github.ecryptfs.provider.tree;

import io.github.ecryptfs.provider.lower.LowerEntries;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Renames in the lower file system. */
final class Renaming {
  private Renaming() {}

  /**
   * Renames. A file that replaces another does so in one step where the lower file system can:
   * java.nio would allow to delete the old one first, and a crash would then leave neither under
   * that name.
   */
  static void of(LowerEntries lower, Path from, Path to, CopyOption... options) throws IOException {
    boolean replaces =
        List.of(options).equals(List.of(StandardCopyOption.REPLACE_EXISTING))
            && Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)
            && Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)
            && !Files.isSameFile(from, to);
    if (replaces) {
      try {
        lower.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException e) {
        // Not here: some file systems have no atomic rename, or none that replaces. Then as asked.
      }
    }
    lower.move(from, to, options);
  }

  /** Not every lower file system looks at options that it does not know. */
  static void requireKnown(CopyOption... options) {
    for (CopyOption option : options) {
      if (option == null) {
        throw new NullPointerException("a move option is null");
      }
      if (option != StandardCopyOption.REPLACE_EXISTING
          && option != StandardCopyOption.ATOMIC_MOVE
          && option != LinkOption.NOFOLLOW_LINKS) {
        throw new UnsupportedOperationException("move option " + option);
      }
    }
  }
}
