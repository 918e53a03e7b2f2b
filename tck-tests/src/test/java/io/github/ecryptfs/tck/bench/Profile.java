package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time of our side of a row goes: samples of Flight Recorder, by the method that runs and
 * by all methods that are on the stack.
 */
final class Profile {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int LINES = 14;

  private final Map<String, Integer> running = new HashMap<>();
  private final Map<String, Integer> onStack = new HashMap<>();
  private int samples;

  private Profile() {}

  /** Prints the profiles of the rows whose titles have a match of the pattern. */
  static void main(PrintStream out, List<String> arguments) throws IOException {
    Pattern titles = Pattern.compile(String.join(" ", arguments));
    try (Arena arena = Arena.open()) {
      for (Row row : Rows.all(arena.outside())) {
        Optional<Contender> ours = arena.ours(row.variant());
        if (ours.isPresent() && titles.matcher(row.title()).find()) {
          out.println("## " + row.title());
          profile(arena, row, ours.get()).print(out);
        }
      }
    }
  }

  private static Profile profile(Arena arena, Row row, Contender ours) throws IOException {
    Path file = arena.outside().resolve("profile.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      recording.enable("jdk.NativeMethodSample").withPeriod(Duration.ofMillis(10));
      Workload recorded =
          contender -> {
            Task task = row.workload().start(contender);
            repeat(task, TIME.dividedBy(2));
            recording.start();
            repeat(task, TIME);
            recording.stop();
            return task;
          };
      arena.once(recorded, ours);
      recording.dump(file);
    }
    Profile profile = new Profile();
    profile.read(file);
    Files.delete(file);
    return profile;
  }

  private static void repeat(Task task, Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      reset(task);
      task.run();
    }
  }

  /** A frame of its own, to tell these samples from the others. */
  private static void reset(Task task) throws IOException {
    task.reset();
  }

  private void read(Path file) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        List<String> stack =
            event.getStackTrace() == null
                ? List.of()
                : event.getStackTrace().getFrames().stream().map(Profile::name).toList();
        if (stack.contains("Profile.repeat") && !stack.contains("Profile.reset")) {
          count(stack);
        }
      }
    }
  }

  private static String name(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }

  private void count(List<String> stack) {
    samples++;
    running.merge(stack.get(0), 1, Integer::sum);
    Set<String> distinct = new HashSet<>(stack);
    distinct.forEach(frame -> onStack.merge(frame, 1, Integer::sum));
  }

  private void print(PrintStream out) {
    out.println("running:");
    print(out, running);
    out.println("on the stack:");
    print(out, onStack);
    out.println();
  }

  private void print(PrintStream out, Map<String, Integer> counts) {
    counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(counts.equals(running) ? LINES : 3 * LINES)
        .forEach(
            entry ->
                out.printf("  %3d %%  %s%n", entry.getValue() * 100 / samples, entry.getKey()));
  }
}
