package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.crypto.Cipher;

/**
 * Copies 256 MiB into a mount and out again: in no more than one and a half times the time of
 * encrypting and decrypting that many bytes and of copying plain files, and with less than 64 MiB
 * of heap.
 */
final class CopyBenchmark {
  private static final int MIB = 256;
  private static final int EXTENTS = 64;
  private static final double MOST = 1.5;
  private static final int MOST_HEAP_MIB = 64;

  private final Path outside;
  private final Contender plain;
  private final Contender ours;

  private CopyBenchmark(Arena arena) throws IOException {
    this.outside = arena.outside();
    this.plain = arena.plain();
    this.ours = arena.ours(Variant.PLAIN_NAMES).orElseThrow();
  }

  /** Prints the figures and fails if a bound is broken. */
  static void main(PrintStream out) throws IOException {
    try (Arena arena = Arena.open()) {
      CopyBenchmark benchmark = new CopyBenchmark(arena);
      out.println(Machine.description());
      Data.file(benchmark.outside.resolve("source"), MIB);
      benchmark.measure(out);
    }
  }

  private void measure(PrintStream out) throws IOException {
    Task encrypt = CipherWorkloads.run(EXTENTS, Cipher.ENCRYPT_MODE).start(ours);
    Task decrypt = CipherWorkloads.run(EXTENTS, Cipher.DECRYPT_MODE).start(ours);
    Task crypto = () -> repeat(encrypt) + repeat(decrypt);
    Task both = () -> crypto.run() + roundTrip(plain);
    Task mounted = () -> 2L * MIB * Data.MIB + roundTrip(ours);
    PairedRounds rounds = PairedRounds.of(List.of(both, mounted));
    double times = 1 / rounds.ratio(1);
    out.printf(
        "copy %d MiB in and out: crypto + plain copy %.0f ms, ours %.0f ms,"
            + " %.2f times (at most %.1f)%n",
        MIB, rounds.nanos(0) / 1e6, rounds.nanos(1) / 1e6, times, MOST);
    long heap = heapMib();
    out.printf("heap beyond the idle one: %d MiB (less than %d)%n", heap, MOST_HEAP_MIB);
    if (times > MOST || heap >= MOST_HEAP_MIB) {
      throw new IllegalStateException("copying takes too long or too much memory");
    }
  }

  private static long repeat(Task task) throws IOException {
    long bytes = 0;
    while (bytes < (long) MIB * Data.MIB) {
      bytes += task.run();
    }
    return bytes;
  }

  private long roundTrip(Contender contender) throws IOException {
    Path file = contender.directory().resolve("copied");
    Path back = outside.resolve("back");
    Files.copy(outside.resolve("source"), file);
    Files.copy(file, back);
    long bytes = Files.size(back);
    Files.delete(file);
    Files.delete(back);
    return bytes;
  }

  /**
   * The most that one round trip has in the heap, garbage included, beyond what was there before.
   */
  private long heapMib() throws IOException {
    System.gc();
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    long before = pools.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
    roundTrip(ours);
    long peak = pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    return (peak - before) / Data.MIB;
  }
}
