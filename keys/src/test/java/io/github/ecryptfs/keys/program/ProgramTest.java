package io.github.ecryptfs.keys.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgramTest {
  private static final Program SHELL = Program.of("sh", "-c");

  @Test
  void aProgramReadsItsInputAndGivesItsOutput() throws IOException {
    try (ProgramOutput output =
        SHELL.run("secret".getBytes(UTF_8), List.of("cat; echo \" $0\"", "argument"))) {
      assertThat(output.orThrow().text()).isEqualTo("secret argument");
      assertThat(output.bytes()).isEqualTo("secret argument\n".getBytes(UTF_8));
      assertThat(output.succeeded()).isTrue();
    }
  }

  @Test
  void outputIsZeroedOnClose() throws IOException {
    ProgramOutput output = SHELL.run("printf secret");
    output.close();

    assertThat(output.bytes()).isEqualTo(new byte[6]);
  }

  @Test
  void largeOutputComesWhole() throws IOException {
    try (ProgramOutput output = SHELL.run("head -c 100000 /dev/zero | tr '\\0' x")) {
      assertThat(output.text()).isEqualTo("x".repeat(100_000));
    }
  }

  @Test
  void endlessOutputIsRefused() {
    assertThatThrownBy(() -> SHELL.run("yes"))
        .isInstanceOf(IOException.class)
        .hasMessage("sh wrote more than 1048576 bytes");
  }

  @Test
  void variablesAreAddedToTheEnvironment() throws IOException {
    try (ProgramOutput output = SHELL.with("PLACE", "here").run("echo $PLACE $LC_ALL")) {
      assertThat(output.text()).isEqualTo("here C.UTF-8");
    }
  }

  @Test
  void whatAProgramComplainsOfIsInTheException() throws IOException {
    try (ProgramOutput output = SHELL.run("echo no luck >&2; exit 3")) {
      assertThatThrownBy(output::orThrow)
          .isInstanceOf(IOException.class)
          .hasMessage("sh failed with exit code 3: no luck");
    }
    try (ProgramOutput output = SHELL.run("exit 1")) {
      assertThat(output.complaint()).isEqualTo("no message");
    }
  }

  @Test
  void inputThatIsNotReadDoesNoHarm() throws IOException {
    try (ProgramOutput output = SHELL.run(new byte[1 << 20], List.of("exit 0"))) {
      assertThat(output.succeeded()).isTrue();
    }
  }

  @Test
  void aMissingProgramIsNamed() {
    assertThatThrownBy(() -> Program.of("no-such-program").run())
        .isInstanceOf(IOException.class)
        .hasMessage("no-such-program cannot be run: install it, or put it into PATH");
  }

  @Test
  void aProgramThatHangsIsEnded() throws IOException {
    Program impatient = new Program(List.of("sleep"), Map.of(), Duration.ofMillis(50));

    try (ProgramOutput output = impatient.run("60")) {
      assertThat(output.succeeded()).isFalse();
    }
  }

  @Test
  void aProgramThatClosesItsOutputAndHangsIsGivenUp() {
    Program impatient = new Program(List.of("sh", "-c"), Map.of(), Duration.ofMillis(400));

    assertThatThrownBy(
            () -> {
              try (ProgramOutput output = impatient.run("trap '' HUP; exec >&- 2>&-; sleep 60")) {
                output.orThrow();
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> SHELL.run("exec >&- 2>&-; sleep 60"))
        .isInstanceOf(IOException.class)
        .hasMessage("interrupted while sh ran");
    assertThat(Thread.interrupted()).isTrue();
  }
}
