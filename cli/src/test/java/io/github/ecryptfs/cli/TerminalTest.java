package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passphrases that are typed at a terminal, which {@code script} of util-linux provides. */
class TerminalTest {
  @TempDir Path directory;

  @BeforeEach
  void findScript() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "not installed: script");
  }

  @Test
  void newPassphraseIsAskedForTwiceAndNeverShown() throws Exception {
    String file = directory.resolve("wrapped-passphrase").toString();

    Run wrap = Run.terminal("mount\nschön\nschön\n", "passphrase", "wrap", file);

    assertThat(wrap.exitCode()).as(wrap.toString()).isZero();
    assertThat(wrap.out()).contains("Again: ").doesNotContain("schön\r\nAgain");
    assertThat(Run.launcher("schön\n", "passphrase", "unwrap", "--stdin", file).out())
        .isEqualTo("mount\n");
  }

  @Test
  void twoDifferentOnesAreRefused() throws Exception {
    String file = directory.resolve("wrapped-passphrase").toString();

    Run wrap = Run.terminal("mount\none\nother\n", "passphrase", "wrap", file);

    assertThat(wrap.exitCode()).as(wrap.toString()).isEqualTo(1);
    assertThat(wrap.out()).contains("the two passphrases differ");
    assertThat(directory).isEmptyDirectory();
  }
}
