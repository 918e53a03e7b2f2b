package io.github.ecryptfs.tck.bench;

import static io.github.ecryptfs.tck.bench.Data.KIB;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Whether the cost of one operation grows with the file or the directory: what it costs at the
 * large size by what it costs at the small one, by the same of plain files. 1 is as plain.
 */
final class GrowthBenchmark {
  private static final double MOST = 1.10;

  private final PrintStream out;
  private final Arena arena;

  private GrowthBenchmark(PrintStream out, Arena arena) {
    this.out = out;
    this.arena = arena;
  }

  /** A workload at any size. */
  private record Growing(
      String title,
      Variant variant,
      List<Integer> sizes,
      Operations operations,
      IntFunction<Workload> at) {}

  /** How many operations a run does at a size. */
  private interface Operations {
    /** That number. */
    double at(int size);
  }

  /** Prints the table. */
  static void main(PrintStream out) throws IOException {
    try (Arena arena = Arena.open()) {
      out.println(Machine.description());
      out.println();
      out.println("| operation | sizes | plain, µs each | ours, µs each | growth ours : plain |");
      out.println("|---|---|---|---|--:|");
      GrowthBenchmark benchmark = new GrowthBenchmark(out, arena);
      for (Growing growing : all()) {
        benchmark.print(growing);
      }
    }
  }

  private static List<Growing> all() {
    List<Integer> mib = List.of(1, 32, 1024);
    List<Integer> entries = List.of(100, 1000, 10_000);
    return List.of(
        new Growing(
            "sequential write, 1 MiB",
            Variant.PLAIN_NAMES,
            mib,
            size -> size,
            size -> SequentialWorkloads.write(size, Data.heap(Data.MIB))),
        new Growing(
            "sequential read, 1 MiB",
            Variant.PLAIN_NAMES,
            mib,
            size -> size,
            size -> SequentialWorkloads.read(size, Data.heap(Data.MIB))),
        new Growing(
            "random 4 KiB read",
            Variant.PLAIN_NAMES,
            mib,
            size -> 2000,
            size -> RandomWorkloads.read(2000, size, 4 * KIB, 4 * KIB)),
        new Growing(
            "random 4 KiB write",
            Variant.PLAIN_NAMES,
            mib,
            size -> 1000,
            size -> RandomWorkloads.write(1000, size, 4 * KIB, 4 * KIB)),
        new Growing(
            "100-byte append",
            Variant.PLAIN_NAMES,
            mib,
            size -> 1000,
            size -> RandomWorkloads.appendTo(1000, size, 100)),
        new Growing(
            "list, plain names",
            Variant.PLAIN_NAMES,
            entries,
            size -> size,
            DirectoryWorkloads::list),
        new Growing(
            "list, encrypted names",
            Variant.ENCRYPTED_NAMES,
            entries,
            size -> size,
            DirectoryWorkloads::list),
        new Growing("create", Variant.PLAIN_NAMES, entries, size -> size, FileWorkloads::create),
        new Growing(
            "create, encrypted names",
            Variant.ENCRYPTED_NAMES,
            entries,
            size -> size,
            FileWorkloads::create),
        new Growing(
            "open + close", Variant.PLAIN_NAMES, entries, size -> size, FileWorkloads::open),
        new Growing(
            "open + close, encrypted names",
            Variant.ENCRYPTED_NAMES,
            entries,
            size -> size,
            FileWorkloads::open),
        new Growing("size", Variant.PLAIN_NAMES, entries, size -> size, FileWorkloads::size));
  }

  private void print(Growing growing) throws IOException {
    List<Contender> both = List.of(arena.plain(), arena.ours(growing.variant()).orElseThrow());
    StringBuilder plain = new StringBuilder();
    StringBuilder ours = new StringBuilder();
    double first = 0;
    double last = 0;
    for (int size : growing.sizes()) {
      PairedRounds rounds = arena.contest(growing.at().apply(size), both);
      double operations = growing.operations().at(size);
      plain.append(String.format(Locale.ROOT, " %.2f", rounds.nanos(0) / operations / 1000));
      ours.append(String.format(Locale.ROOT, " %.2f", rounds.nanos(1) / operations / 1000));
      last = rounds.ratio(1);
      first = first == 0 ? last : first;
    }
    double growth = first / last;
    out.printf(
        Locale.ROOT,
        "| %s | %s |%s |%s | %s%.2f |%n",
        growing.title(),
        growing.sizes(),
        plain,
        ours,
        growth > MOST ? "✗ " : "",
        growth);
  }
}
