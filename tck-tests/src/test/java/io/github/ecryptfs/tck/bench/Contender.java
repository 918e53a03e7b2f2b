package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.nio.file.Path;

/** A file system that takes part in a comparison. Confined to the thread that measures. */
public interface Contender extends AutoCloseable {
  /** The heading of its column. */
  String name();

  /** Its root directory; another one after each {@link #remount}. */
  Path directory();

  /** Closes it and opens it again over the same lower files, so that it has nothing cached. */
  void remount() throws IOException;

  @Override
  void close() throws IOException;
}
