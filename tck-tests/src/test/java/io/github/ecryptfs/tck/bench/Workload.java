package io.github.ecryptfs.tck.bench;

import java.io.IOException;

/** Something to do with files, on any file system. */
@FunctionalInterface
interface Workload {
  /**
   * Makes what is needed, in the root directory of the contender, which is empty.
   *
   * @return the task to take the time of
   */
  Task start(Contender contender) throws IOException;

  /** Whether it says anything about file systems that are not ours. */
  default boolean isForPeers() {
    return true;
  }
}
