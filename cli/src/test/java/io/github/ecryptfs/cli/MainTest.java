package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "demo --help",
        "shell --help",
        "keyring add --help",
        "tpm seal --help",
        "pam --help",
        "passphrase rewrap --help"
      })
  void helpNamesItsCommand(String line) {
    Run run = Run.command(line.split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: ecryptfs").contains("--stacktrace");
  }

  @Test
  void versionIsThatOfTheBuild() {
    Run run = Run.command("--version");

    assertThat(run.lines().get(0)).matches("ecryptfs-nio \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(run.lines().get(1)).isEqualTo("Java " + Runtime.version());
  }

  @Test
  void wrongUsageIsOneLineAndExitCode1() {
    Run run = Run.command("demo", "--wrong");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "ecryptfs: Unknown option: '--wrong' (ecryptfs demo --help lists what there is)\n");
  }

  @Test
  void wantsACommand() {
    Run run = Run.command();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("ecryptfs: no command given: want demo or shell");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyring", "tpm"})
  void aCommandWithSubcommandsWantsOne(String command) {
    assertThat(Run.command(command).err()).startsWith("ecryptfs: want " + command + " ");
  }

  @Test
  void aLoginWithoutEcryptfsHomeIsLeftAlone() {
    assertThat(Run.command("pam", "--type", "auth", "--home", "/missing").exitCode()).isZero();
  }

  @Test
  void showsAStackTraceOnlyWhenAsked() {
    assertThat(Run.command("demo", "/missing/dir").err().lines()).hasSize(1);
    assertThat(Run.command("demo", "/missing/dir", "--stacktrace").err())
        .contains("ecryptfs: /missing/dir: no such file or directory\n")
        .contains("java.nio.file.NoSuchFileException")
        .contains("\tat ");
  }

  @Test
  void saysWhatAnExceptionMeansThatHasOnlyAPath() {
    assertThat(ErrorText.of(new AccessDeniedException("x"))).isEqualTo("x: permission denied");
    assertThat(ErrorText.of(new FileAlreadyExistsException("x"))).isEqualTo("x: exists already");
    assertThat(ErrorText.of(new FileSystemException("x", null, "why"))).isEqualTo("x: why");
    assertThat(ErrorText.of(new FileSystemException("x"))).isEqualTo("x");
    assertThat(ErrorText.of(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
  }
}
