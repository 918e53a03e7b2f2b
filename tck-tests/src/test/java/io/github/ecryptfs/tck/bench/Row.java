package io.github.ecryptfs.tck.bench;

/**
 * A row of the table.
 *
 * @param title what is done
 * @param amount how much of it a run of the workload does
 * @param wanted the least ratio of plain time to ours that we want
 * @param variant the mount of ours
 * @param workload does it
 */
record Row(String title, Amount amount, double wanted, Variant variant, Workload workload) {
  /** A row about a mount with plain names. */
  static Row of(String title, Amount amount, double wanted, Workload workload) {
    return new Row(title, amount, wanted, Variant.PLAIN_NAMES, workload);
  }

  /** The same about another mount. */
  Row with(Variant other) {
    return new Row(title, amount, wanted, other, workload);
  }
}
