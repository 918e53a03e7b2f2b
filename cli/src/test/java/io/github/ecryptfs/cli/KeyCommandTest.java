package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandTest {
  @TempDir Path directory;

  @Test
  void signaturesOfSeveralKeysStandOneALine() throws Exception {
    Path file = Files.writeString(directory.resolve("pw"), "passphrase_passwd=passphrase\n");
    String key = "passphrase:passphrase_passwd_file=" + file;

    Run run = Run.command("key", "signatures", key, key + ":salt=a1b2c3d4e5f60718");

    assertThat(run).isEqualTo(new Run(0, "1848e1d7b8a187fc\n249c460a095db6e6\n", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passphrase:passphrase_passwd=hunter2",
        "passphrase:passwd=hunter2",
        "pkcs11:library=a:pkcs11_passwd=hunter2",
      })
  void secretOnTheCommandLineIsRefused(String key) {
    Run run = Run.command("key", "signatures", key);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("can be read by others").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "passphrase"})
  void groupNamesItsCommands(String group) {
    Run run = Run.command(group);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("ecryptfs: want ");
  }

  @Test
  void keyFileIsMadeOnce() throws Exception {
    Path file = directory.resolve("key.pem");

    Run made = Run.launcher("a secret\n", "key", "generate", "--passphrase-stdin", file.toString());
    Run again =
        Run.launcher("a secret\n", "key", "generate", "--passphrase-stdin", file.toString());

    assertThat(made.out()).matches("[0-9a-f]{16}\\R");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("never overwritten");
  }

  @Test
  void wrappedPassphrasesAreMadeReadAndChanged() throws Exception {
    String file = directory.resolve("wrapped-passphrase").toString();

    assertThat(Run.launcher("mount\nlogin\n", "passphrase", "wrap", "--stdin", file).exitCode())
        .isZero();
    assertThat(Run.launcher("login\nnext\n", "passphrase", "rewrap", "--stdin", file).exitCode())
        .isZero();
    assertThat(Run.launcher("next\n", "passphrase", "upgrade", "--stdin", file).exitCode())
        .isZero();
    assertThat(Run.launcher("next\n", "passphrase", "unwrap", "--stdin", file))
        .isEqualTo(new Run(0, "mount\n", ""));

    Run wrong = Run.launcher("login\n", "passphrase", "unwrap", "--stdin", file);
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("the wrapping passphrase is wrong");
  }
}
