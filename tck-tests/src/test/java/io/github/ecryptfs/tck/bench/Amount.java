package io.github.ecryptfs.tck.bench;

/**
 * What a run of a workload does.
 *
 * @param count how often or how much
 * @param unit what is counted
 */
record Amount(int count, String unit) {
  /** {@code count} mebibytes. */
  static Amount mib(int count) {
    return new Amount(count, "MiB");
  }

  /** One of the figures of a whole run. */
  double each(double ofRun) {
    return ofRun / count;
  }
}
