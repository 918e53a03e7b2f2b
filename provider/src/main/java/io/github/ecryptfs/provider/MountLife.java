package io.github.ecryptfs.provider;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a mount is open, and what of it is: its channels and streams.
 *
 * <p>Thread-safe without locks.
 */
final class MountLife {
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closed = new AtomicBoolean();

  boolean isOpen() {
    return !closed.get();
  }

  /**
   * Refuses what a closed file system cannot do.
   *
   * @throws ClosedFileSystemException if it is closed
   */
  void requireOpen() {
    if (closed.get()) {
      throw new ClosedFileSystemException();
    }
  }

  /**
   * Runs {@code body}; its failures come out with upper paths, or, if the file system was closed
   * meanwhile, as the news of that.
   */
  <T> T run(UpperErrors errors, UpperErrors.Body<T> body) throws IOException {
    try {
      return errors.in(body);
    } catch (IOException | RuntimeException e) {
      if (closed.get()) {
        ClosedFileSystemException news = new ClosedFileSystemException();
        news.addSuppressed(e);
        throw news;
      }
      throw e;
    }
  }

  /** Takes a channel or stream along; one that comes too late is closed. */
  <C extends Closeable> C begun(C resource) throws IOException {
    open.add(resource);
    if (closed.get()) {
      resource.close();
      throw new ClosedFileSystemException();
    }
    return resource;
  }

  /** Tells that a channel or stream was closed. */
  void ended(Closeable resource) {
    open.remove(resource);
  }

  /** Ends it; false if somebody else did already. */
  boolean end() {
    return closed.compareAndSet(false, true);
  }

  /** Closes what is still open, whichever of it fails. */
  void closeAll() throws IOException {
    IOException failure = null;
    for (Closeable resource : open) {
      try {
        resource.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
