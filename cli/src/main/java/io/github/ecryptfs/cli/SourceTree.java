package io.github.ecryptfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is in a directory, each directory before its entries and these by name. Links are not
 * followed; pipes, sockets and devices are left out.
 *
 * @param root the directory
 * @param entries all below it
 */
record SourceTree(Path root, List<Entry> entries) {
  SourceTree {
    entries = List.copyOf(entries);
  }

  /** What an entry is. */
  enum Kind {
    DIRECTORY,
    FILE,
    LINK
  }

  /**
   * One entry.
   *
   * @param path begins with the root
   * @param depth 0 for the root's own entries
   */
  record Entry(Path path, int depth, Kind kind) {}

  /** Lists {@code root}. */
  static SourceTree of(Path root) throws IOException {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    List<Entry> entries = new ArrayList<>();
    list(root, 0, entries);
    return new SourceTree(root, entries);
  }

  private static void list(Path directory, int depth, List<Entry> entries) throws IOException {
    List<Path> paths;
    try (Stream<Path> listing = Files.list(directory)) {
      paths = listing.sorted().toList();
    }
    for (Path path : paths) {
      add(path, depth, entries);
    }
  }

  private static void add(Path path, int depth, List<Entry> entries) throws IOException {
    if (Files.isSymbolicLink(path)) {
      entries.add(new Entry(path, depth, Kind.LINK));
    } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      entries.add(new Entry(path, depth, Kind.FILE));
    } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      entries.add(new Entry(path, depth, Kind.DIRECTORY));
      list(path, depth + 1, entries);
    }
  }

  /** The path of {@code entry} in a copy of this tree. */
  Path in(Path copy, Entry entry) {
    return copy.resolve(root.relativize(entry.path()).toString());
  }

  /** Copies all into the empty directory {@code copy} of any file system. */
  void copyTo(Path copy) throws IOException {
    for (Entry entry : entries) {
      Path target = in(copy, entry);
      switch (entry.kind()) {
        case DIRECTORY -> Files.createDirectory(target);
        case FILE -> Files.copy(entry.path(), target);
        case LINK -> Files.createSymbolicLink(target, linkTarget(entry, copy));
      }
    }
  }

  private static Path linkTarget(Entry link, Path copy) throws IOException {
    return copy.getFileSystem().getPath(Files.readSymbolicLink(link.path()).toString());
  }

  /** One line for each difference between this tree and {@code copy}; none if they are equal. */
  List<String> differencesTo(Path copy) throws IOException {
    List<String> differences = new ArrayList<>();
    for (Entry entry : entries) {
      if (differs(entry, copy)) {
        differences.add(in(copy, entry) + " differs from " + entry.path());
      }
    }
    SourceTree other = of(copy);
    for (Entry entry : other.entries) {
      if (Files.notExists(other.in(root, entry), LinkOption.NOFOLLOW_LINKS)) {
        differences.add(entry.path() + " is not in " + root);
      }
    }
    return differences;
  }

  private boolean differs(Entry entry, Path copy) throws IOException {
    Path other = in(copy, entry);
    if (Files.notExists(other, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    return switch (entry.kind()) {
      case DIRECTORY -> !Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS);
      case FILE -> Files.mismatch(entry.path(), other) >= 0;
      case LINK -> !Files.readSymbolicLink(other).equals(linkTarget(entry, copy));
    };
  }

  /** The number of files, directories and links not counted. */
  long fileCount() {
    return files().count();
  }

  /** The bytes of all files. */
  long byteCount() throws IOException {
    long bytes = 0;
    for (Path file : files().toList()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private Stream<Path> files() {
    return entries.stream().filter(entry -> entry.kind() == Kind.FILE).map(Entry::path);
  }
}
