package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * The entries of a lower directory. Some file systems look at the directory only when its iterator
 * is asked for, and throw what java.nio does not know there: so that is done at once.
 *
 * <p>Not thread-safe, as directory streams are not.
 *
 * @param stream the lower stream
 * @param entries its iterator
 */
record LowerListing(DirectoryStream<Path> stream, Iterator<Path> entries)
    implements DirectoryStream<Path> {
  /** Takes a lower stream over; if it turns out to be none, it is closed. */
  static DirectoryStream<Path> of(DirectoryStream<Path> stream) throws IOException {
    try {
      return new LowerListing(stream, stream.iterator());
    } catch (UncheckedIOException | DirectoryIteratorException e) {
      stream.close();
      throw (IOException) e.getCause();
    }
  }

  @Override
  public Iterator<Path> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        try {
          return entries.hasNext();
        } catch (UncheckedIOException e) {
          throw new DirectoryIteratorException(e.getCause());
        }
      }

      @Override
      public Path next() {
        return entries.next();
      }
    };
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
