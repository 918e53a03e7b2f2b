package io.github.ecryptfs.tck.safety;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much these tests do: a sample in the gate, all of it with {@code -Psoak}. Thread-safe.
 *
 * @param what what is counted
 * @param count how many there were
 */
record Runs(String what, AtomicLong count) {
  /** Whether all is to be tried. */
  static final boolean SOAK = Boolean.getBoolean("safety.soak");

  /** How many operations a thread does. */
  static final int OPERATIONS = SOAK ? 5_000 : 300;

  /** How many ways of losing what was not forced are tried after each change. */
  static final int POWER_FAILURES = SOAK ? 100 : 3;

  static Runs of(String what) {
    return new Runs(what, new AtomicLong());
  }

  /** Counts one. */
  void add() {
    count.incrementAndGet();
  }

  /**
   * Whether one of several configurations is in the sample for a workload: each is for some, so
   * that all are tried with something.
   */
  static boolean isInSample(int workload, int configuration) {
    return SOAK || (workload + configuration) % 4 == 0;
  }

  /** Tells on standard output how many there were. */
  void tell() {
    System.out.println("safety: " + count + " " + what + (SOAK ? "" : " (-Psoak: all)"));
  }
}
