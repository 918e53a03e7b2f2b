package io.github.ecryptfs.tck.bench;

import java.io.IOException;

/**
 * What some runs of a task cost.
 *
 * @param nanos CPU time of one run
 * @param bytes allocated by one run
 * @param work what the task says it did in one run
 */
record Sample(double nanos, double bytes, long work) {
  /** Runs a task {@code runs} times. */
  static Sample of(Task task, int runs) throws IOException {
    long nanos = 0;
    long bytes = 0;
    long work = 0;
    for (int i = 0; i < runs; i++) {
      task.reset();
      long bytesBefore = CpuClock.allocated();
      long before = CpuClock.nanos();
      work = task.run();
      nanos += CpuClock.nanos() - before;
      bytes += CpuClock.allocated() - bytesBefore;
    }
    return new Sample((double) nanos / runs, (double) bytes / runs, work);
  }
}
