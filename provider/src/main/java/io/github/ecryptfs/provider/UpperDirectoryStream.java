package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entries of an upper directory, in the order of the lower one. Lower entries whose names do
 * not decode are passed over and end nothing.
 *
 * <p>Not thread-safe, as directory streams are not; closing it from another thread ends the
 * iteration.
 */
final class UpperDirectoryStream implements DirectoryStream<Path> {
  private final DirectoryStream<Path> lower;
  private final Function<Path, Optional<Path>> toUpper;
  private final Filter<? super Path> filter;
  private final UpperErrors errors;
  private final Runnable onClose;
  private boolean iterated;
  private volatile boolean closed;

  UpperDirectoryStream(
      DirectoryStream<Path> lower,
      Function<Path, Optional<Path>> toUpper,
      Filter<? super Path> filter,
      UpperErrors errors,
      Runnable onClose) {
    this.lower = lower;
    this.toUpper = toUpper;
    this.filter = filter;
    this.errors = errors;
    this.onClose = onClose;
  }

  @Override
  public Iterator<Path> iterator() {
    if (iterated || closed) {
      throw new IllegalStateException(
          closed ? "the directory stream is closed" : "a second iterator");
    }
    iterated = true;
    return new Entries(lower.iterator());
  }

  /**
   * Refuses what a closed stream cannot do.
   *
   * @throws ClosedDirectoryStreamException if it is closed
   */
  void requireOpen() {
    if (closed) {
      throw new ClosedDirectoryStreamException();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    onClose.run();
    lower.close();
  }

  private boolean accepts(Path entry) {
    try {
      return filter.accept(entry);
    } catch (IOException e) {
      throw new DirectoryIteratorException(e);
    }
  }

  /** Looks one entry ahead. */
  private final class Entries implements Iterator<Path> {
    private final Iterator<Path> lowerEntries;
    private @Nullable Path next;

    Entries(Iterator<Path> lowerEntries) {
      this.lowerEntries = lowerEntries;
    }

    @Override
    public boolean hasNext() {
      while (next == null && !closed && lowerHasNext()) {
        next =
            toUpper
                .apply(lowerEntries.next())
                .filter(UpperDirectoryStream.this::accepts)
                .orElse(null);
      }
      return next != null;
    }

    private boolean lowerHasNext() {
      try {
        return lowerEntries.hasNext();
      } catch (DirectoryIteratorException e) {
        throw new DirectoryIteratorException(errors.upper(Objects.requireNonNull(e.getCause())));
      }
    }

    @Override
    public Path next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Path result = next;
      next = null;
      return result;
    }
  }
}
