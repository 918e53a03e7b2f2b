package io.github.ecryptfs.tck.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** Threads that work at the same time; ends when those that count have done their work. */
final class Crew {
  /** Longer than any of these tests takes on a busy machine: who is not back then hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<Thread> workers = new ArrayList<>();
  private final List<Thread> helpers = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean over = new AtomicBoolean();

  /** What a thread does. */
  interface Work {
    void run() throws Exception;
  }

  /** Adds a thread that the others wait for. */
  Thread worker(Work work) {
    return add(workers, work);
  }

  /** Adds a thread that goes on until {@link #isOver}. */
  Thread helper(Work work) {
    return add(helpers, work);
  }

  /** Whether the workers are done. */
  boolean isOver() {
    return over.get();
  }

  private Thread add(List<Thread> group, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!started.get()) {
                  Thread.onSpinWait();
                }
                work.run();
              } catch (Throwable e) {
                failures.add(e);
              }
            },
            "crew-" + workers.size() + "-" + helpers.size());
    thread.setDaemon(true);
    group.add(thread);
    return thread;
  }

  /** Runs all; the first failure comes out. */
  void run(String what) throws InterruptedException {
    workers.forEach(Thread::start);
    helpers.forEach(Thread::start);
    started.set(true);
    join(workers, what);
    over.set(true);
    join(helpers, what);
    if (!failures.isEmpty()) {
      AssertionError error = new AssertionError(what + ": " + failures.peek(), failures.poll());
      failures.forEach(error::addSuppressed);
      throw error;
    }
  }

  private static void join(List<Thread> threads, String what) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      if (thread.isAlive()) {
        AssertionError error = new AssertionError(what + ": " + thread.getName() + " hangs");
        error.setStackTrace(thread.getStackTrace());
        throw error;
      }
    }
  }
}
