package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;

/**
 * The entries of a directory as paths of the default file system.
 *
 * <p>As thread-safe as the stream below.
 */
class DefaultDirectoryStream implements DirectoryStream<Path> {
  private final DefaultPath directory;
  private final DirectoryStream<Path> entries;

  /** The entries of {@code directory}, the path that the caller gave. */
  DefaultDirectoryStream(DefaultPath directory, DirectoryStream<Path> entries) {
    this.directory = directory;
    this.entries = entries;
  }

  /** The path that the caller of a listing gets for an entry, wherever that is. */
  static DefaultPath entry(DefaultPath directory, Path routedEntry) {
    return directory.resolve(
        Objects.requireNonNull(routedEntry.getFileName(), "an entry has a name").toString());
  }

  @Override
  public Iterator<Path> iterator() {
    Iterator<Path> routed = entries.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return routed.hasNext();
      }

      @Override
      public Path next() {
        return entry(directory, routed.next());
      }
    };
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }
}
