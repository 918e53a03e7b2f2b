package io.github.ecryptfs.tck.bench;

import java.io.IOException;

/** What a contender does again and again while its time is taken. */
@FunctionalInterface
interface Task {
  /** A part of a task. */
  @FunctionalInterface
  interface Step {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Does all operations once.
   *
   * @return the amount of work done (bytes or entries): the same for all contenders, or one of them
   *     did not do its work
   */
  long run() throws IOException;

  /** Puts things back to where a run can start; nobody takes the time. */
  default void reset() throws IOException {}

  /** The same task, after a step that is not timed. */
  default Task after(Step step) {
    Task timed = this;
    return new Task() {
      @Override
      public long run() throws IOException {
        return timed.run();
      }

      @Override
      public void reset() throws IOException {
        timed.reset();
        step.run();
      }
    };
  }
}
