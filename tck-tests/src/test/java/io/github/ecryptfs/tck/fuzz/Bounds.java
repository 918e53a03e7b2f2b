package io.github.ecryptfs.tck.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * What one input may cost: at most 100 ms of its thread and 1 MiB of memory, but for links.
 *
 * <p>The time is that of the processor, so that a busy machine is not taken for a slow parser. What
 * the first use of a class costs is no fault of the input: only an excess that comes again each
 * time counts.
 */
final class Bounds {
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MOST_BYTES = 1 << 20;
  private static final int ATTEMPTS = 5;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounds() {}

  /** Something that can be done again with the same result. */
  interface Attempt {
    /** Does it. */
    void run() throws Exception;
  }

  /** What one attempt took. */
  private record Cost(long nanos, long bytes) {
    boolean isWithin(long mostBytes) {
      return nanos <= MOST_NANOS && bytes <= mostBytes;
    }
  }

  /**
   * Runs {@code attempt}, again if it took too much.
   *
   * @throws AssertionError if it always takes too much
   */
  static void hold(Attempt attempt) throws Exception {
    hold(MOST_BYTES, attempt);
  }

  private static void hold(long mostBytes, Attempt attempt) throws Exception {
    Cost cost = costOf(attempt);
    for (int i = 1; i < ATTEMPTS && !cost.isWithin(mostBytes); i++) {
      cost = costOf(attempt);
    }
    if (!cost.isWithin(mostBytes)) {
      throw new AssertionError("one input took " + cost);
    }
  }

  private static Cost costOf(Attempt attempt) throws Exception {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long nanos = THREADS.getCurrentThreadCpuTime();
    attempt.run();
    return new Cost(
        THREADS.getCurrentThreadCpuTime() - nanos,
        THREADS.getCurrentThreadAllocatedBytes() - bytes);
  }
}
