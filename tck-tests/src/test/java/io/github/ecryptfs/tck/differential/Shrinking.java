package io.github.ecryptfs.tck.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes operations away as long as something still differs, so that a failure can be read.
 *
 * @param duel replays what is left
 */
record Shrinking(Duel duel) {
  /** The fewest operations found that still end in a difference, or all, if they do not replay. */
  List<Operation> of(List<Operation> operations) throws IOException {
    List<Operation> left = operations;
    for (int size = Math.max(1, left.size() / 2); size >= 1; size /= 2) {
      left = without(left, size);
    }
    return without(left, 1);
  }

  /** Tries to do without each run of {@code size} operations, the last ones first. */
  private List<Operation> without(List<Operation> operations, int size) throws IOException {
    List<Operation> left = operations;
    for (int end = left.size(); end > 0; end -= size) {
      List<Operation> fewer = new ArrayList<>(left.subList(0, Math.max(0, end - size)));
      fewer.addAll(left.subList(end, left.size()));
      if (duel.round(fewer).isPresent()) {
        left = fewer;
      }
    }
    return left;
  }
}
