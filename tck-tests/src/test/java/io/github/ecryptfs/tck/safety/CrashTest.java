package io.github.ecryptfs.tck.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The changes of the lower tree end at any one of them, as after a crash: what was forced is there,
 * and each file opens or can be replaced.
 */
final class CrashTest {
  private static final Runs RUNS = Runs.of("crashes and power failures");
  private static final int SECTOR = 512;
  private static final int PAGE = 4096;

  /** A workload in one configuration. */
  record Setting(Workload workload, SafetyMount mount) {}

  static Stream<Setting> settings() {
    return Arrays.stream(Workload.values()).flatMap(CrashTest::settings);
  }

  private static Stream<Setting> settings(Workload workload) {
    return SafetyMount.sampleFor(List.of(Workload.values()).indexOf(workload))
        .map(mount -> new Setting(workload, mount));
  }

  @AfterAll
  static void tell() {
    RUNS.tell();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCrashAfterAnyChangeLosesNothingThatWasDone(Setting setting) throws IOException {
    Recording recording = Recording.of(setting);
    for (int end = recording.start(); end <= recording.changes().size(); end++) {
      recording.judge(end, List.of(), Possible.Rule.EVERY_EXTENT);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCrashThatTearsAWriteBetweenPagesLeavesWholeExtents(Setting setting) throws IOException {
    tear(setting, PAGE, Possible.Rule.EVERY_EXTENT);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aCrashThatTearsAWriteBetweenSectorsLeavesOtherExtentsAlone(Setting setting)
      throws IOException {
    tear(setting, SECTOR, Possible.Rule.UNCHANGED_EXTENTS);
  }

  private static void tear(Setting setting, int unit, Possible.Rule rule) throws IOException {
    Recording recording = Recording.of(setting);
    for (int end = recording.start(); end < recording.changes().size(); end++) {
      if (recording.changes().get(end) instanceof Change.Wrote write) {
        for (int tear : LowerImage.tears(write, unit)) {
          byte[] head = Arrays.copyOf(write.bytes().bytes(), tear);
          recording.judge(
              end,
              List.of(new Change.Wrote(write.file(), write.position(), new Change.Content(head))),
              rule);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aPowerFailureThatDropsOrReordersWhatWasNotForcedKeepsWhatWas(Setting setting)
      throws IOException {
    Recording recording = Recording.of(setting);
    for (int end = recording.start(); end <= recording.changes().size(); end++) {
      for (int n = 0; n < Runs.POWER_FAILURES; n++) {
        recording.judgePowerFailure(end, 1000L * end + n);
      }
    }
  }

  /** What a workload changed below. */
  private record Recording(Setting setting, List<Change> changes, int start) {
    static Recording of(Setting setting) throws IOException {
      Path lower = SafetyMount.faultyDirectory(FaultyFileSystem.Kind.JIMFS);
      try (FaultyFileSystem below = (FaultyFileSystem) lower.getFileSystem();
          FileSystem mount = setting.mount().mount(lower)) {
        below.log().record();
        Model before = Workload.before();
        for (String name : before.names()) {
          Files.write(mount.getPath("/" + name), before.content(name).orElseThrow());
          Hands writer = new Hands(mount.getPath("/"));
          Step.open("w", name).action().run(writer);
          Step.force("w", true).action().run(writer);
          writer.close();
        }
        int start = below.log().changes().size();
        List<Step> steps = setting.workload().steps();
        Hands hands = new Hands(mount.getPath("/"));
        for (int n = 0; n < steps.size(); n++) {
          steps.get(n).action().run(hands);
          below.log().add(new Change.Done(n));
        }
        hands.close();
        return new Recording(setting, below.log().changes(), start);
      }
    }

    private List<Change> until(int end, List<Change> more) {
      List<Change> kept = new ArrayList<>(changes.subList(0, end));
      kept.addAll(more);
      return kept;
    }

    void judge(int end, List<Change> more, Possible.Rule rule) throws IOException {
      RUNS.add();
      List<Change> kept = until(end, more);
      Path lower = emptyDirectory();
      LowerImage.of(kept).restore(lower);
      List<Model> states = states(kept);
      List<Model> current = states.subList(2 * steps(kept), states.size());
      Possible possible = new Possible(setting.mount().writeBehind() ? states : current);
      FileSystem disk = lower.getFileSystem();
      try (disk;
          FileSystem mount = setting.mount().mount(lower)) {
        Map<String, byte[]> actual = contents(mount.getPath("/"), FaultsTest::readOrReplace);
        assertThat(possible.contradiction(actual, rule))
            .as("crash after change %d of %d, %s", end, changes.size(), this)
            .isEmpty();
        writes(mount);
      }
    }

    void judgePowerFailure(int end, long seed) throws IOException {
      RUNS.add();
      List<Change> kept = until(end, List.of());
      Path lower = emptyDirectory();
      LowerImage.of(kept).restoreAfterPowerFailure(lower, new Random(seed));
      Possible possible = new Possible(states(kept));
      FileSystem disk = lower.getFileSystem();
      try (disk) {
        Map<String, byte[]> actual;
        try (FileSystem mount = setting.mount().mountLenient(lower)) {
          actual = contents(mount.getPath("/"), FaultsTest::readOrReplace);
        }
        assertThat(possible.contradiction(actual, Possible.Rule.FORCED_BYTES))
            .as("power failure after change %d, seed %d, %s", end, seed, this)
            .isEmpty();
        try (FileSystem mount = setting.mount().mount(lower)) {
          contents(mount.getPath("/"), FaultsTest::readOrReplace);
          writes(mount);
        }
      }
    }

    private static Path emptyDirectory() throws IOException {
      return Files.createDirectory(SafetyMount.memory().getPath("/lower"));
    }

    private static void writes(FileSystem mount) throws IOException {
      Path later = Files.writeString(mount.getPath("/later"), "works");
      assertThat(Files.readString(later)).isEqualTo("works");
    }

    private static int steps(List<Change> kept) {
      return (int) kept.stream().filter(Change.Done.class::isInstance).count();
    }

    /**
     * The states after each step that was done, then those of the step under way. Forced content is
     * in all of them.
     */
    private List<Model> states(List<Change> kept) {
      List<Step> steps = setting.workload().steps();
      int done = steps(kept);
      List<Model> states = new ArrayList<>(List.of(Workload.before()));
      for (Step step : steps.subList(0, done)) {
        Model next = states.get(states.size() - 1).copy();
        step.effect().accept(next);
        Model half = states.get(states.size() - 1).copy();
        step.half().accept(half);
        states.add(states.size() - 1, half);
        if (step.forces()) {
          states.forEach(state -> state.sync(step.channel().orElseThrow(), next));
        }
        states.add(next);
      }
      if (done < steps.size()) {
        Model last = states.get(states.size() - 1);
        Model next = last.copy();
        Model half = last.copy();
        steps.get(done).effect().accept(next);
        steps.get(done).half().accept(half);
        states.add(next);
        states.add(half);
      }
      return states;
    }

    @Override
    public String toString() {
      return setting.toString();
    }
  }

  /** How a file is read. */
  interface Reader {
    byte[] read(Path file) throws IOException;
  }

  static Map<String, byte[]> contents(Path directory, Reader reader) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        contents.put(String.valueOf(entry.getFileName()), reader.read(entry));
      }
    }
    return contents;
  }
}
