package io.github.ecryptfs.tck.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of {@code behaviours.json} at which we differ from the kernel, each with the reason;
 * {@code docs/compatibility.md} tells the same to users.
 *
 * @param behaviour its id
 * @param step number of the step, from 0
 * @param reason why
 */
record BetterThanKernel(String behaviour, int step, String reason) {
  /** All deviations. */
  static final List<BetterThanKernel> TABLE = new ArrayList<>();

  /** The deviation at a step, if there is one. */
  static Optional<BetterThanKernel> of(String behaviour, int step) {
    return TABLE.stream()
        .filter(row -> row.behaviour.equals(behaviour) && row.step == step)
        .findFirst();
  }
}
