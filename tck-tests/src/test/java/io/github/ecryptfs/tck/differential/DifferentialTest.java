package io.github.ecryptfs.tck.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A program does not notice whether it works on the default file system or on a mount: {@value
 * #STEPS} random operations for each configuration, ten times as many with {@code -Psoak}.
 */
class DifferentialTest {
  private static final int STEPS = 25_000;
  private static final int WANTED = Boolean.getBoolean("safety.soak") ? 10 * STEPS : STEPS;

  /** Of the first round; a report names that of its round. */
  private static final long SEED = Long.getLong("differential.seed", 20_250_101);

  /** How many operations a report tells at most. */
  private static final int TOLD = 30;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @ParameterizedTest
  @EnumSource
  void aMountDoesWhatTheDefaultFileSystemDoes(Configuration configuration) throws IOException {
    try (FileSystem mount = mount(configuration)) {
      Duel duel = duel(mount);
      long seed = SEED;
      for (int steps = 0; steps < WANTED; seed++) {
        List<Operation> operations = Round.of(seed);
        Optional<Duel.Difference> difference = duel.round(operations);
        if (difference.isPresent() && !DeliberateDifference.excuses(difference.get())) {
          fail(report(duel, seed, operations, difference.get()));
        }
        steps += difference.map(Duel.Difference::step).orElse(operations.size());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.differential.DeliberateDifference#all")
  void whatDiffersOnPurposeDoesSo(DeliberateDifference deliberate) throws IOException {
    for (Configuration configuration : Configuration.values()) {
      if (deliberate.where().test(configuration)) {
        try (FileSystem mount = mount(configuration)) {
          shows(deliberate, mount);
        }
      }
    }
  }

  private void shows(DeliberateDifference deliberate, FileSystem mount) throws IOException {
    try (Side plain = Side.in(Files.createTempDirectory(directory, "plain"));
        Side ours = Side.in(Files.createDirectory(mount.getPath("/home")))) {
      for (Operation operation : deliberate.before()) {
        assertThat(Outcome.of(operation, ours)).isEqualTo(Outcome.of(operation, plain));
      }
      Outcome wanted = Outcome.of(deliberate.example(), plain);
      Outcome got = Outcome.of(deliberate.example(), ours);
      assertThat(deliberate.shows(wanted, got))
          .as("%s: plain %s, ours %s", deliberate.example(), wanted, got)
          .isTrue();
    }
  }

  private FileSystem mount(Configuration configuration) throws IOException {
    assumeTrue(
        !configuration.inAttribute()
            || Files.getFileStore(directory)
                .supportsFileAttributeView(UserDefinedFileAttributeView.class),
        "no user attributes in " + directory);
    Path lower = Files.createTempDirectory(directory, "lower");
    return FileSystems.newFileSystem(
        URI.create("ecryptfs:" + lower.toUri()), configuration.options());
  }

  private Duel duel(FileSystem mount) throws IOException {
    return new Duel(Files.createTempDirectory(directory, "plain"), mount.getPath("/"));
  }

  /** The difference, and the fewest operations that lead to one. */
  private static String report(
      Duel duel, long seed, List<Operation> operations, Duel.Difference difference)
      throws IOException {
    List<Operation> fewest = new Shrinking(duel).of(operations.subList(0, difference.step()));
    String told =
        fewest.stream()
            .skip(Math.max(0, fewest.size() - TOLD))
            .map(Operation::toString)
            .collect(Collectors.joining(System.lineSeparator() + "  ", "  ", ""));
    return "-Ddifferential.seed=%d, step %d: %s%nThe last of %d operations that differ:%n%s%n%s"
        .formatted(
            seed,
            difference.step(),
            difference,
            fewest.size(),
            told,
            duel.round(fewest).map(Object::toString).orElse("not so when it is done again"));
  }
}
