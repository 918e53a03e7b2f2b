package io.github.ecryptfs.tck.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A lower file system fails the n-th call, for each n: nothing that was forced is lost. */
final class FaultsTest {
  /** A workload in one configuration. */
  record Setting(Workload workload, SafetyMount mount, FaultyFileSystem.Kind kind) {}

  private static final Runs RUNS = Runs.of("runs of workloads with a fault below");

  static Stream<Setting> settings() {
    return Arrays.stream(Workload.values()).flatMap(FaultsTest::settings);
  }

  private static Stream<Setting> settings(Workload workload) {
    List<Setting> all =
        SafetyMount.all()
            .flatMap(
                mount ->
                    Arrays.stream(FaultyFileSystem.Kind.values())
                        .map(kind -> new Setting(workload, mount, kind)))
            .toList();
    int number = List.of(Workload.values()).indexOf(workload);
    Stream<Setting> behind =
        SafetyMount.sampleFor(number)
            .filter(SafetyMount::writeBehind)
            .map(mount -> new Setting(workload, mount, FaultyFileSystem.Kind.JIMFS));
    return Stream.concat(
        IntStream.range(0, all.size()).filter(n -> Runs.isInSample(number, n)).mapToObj(all::get),
        behind);
  }

  @AfterAll
  static void tell() {
    RUNS.tell();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCallThatFailsOnceLosesNothing(Setting setting) throws IOException {
    strikeEveryCall(setting, Fault.Manner.ERROR, 1);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void callsThatFailFromThenOnLoseNothing(Setting setting) throws IOException {
    strikeEveryCall(setting, Fault.Manner.ERROR, Fault.LASTING);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCallThatFailsHalfwayLosesNothing(Setting setting) throws IOException {
    strikeEveryCall(setting, Fault.Manner.TORN, 1);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCallThatFailsHalfwayAndOnceMoreLosesNothing(Setting setting) throws IOException {
    strikeEveryCall(setting, Fault.Manner.TORN, 2);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shortReadsAndWritesAreNoFailures(Setting setting) throws IOException {
    strikeEveryCall(setting, Fault.Manner.SHORT, Fault.LASTING);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anInterruptInTheMiddleOfACallClosesTheUpperChannelAlone(Setting setting) throws IOException {
    strikeEveryCall(setting, Fault.Manner.INTERRUPT, 1);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aFullDiskLosesNothing(Setting setting) throws IOException {
    for (long room = 0; ; room += 1_500) {
      if (!new Run(setting, new Fault(Fault.Manner.FULL, room, Fault.LASTING), true).strikes()) {
        return;
      }
    }
  }

  private static void strikeEveryCall(Setting setting, Fault.Manner manner, int times)
      throws IOException {
    long n = 1;
    while (new Run(setting, new Fault(manner, n, times), false).strikes()) {
      if (times != Fault.LASTING) {
        new Run(setting, new Fault(manner, n, times), true).strikes();
      }
      n++;
    }
  }

  /** One run of a workload with one fault. */
  private static final class Run {
    private final Setting setting;
    private final Fault fault;
    private final Path lower;
    private final FaultyFileSystem below;
    private final Possible possible = new Possible(Workload.before());

    /** The same, but for writes that were held back when one failed: they may be lost. */
    private final Possible withoutHeldBack = new Possible(Workload.before());

    private final boolean looks;
    private boolean told;

    /**
     * A run that is yet to be made.
     *
     * @param looks whether the files are read while they are still open
     */
    Run(Setting setting, Fault fault, boolean looks) throws IOException {
      this.looks = looks;
      this.setting = setting;
      this.fault = fault;
      this.lower = SafetyMount.faultyDirectory(setting.kind());
      this.below = (FaultyFileSystem) lower.getFileSystem();
    }

    /** Runs it; false if the fault came too late to strike. */
    boolean strikes() throws IOException {
      RUNS.add();
      try (below) {
        prepare();
        Map<String, byte[]> seen;
        try (FileSystem mount = setting.mount().mount(lower)) {
          seen = work(mount.getPath("/"));
          goesOn(mount.getPath("/"));
          assertThat(below.handles().open()).as("lower handles left open, %s", this).isZero();
        }
        try (FileSystem mount = setting.mount().mount(lower)) {
          expect(contents(mount.getPath("/")), "after remounting");
          assertThat(Files.readString(mount.getPath("/later"))).isEqualTo("works");
          same(seen, contents(mount.getPath("/")));
        }
        assertThat(below.handles().open()).as("lower handles left open, %s", this).isZero();
        return below.faults().struck();
      }
    }

    private void prepare() throws IOException {
      try (FileSystem mount = setting.mount().mount(lower)) {
        Model before = Workload.before();
        for (String name : before.names()) {
          Files.write(mount.getPath("/" + name), before.content(name).orElseThrow());
        }
      }
    }

    private Map<String, byte[]> work(Path directory) throws IOException {
      Hands hands = new Hands(directory);
      below.faults().arm(fault);
      setting.workload().steps().forEach(step -> take(step, hands));
      if (fault.manner() == Fault.Manner.FULL && !setting.mount().writeBehind()) {
        expect(contents(directory), "while the disk is full");
      }
      if (!fault.lasting()) {
        below.faults().disarm();
        if (looks) {
          expect(contents(directory), "before closing");
        }
      }
      close(hands);
      below.faults().disarm();
      boolean mustBeTold =
          below.faults().changeStruck() && fault.lasting() && fault.manner() == Fault.Manner.ERROR;
      assertThat(told || !mustBeTold).as("a caller was told, %s", this).isTrue();
      assertThat(told && fault.manner() == Fault.Manner.SHORT).as("%s", this).isFalse();
      Map<String, byte[]> seen = contents(directory);
      expect(seen, "after closing");
      return seen;
    }

    private void take(Step step, Hands hands) {
      if (!step.canRun(hands)) {
        return;
      }
      try {
        step.action().run(hands);
        possible.done(step.effect());
        if (step.writes()) {
          withoutHeldBack.failed(step.effect());
        } else {
          withoutHeldBack.done(step.effect());
        }
      } catch (IOException e) {
        told = true;
        boolean interrupted = Thread.currentThread().isInterrupted();
        assertThat(e instanceof ClosedByInterruptException)
            .as("%s told the interrupted with the flag kept, %s", e, this)
            .isEqualTo(interrupted);
        failed(step.effect());
        if (fault.times() > 1 || interrupted) {
          failed(step.half());
        }
      } catch (RuntimeException e) {
        throw new AssertionError(step + " did not fail with an IOException, " + this, e);
      } finally {
        Thread.interrupted(); // also where the step was over before it noticed
      }
    }

    private void failed(Consumer<Model> effect) {
      possible.failed(effect);
      withoutHeldBack.failed(effect);
    }

    private void close(Hands hands) {
      try {
        hands.close();
      } catch (IOException e) {
        told = true;
      }
    }

    private void goesOn(Path directory) throws IOException {
      Files.writeString(directory.resolve("later"), "works");
      assertThat(Files.readString(directory.resolve("later"))).isEqualTo("works");
      Consumer<Model> effect =
          model -> model.put("later", "works".getBytes(StandardCharsets.UTF_8));
      possible.done(effect);
      withoutHeldBack.done(effect);
    }

    private void expect(Map<String, byte[]> actual, String when) {
      boolean lost = told && setting.mount().writeBehind();
      assertThat((lost ? withoutHeldBack : possible).contradiction(actual))
          .as("%s, %s", when, this)
          .isEmpty();
    }

    private void same(Map<String, byte[]> seen, Map<String, byte[]> now) {
      seen.forEach(
          (name, bytes) -> assertThat(now.get(name)).as("%s of %s", name, this).isEqualTo(bytes));
    }

    @Override
    public String toString() {
      return setting + ", " + fault + (looks ? ", looking before closing" : "");
    }
  }

  private static Map<String, byte[]> contents(Path directory) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        contents.put(String.valueOf(entry.getFileName()), readOrReplace(entry));
      }
    }
    return contents;
  }

  /** What a file holds; one whose making was cut short can at least be replaced. */
  static byte[] readOrReplace(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      Files.write(file, new byte[0]);
      return Files.readAllBytes(file);
    }
  }
}
