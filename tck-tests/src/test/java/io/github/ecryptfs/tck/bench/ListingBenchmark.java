package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * A mount of 10,000 files with encrypted names lists in no more than three times the time of the
 * plain listing of as many files.
 */
final class ListingBenchmark {
  private static final int ENTRIES = 10_000;
  private static final double MOST = 3;

  private ListingBenchmark() {}

  /** Prints both times and fails if the bound is broken. */
  static void main(PrintStream out) throws IOException {
    try (Arena arena = Arena.open()) {
      List<Contender> both =
          List.of(arena.plain(), arena.ours(Variant.ENCRYPTED_NAMES).orElseThrow());
      PairedRounds rounds = arena.contest(DirectoryWorkloads.list(ENTRIES), both);
      double times = 1 / rounds.ratio(1);
      out.println(Machine.description());
      out.printf(
          "list %,d entries: plain %.2f ms, encrypted names %.2f ms, %.2f times (at most %.1f)%n",
          ENTRIES, rounds.nanos(0) / 1e6, rounds.nanos(1) / 1e6, times, MOST);
      if (times > MOST) {
        throw new IllegalStateException("encrypted names list too slowly");
      }
    }
  }
}
