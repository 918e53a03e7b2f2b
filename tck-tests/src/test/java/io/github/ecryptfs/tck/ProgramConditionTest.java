package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramConditionTest {
  private static final String PROGRAM = "a-program-of-this-test";

  @TempDir Path directory;

  @BeforeEach
  void installTheProgram() throws IOException {
    assertThat(Files.createFile(directory.resolve(PROGRAM)).toFile().setExecutable(true)).isTrue();
  }

  @Test
  void testRunsWhereItsProgramsAreInstalled() {
    assertThat(condition("optional").decide(PROGRAM).isDisabled()).isFalse();
  }

  @Test
  void testIsSkippedWithTheNameOfAProgramThatIsMissing() {
    assertThat(condition("optional").decide(PROGRAM, "another-one").getReason())
        .hasValue("not installed: [another-one]");
  }

  @Test
  void missingProgramFailsWhereProgramsAreRequired() {
    assertThatThrownBy(() -> condition("required").decide("another-one"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another-one");
  }

  private ProgramCondition condition(String tools) {
    return new ProgramCondition(Map.of("PATH", directory.toString(), "ECRYPTFS_REAL_TOOLS", tools));
  }
}
