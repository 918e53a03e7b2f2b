package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Contenders that take turns: each round has one sample of each, so that what disturbs the machine
 * disturbs all. Ratios are taken within a round, and the median over the rounds counts.
 */
final class PairedRounds {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 15);
  private static final long WARM_UP =
      TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("bench.warmup", 700));
  private static final double SAMPLE = TimeUnit.MILLISECONDS.toNanos(20);

  private final List<Task> tasks;
  private final List<List<Sample>> samples = new ArrayList<>();
  private final List<Integer> runs = new ArrayList<>();

  private PairedRounds(List<Task> tasks) {
    this.tasks = tasks;
  }

  /** Warms all tasks up and takes the samples; the first task is the measure of the others. */
  static PairedRounds of(List<Task> tasks) throws IOException {
    PairedRounds rounds = new PairedRounds(tasks);
    rounds.warmUp();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.round(i);
    }
    rounds.checkWork();
    return rounds;
  }

  private void warmUp() throws IOException {
    for (Task task : tasks) {
      spend(task);
    }
    for (Task task : tasks) {
      double nanos = spend(task);
      runs.add((int) Math.max(1, Math.min(10_000, Math.ceil(SAMPLE / nanos))));
      samples.add(new ArrayList<>());
    }
  }

  /** Runs a task for half of the warm-up; the CPU time of the last run. */
  private static double spend(Task task) throws IOException {
    long end = System.nanoTime() + WARM_UP / 2;
    Sample last = Sample.of(task, 1);
    while (System.nanoTime() < end) {
      last = Sample.of(task, 1);
    }
    return Math.max(1, last.nanos());
  }

  /** One sample of each; another one begins each time. */
  private void round(int number) throws IOException {
    for (int i = 0; i < tasks.size(); i++) {
      int next = (number + i) % tasks.size();
      samples.get(next).add(Sample.of(tasks.get(next), runs.get(next)));
    }
  }

  private void checkWork() {
    long distinct = samples.stream().map(own -> own.get(0).work()).distinct().count();
    if (distinct != 1) {
      throw new IllegalStateException("not all contenders did the same work: " + samples);
    }
  }

  /** The median CPU time of a run, in nanoseconds. */
  double nanos(int task) {
    return median(samples.get(task).stream().map(Sample::nanos).toList());
  }

  /** The median allocation of a run, in bytes. */
  double bytes(int task) {
    return median(samples.get(task).stream().map(Sample::bytes).toList());
  }

  /** The time of the first task by that of this one: 1 is as fast, 0.5 takes twice as long. */
  double ratio(int task) {
    return median(ratios(task));
  }

  /** Half of the distance of the quartiles of the ratio: how far to trust it. */
  double spread(int task) {
    List<Double> sorted = sorted(ratios(task));
    return (sorted.get(sorted.size() * 3 / 4) - sorted.get(sorted.size() / 4)) / 2;
  }

  private List<Double> ratios(int task) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      ratios.add(samples.get(0).get(i).nanos() / samples.get(task).get(i).nanos());
    }
    return ratios;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = sorted(values);
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private static List<Double> sorted(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted;
  }
}
