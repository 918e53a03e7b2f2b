package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Another encrypting file system to compare with, looked up by {@link java.util.ServiceLoader}: the
 * profile of the benchmarks has one, the ordinary build has none.
 */
public interface Peer {
  /**
   * Opens it.
   *
   * @param lower an empty directory for its files
   */
  Contender open(Path lower) throws IOException;
}
