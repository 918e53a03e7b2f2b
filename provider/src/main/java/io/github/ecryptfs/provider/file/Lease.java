package io.github.ecryptfs.provider.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One opener's share in an open file; the last one that closes takes the file along. Thread-safe.
 */
public final class Lease implements Closeable {
  private final OpenFile file;
  private final Closeable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(OpenFile file, Closeable release) {
    this.file = file;
    this.release = release;
  }

  /** The only share in a file that is in no registry. */
  public static Lease of(OpenFile file) {
    return new Lease(file, file);
  }

  /** The file, for as long as the lease is not closed. */
  public OpenFile file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      release.close();
    }
  }
}
