package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LauncherTest {
  @Test
  void quotesWordsThatAShellWouldTakeApart() {
    assertThat(Launcher.command("shell", "it's here")).isEqualTo("ecryptfs shell 'it'\\''s here'");
  }

  @Test
  void shortensPathsBelowTheWorkingDirectory() {
    Path here = Path.of("").toAbsolutePath();

    assertThat(Launcher.fromHere(here.resolve("x/y"))).isEqualTo(Path.of("x/y"));
    assertThat(Launcher.fromHere(here)).isEqualTo(here);
    assertThat(Launcher.fromHere(Path.of("/elsewhere"))).isEqualTo(Path.of("/elsewhere"));
  }
}
