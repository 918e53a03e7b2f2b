package io.github.ecryptfs.tck.bench;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a second thread brings: how much more two threads get done in the same time than one, on
 * plain files and on a mount of ours. Wall-clock time, so nothing else must run on the machine.
 */
final class ScalingBenchmark {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 15);
  private static final int WARM_UPS = 5;
  private static final int THREADS = 2;
  private static final int MIB = 16;
  private static final double LEAST = 0.9;

  private final PrintStream out;
  private final Contender plain;
  private final Contender ours;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private ScalingBenchmark(PrintStream out, Arena arena) throws IOException {
    this.out = out;
    this.plain = arena.plain();
    this.ours = arena.ours(Variant.PLAIN_NAMES).orElseThrow();
  }

  /** What the threads have in common. */
  private enum Sharing {
    NOTHING("different files"),
    FILE("one file"),
    CHANNEL("one channel");

    private final String words;

    Sharing(String words) {
      this.words = words;
    }
  }

  /**
   * What each thread does.
   *
   * @param count how many reads or writes
   * @param bytes of one, at a multiple of which it starts
   */
  private record Load(String title, boolean writes, int count, int bytes) {}

  /** Prints the table. */
  static void main(PrintStream out) throws IOException {
    try (Arena arena = Arena.open()) {
      out.println(Machine.description());
      out.println();
      out.println("| two threads | plain gains | ours gains | ours : plain | wanted |");
      out.println("|---|--:|--:|--:|--:|");
      ScalingBenchmark benchmark = new ScalingBenchmark(out, arena);
      try {
        benchmark.printAll();
      } finally {
        benchmark.threads.shutdown();
      }
    }
  }

  private void printAll() throws IOException {
    List<Load> loads =
        List.of(
            new Load("read 64 KiB", false, 1000, 64 * Data.KIB),
            new Load("read 4 KiB here and there", false, 10_000, 4 * Data.KIB),
            new Load("write 64 KiB", true, 400, 64 * Data.KIB),
            new Load("write 4 KiB here and there", true, 4000, 4 * Data.KIB));
    for (Load load : loads) {
      for (Sharing sharing : Sharing.values()) {
        print(load, sharing);
      }
    }
  }

  private void print(Load load, Sharing sharing) throws IOException {
    List<Double> plainGains = new ArrayList<>();
    List<Double> ourGains = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (Channels plainChannels = new Channels(plain.directory(), sharing);
        Channels ourChannels = new Channels(ours.directory(), sharing)) {
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        double plainGain = gain(load, plainChannels);
        double ourGain = gain(load, ourChannels);
        if (round >= 0) {
          plainGains.add(plainGain);
          ourGains.add(ourGain);
          ratios.add(ourGain / plainGain);
        }
      }
    }
    double ratio = median(ratios);
    out.printf(
        Locale.ROOT,
        "| %s, %s | %.2f | %.2f | %s%.2f | %.2f |%n",
        load.title(),
        sharing.words,
        median(plainGains),
        median(ourGains),
        ratio < LEAST ? "✗ " : "",
        ratio,
        LEAST);
    out.flush();
  }

  /** The time of one thread by that of two that do as much each, times two: at best 2. */
  private double gain(Load load, Channels channels) throws IOException {
    double alone = nanos(load, channels, 1);
    return THREADS * alone / nanos(load, channels, THREADS);
  }

  private double nanos(Load load, Channels channels, int count) throws IOException {
    List<Callable<Long>> work = new ArrayList<>();
    for (int thread = 0; thread < count; thread++) {
      FileChannel channel = channels.of(thread);
      long seed = thread;
      work.add(() -> run(load, channel, seed));
    }
    long start = System.nanoTime();
    try {
      for (Future<Long> done : threads.invokeAll(work)) {
        if (done.get() != (long) load.count() * load.bytes()) {
          throw new IllegalStateException(load.title() + ": not all was done: " + done.get());
        }
      }
    } catch (ExecutionException e) {
      throw new IOException(load.title(), e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while measuring", e);
    }
    return System.nanoTime() - start;
  }

  private static long run(Load load, FileChannel channel, long seed) throws IOException {
    Random random = new Random(seed);
    ByteBuffer buffer = Data.heap(load.bytes());
    int places = MIB * Data.MIB / load.bytes();
    long bytes = 0;
    for (int i = 0; i < load.count(); i++) {
      long position = (long) random.nextInt(places) * load.bytes();
      buffer.clear();
      bytes += load.writes() ? channel.write(buffer, position) : channel.read(buffer, position);
    }
    return bytes;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** The channels of both threads, over files that are as large as {@link #MIB} says. */
  private static final class Channels implements AutoCloseable {
    private final List<FileChannel> open = new ArrayList<>();

    Channels(Path directory, Sharing sharing) throws IOException {
      for (int thread = 0; thread < THREADS; thread++) {
        Path file = directory.resolve("shared-" + (sharing == Sharing.NOTHING ? thread : 0));
        if (thread == 0 || sharing == Sharing.NOTHING) {
          Data.file(file, MIB);
        }
        if (thread == 0 || sharing != Sharing.CHANNEL) {
          open.add(FileChannel.open(file, READ, WRITE));
        }
      }
    }

    FileChannel of(int thread) {
      return open.get(thread % open.size());
    }

    @Override
    public void close() throws IOException {
      for (FileChannel channel : open) {
        channel.close();
      }
    }
  }
}
