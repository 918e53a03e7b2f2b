package io.github.ecryptfs.tck.bench;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an open file that nobody uses holds in the heap, by what was done with it before, and what
 * is allocated for a mebibyte that is read or written.
 */
final class MemoryBenchmark {
  private static final int FILES = 800;
  private static final int FILE_BYTES = 256 * Data.KIB;
  private static final int MOST_IDLE = 4 * Data.KIB;
  private static final int MIB = 64;
  private static final int MOST_ALLOCATED = 8 * Data.KIB;

  private final PrintStream out;
  private final Arena arena;
  private final Contender ours;

  private MemoryBenchmark(PrintStream out, Arena arena) throws IOException {
    this.out = out;
    this.arena = arena;
    this.ours = arena.ours(Variant.PLAIN_NAMES).orElseThrow();
  }

  /** What is done with an open file before it rests. */
  private interface Use {
    /** Does it. */
    void of(FileChannel channel) throws IOException;
  }

  /** Prints both tables. */
  static void main(PrintStream out) throws IOException {
    try (Arena arena = Arena.open()) {
      MemoryBenchmark benchmark = new MemoryBenchmark(out, arena);
      out.println(Machine.description());
      benchmark.printIdle();
      benchmark.printAllocated();
    }
  }

  private void printIdle() throws IOException {
    out.println();
    out.println("| an open file that | holds | wanted |");
    out.println("|---|--:|--:|");
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      Path file = ours.directory().resolve("idle-" + i);
      files.add(Files.write(file, Data.bytes(FILE_BYTES)));
    }
    ByteBuffer small = Data.heap(Data.KIB);
    printIdle("was opened only", files, channel -> {});
    printIdle("one small read was made from", files, channel -> channel.read(small.clear(), 5000));
    printIdle("was read to its end, 1 KiB at a time", files, MemoryBenchmark::readToEnd);
    printIdle("1 KiB was written to", files, channel -> channel.write(small.rewind(), 5000));
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private static void readToEnd(FileChannel channel) throws IOException {
    ByteBuffer target = Data.heap(Data.KIB);
    while (channel.read(target.clear()) > 0) {
      // on to the end
    }
  }

  private void printIdle(String title, List<Path> files, Use use) throws IOException {
    rest(files.subList(0, FILES / 8), use); // so that pools and caches are full before
    long bytes = rest(files, use);
    out.printf(
        Locale.ROOT,
        "| %s | %s%d B | %d B |%n",
        title,
        bytes > MOST_IDLE ? "✗ " : "",
        bytes,
        MOST_IDLE);
  }

  /** Opens all, uses them, and lets them rest; gives how much of the heap each holds then. */
  private static long rest(List<Path> files, Use use) throws IOException {
    List<FileChannel> channels = new ArrayList<>(files.size());
    long before = usedHeap();
    try {
      for (Path file : files) {
        FileChannel channel = FileChannel.open(file, READ, WRITE);
        channels.add(channel);
        use.of(channel);
      }
      return (usedHeap() - before) / files.size();
    } finally {
      for (FileChannel channel : channels) {
        channel.close();
      }
    }
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void printAllocated() throws IOException {
    out.println();
    out.println("| a MiB | allocates | wanted |");
    out.println("|---|--:|--:|");
    printAllocated("read, 64 KiB heap", SequentialWorkloads.read(MIB, Data.heap(64 * Data.KIB)));
    printAllocated(
        "read, 64 KiB direct", SequentialWorkloads.read(MIB, Data.direct(64 * Data.KIB)));
    printAllocated("read, 1 MiB heap", SequentialWorkloads.read(MIB, Data.heap(Data.MIB)));
    printAllocated("written, 64 KiB", SequentialWorkloads.write(MIB, Data.heap(64 * Data.KIB)));
    printAllocated("written, 1 MiB", SequentialWorkloads.write(MIB, Data.heap(Data.MIB)));
  }

  private void printAllocated(String title, Workload workload) throws IOException {
    PairedRounds rounds = arena.contest(workload, List.of(ours));
    double bytes = rounds.bytes(0) / MIB;
    out.printf(
        Locale.ROOT,
        "| %s | %s%.0f B | %d B |%n",
        title,
        bytes > MOST_ALLOCATED ? "✗ " : "",
        bytes,
        MOST_ALLOCATED);
  }
}
