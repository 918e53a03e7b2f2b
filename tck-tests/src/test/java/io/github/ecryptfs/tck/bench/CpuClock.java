package io.github.ecryptfs.tck.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * The CPU time and the allocation of all Java threads: not wall time, which the neighbours of the
 * machine disturb, and not that of one thread, so that work given to others counts. The collector
 * and the compiler are no Java threads; what the former will have to do shows as allocation.
 */
final class CpuClock {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private CpuClock() {}

  /** Nanoseconds used so far. */
  static long nanos() {
    return sum(THREADS.getThreadCpuTime(THREADS.getAllThreadIds()));
  }

  /** Bytes allocated so far. */
  static long allocated() {
    return sum(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()));
  }

  private static long sum(long[] ofThreads) {
    // A thread that ended between the two calls has -1.
    return Arrays.stream(ofThreads).filter(value -> value > 0).sum();
  }
}
