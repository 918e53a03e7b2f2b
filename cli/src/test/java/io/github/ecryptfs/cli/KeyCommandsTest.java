package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the programs and devices of the real thing; tests with them are in tck-tests. */
class KeyCommandsTest {
  @TempDir Path home;

  /** The mount passphrase "short" under "loginpw", as ecryptfs-wrap-passphrase makes it. */
  private void makeHome() throws IOException {
    Path files = Files.createDirectory(home.resolve(".ecryptfs"));
    byte[] wrapped =
        HexFormat.of()
            .parseHex(
                "3a020102030405060708"
                    + "34363234616633633138356233623533"
                    + "bf3955031c63373ec70ba82af7d75add");
    Files.write(files.resolve("wrapped-passphrase"), wrapped);
    Files.writeString(files.resolve("Private.sig"), "0123456789abcdef\n");
  }

  @Test
  void aPasswordThatDoesNotUnlockAtLoginSaysHowToRewrap() throws Exception {
    makeHome();

    Run run = Run.launcher("wrong\0", "pam", "--type=auth", "--home", home.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("run ecryptfs passphrase rewrap with the old and the new one");
  }

  @Test
  void aWrappingPassphraseOfItsOwnIsNotAskedForAtLogin() throws Exception {
    makeHome();
    Files.createFile(home.resolve(".ecryptfs/wrapping-independent"));

    Run run = Run.launcher("", "pam", "--type=auth", "--home", home.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("the wrapping passphrase is not the login password");
  }

  @Test
  void rewrappingWantsTheOldPasswordAndThenTakesTheNewOne() throws Exception {
    makeHome();
    Path file = home.resolve(".ecryptfs/wrapped-passphrase");
    String[] rewrap = {"passphrase", "rewrap", "--stdin", file.toString()};
    byte[] before = Files.readAllBytes(file);

    assertThat(Run.launcher("wrong\nnew\n", rewrap).exitCode()).isEqualTo(1);
    assertThat(file).hasBinaryContent(before);
    assertThat(Run.launcher("loginpw\nnew\n", rewrap).exitCode()).isZero();
    assertThat(Run.launcher("new\nloginpw\n", rewrap).exitCode()).isZero();
  }

  @Test
  void aTpmThatIsNotThereIsSaid() throws Exception {
    Run run =
        Run.launcher(
            "test\n",
            "tpm",
            "seal",
            home.resolve("sealed").toString(),
            "--pcrs=0+7",
            "--socket=" + home.resolve("none"),
            "--passphrase-stdin");

    assertThat(run.err()).contains("no TPM 2.0 at " + home.resolve("none"));
    assertThat(home.resolve("sealed")).doesNotExist();
  }

  @Test
  void aKeyGoesIntoTheKeyringAndOutAgainWhereThereIsOne() throws Exception {
    String passphrase = "cli test " + System.nanoTime() + "\n";
    Run add = Run.launcher(passphrase, "keyring", "add", "--fnek", "--passphrase-stdin");
    if (add.exitCode() != 0) {
      assertThat(add.err()).containsPattern("keyctl|kernel keyring");
      return;
    }

    assertThat(add.lines()).hasSize(2).allMatch(line -> line.matches("[0-9a-f]{16}"));
    assertThat(Run.command("keyring", "list").lines()).containsAll(add.lines());
    for (String signature : add.lines()) {
      assertThat(Run.command("keyring", "remove", signature).exitCode()).isZero();
      assertThat(Run.command("keyring", "remove", signature).err()).contains("has no key");
    }
  }
}
