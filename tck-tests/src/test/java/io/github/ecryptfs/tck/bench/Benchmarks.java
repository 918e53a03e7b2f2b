package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The command line of the benchmarks: {@code docs/performance.md} shows what can be asked for. */
public final class Benchmarks {
  private static final String USAGE =
      "want: table [TITLE PATTERN] | copy | listing | growth | scaling | memory | mount"
          + " | profile TITLE PATTERN | jmh [JMH OPTIONS]";

  private Benchmarks() {}

  /** Runs the benchmark that the first word names; the table without one. */
  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    String name = words.isEmpty() ? "table" : words.get(0);
    List<String> rest = words.subList(Math.min(1, words.size()), words.size());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    switch (name) {
      case "table" -> SpeedTable.main(out, rest);
      case "copy" -> CopyBenchmark.main(out);
      case "listing" -> ListingBenchmark.main(out);
      case "growth" -> GrowthBenchmark.main(out);
      case "scaling" -> ScalingBenchmark.main(out);
      case "memory" -> MemoryBenchmark.main(out);
      case "mount" -> MountBenchmark.main(out);
      case "profile" -> Profile.main(out, rest);
      case "jmh" -> org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
      default -> throw new IllegalArgumentException("no benchmark '" + name + "'; " + USAGE);
    }
  }
}
