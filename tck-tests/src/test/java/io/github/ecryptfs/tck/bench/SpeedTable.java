package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Prints the table of {@code docs/performance.md}: each workload on plain files, on a mount of ours
 * and, where there is one, on a peer.
 */
final class SpeedTable {
  private final PrintStream out;
  private final Arena arena;

  private SpeedTable(PrintStream out, Arena arena) {
    this.out = out;
    this.arena = arena;
  }

  /** Prints the rows whose titles have a match of the pattern; of all without one. */
  static void main(PrintStream out, List<String> arguments) throws IOException {
    Pattern titles = Pattern.compile(arguments.isEmpty() ? "" : String.join(" ", arguments));
    try (Arena arena = Arena.open()) {
      new SpeedTable(out, arena)
          .print(
              Rows.all(arena.outside()).stream()
                  .filter(row -> titles.matcher(row.title()).find())
                  .toList());
    }
  }

  private void print(List<Row> rows) throws IOException {
    Optional<Contender> peer = arena.peer();
    out.println(Machine.description() + peer.map(p -> "; " + p.name()).orElse(""));
    out.println();
    out.println(
        "| workload | per | plain, µs | ours, µs | peer, µs | ours : plain | wanted | "
            + "peer : plain | ours allocates |");
    out.println("|---|---|--:|--:|--:|--:|--:|--:|--:|");
    for (Row row : rows) {
      out.println(line(row));
      out.flush();
    }
  }

  private String line(Row row) throws IOException {
    Optional<Contender> ours = arena.ours(row.variant());
    if (ours.isEmpty()) {
      return "| %s | %s | – | not there | – | – | %.2f | – | – |"
          .formatted(row.title(), row.amount().unit(), row.wanted());
    }
    List<Contender> all = new ArrayList<>(List.of(arena.plain(), ours.get()));
    if (row.workload().isForPeers()) {
      arena.peer().ifPresent(all::add);
    }
    return line(row, arena.contest(row.workload(), all), all.size() > 2);
  }

  private static String line(Row row, PairedRounds rounds, boolean peer) {
    Amount amount = row.amount();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %s%.2f ± %.2f | %.2f | %s | %s |",
        row.title(),
        amount.unit(),
        micros(amount.each(rounds.nanos(0))),
        micros(amount.each(rounds.nanos(1))),
        peer ? micros(amount.each(rounds.nanos(2))) : "–",
        rounds.ratio(1) < row.wanted() ? "✗ " : "",
        rounds.ratio(1),
        rounds.spread(1),
        row.wanted(),
        peer ? "%.2f".formatted(rounds.ratio(2)) : "–",
        bytes(amount.each(rounds.bytes(1))));
  }

  private static String micros(double nanos) {
    double micros = nanos / 1000;
    return String.format(Locale.ROOT, micros < 10 ? "%.2f" : "%.0f", micros);
  }

  private static String bytes(double bytes) {
    return bytes < 10_000 ? Math.round(bytes) + " B" : Math.round(bytes / Data.KIB) + " KiB";
  }
}
