package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in place of keyctl, whose keyring is a directory; tck-tests have the real one. */
class KeyringCommandsTest {
  /** That of the content key of "test" with the usual salt. */
  private static final String SIGNATURE = "d395309aaad4de06";

  @TempDir Path directory;

  private Path keyring;
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void makeKeyctl() throws IOException {
    keyring = Files.createDirectory(directory.resolve("@u"));
    Path script = directory.resolve("keyctl");
    Files.writeString(
        script,
        """
        #!/bin/sh
        cd %s
        command=$1
        shift
        case $command in
          padd) cat >"@u/$2";;
          session) shift; exec "$@";;
          search)
            [ -e "@u/$3" ] || { echo "keyctl_search: Required key not available" >&2; exit 1; }
            echo "$3" >found
            echo 4711;;
          unlink) rm "@u/$(cat found)";;
          list) for key in $(ls @u); do echo "4711: --alswrv  0  0 user: $key"; done;;
        esac
        """
            .formatted(directory));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    environment = Map.of("PATH", directory + ":" + System.getenv("PATH"));
  }

  private Run run(String input, String... args) throws Exception {
    return Run.launcher(environment, input, args);
  }

  /** A home whose mount passphrase "test" is wrapped under "login". */
  private Path makeHome() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    Path files = Files.createDirectory(home.resolve(".ecryptfs"));
    String wrapped = files.resolve("wrapped-passphrase").toString();
    run("test\nlogin\n", "passphrase", "wrap", "--stdin", wrapped);
    Files.writeString(files.resolve("Private.sig"), SIGNATURE + "\n");
    return home;
  }

  private Run pam(String type, Path home) throws Exception {
    return run("login\0", "pam", "--type=" + type, "--home", home.toString());
  }

  @Test
  void keyIsAddedListedAndRemovedOnce() throws Exception {
    assertThat(run("test\n", "keyring", "add", "--passphrase-stdin"))
        .isEqualTo(new Run(0, SIGNATURE + "\n", ""));
    assertThat(run("", "keyring", "list").out()).isEqualTo(SIGNATURE + "\n");
    assertThat(run("", "keyring", "remove", SIGNATURE).exitCode()).isZero();
    assertThat(run("", "keyring", "remove", SIGNATURE).err()).contains("has no key " + SIGNATURE);
  }

  @Test
  void keyForNamesIsAddedBesideThatOfAnotherSalt() throws Exception {
    Run add =
        run(
            "passphrase\n",
            "keyring",
            "add",
            "--passphrase-stdin",
            "--fnek",
            "--salt=a1b2c3d4e5f60718");

    assertThat(add.lines()).hasSize(2).startsWith("249c460a095db6e6");
  }

  @Test
  void loginPutsTheKeyOfTheHomeIntoTheKeyringAndLogoutLeavesIt() throws Exception {
    Path home = makeHome();

    assertThat(pam("auth", home)).isEqualTo(new Run(0, "", ""));
    assertThat(keyring.resolve(SIGNATURE)).exists();
    assertThat(pam("close_session", home)).isEqualTo(new Run(0, "", ""));
    assertThat(keyring.resolve(SIGNATURE)).exists();
  }

  @Test
  void logoutTakesTheKeysOutWhereTheHomeIsUnmountedByItself() throws Exception {
    Path home = makeHome();
    Files.createFile(home.resolve(".ecryptfs/auto-umount"));
    pam("auth", home);

    assertThat(pam("close_session", home)).isEqualTo(new Run(0, "", ""));

    assertThat(keyring).isEmptyDirectory();
  }

  @Test
  void logoutTakesTheKeyOfNamesOutToo() throws Exception {
    Path home = makeHome();
    Files.createFile(home.resolve(".ecryptfs/auto-umount"));
    pam("auth", home);
    String names = run("test\n", "keyring", "add", "--passphrase-stdin", "--fnek").lines().get(1);
    Files.writeString(home.resolve(".ecryptfs/Private.sig"), SIGNATURE + "\n" + names + "\n");

    assertThat(pam("close_session", home)).isEqualTo(new Run(0, "", ""));

    assertThat(keyring).isEmptyDirectory();
  }

  @Test
  void otherStepsOfALoginDoNothing() throws Exception {
    Path home = makeHome();

    assertThat(pam("open_session", home)).isEqualTo(new Run(0, "", ""));
    assertThat(pam("account", directory.resolve("nobody"))).isEqualTo(new Run(0, "", ""));

    assertThat(keyring).isEmptyDirectory();
  }
}
