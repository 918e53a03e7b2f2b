package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final String NAMES = "ecryptfs_enable_filename_crypto";

  @TempDir Path temporary;
  private Path lower = Path.of("");

  @BeforeEach
  void encrypt() throws IOException {
    Path source = Files.createDirectory(temporary.resolve("source"));
    Files.writeString(source.resolve("a.txt"), "hello");
    lower = temporary.resolve("lower");
    Run.command("demo", source.toString(), "--lower", lower.toString());
  }

  private static Run shell(String input, String... args) throws Exception {
    String[] all = new String[args.length + 1];
    all[0] = "shell";
    System.arraycopy(args, 0, all, 1, args.length);
    return Run.launcher(input, all);
  }

  @Test
  void mountsAndEndsWithTheExitCodeOfItsLastCommand() throws Exception {
    Run run =
        shell(
            Demo.PASSPHRASE + "\nFiles.readString(root.resolve(\"a.txt\"))\n/exit 3\n",
            "-o",
            NAMES + ",ro",
            "--passphrase-stdin",
            lower.toString());

    assertThat(run.exitCode()).as(run.toString()).isEqualTo(3);
    assertThat(run.out()).contains("$1 ==> \"hello\"");
    assertThat(run.err())
        .isEqualTo("ecryptfs: mounted " + lower + "; variables: fs, root, lower; /exit leaves\n");
  }

  @Test
  void settingsAreTakenFromAFileAndTheCommandLineWins() throws Exception {
    Path file = temporary.resolve("pw");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(file, "passphrase_passwd=" + Demo.PASSPHRASE + "\n");
    Path settings = temporary.resolve("rc");
    Files.writeString(
        settings,
        "verbosity=0\nkey=passphrase:passphrase_passwd_file=" + file + "\necryptfs_key_bytes=99\n");
    String snippet = "Files.readAllLines(Files.list(root).toList().get(0))\n";

    Run alone = shell(snippet, "--rc", settings.toString(), lower.toString());
    Run won =
        shell(
            snippet, "--rc", settings.toString(), "-o", "ecryptfs_key_bytes=16", lower.toString());

    assertThat(alone.exitCode()).isEqualTo(1);
    assertThat(alone.err()).contains("99");
    assertThat(won.out()).as(won.toString()).contains("==> [hello]");
  }

  @Test
  void takesAKeyFromAFileWithoutAsking() throws Exception {
    Path file = temporary.resolve("pw");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(file, "passphrase_passwd=" + Demo.PASSPHRASE + "\n");

    Run run =
        shell(
            "Files.readAllLines(Files.list(root).toList().get(0))\n",
            "-o",
            "key=passphrase:passphrase_passwd_file=" + file,
            lower.toString());

    assertThat(run.out()).as(run.toString()).contains("==> [hello]");
    assertThat(run.err()).contains("note: names are encrypted; -o " + NAMES + " decrypts them");
  }

  @Test
  void saysThatAPassphraseFitsNoName() throws Exception {
    Run run = shell("wrong\n", "-o", NAMES, "--passphrase-stdin", lower.toString());

    assertThat(run.err()).contains("belongs to this passphrase; is it the right one?");
  }

  @Test
  void withoutATerminalItSaysHowToGiveThePassphrase() throws Exception {
    Run run = shell("", lower.toString());

    assertThat(run)
        .isEqualTo(
            new Run(
                1,
                "",
                "ecryptfs: no terminal to ask for the passphrase; --passphrase-stdin reads it from"
                    + " a pipe\n"));
  }

  @Test
  void namesAnUnknownOption() throws Exception {
    Run run = shell("x\n", "-o", "nonsense=1", "--passphrase-stdin", lower.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("ecryptfs: unknown mount option 'nonsense'").hasLineCount(1);
  }

  @Test
  void namesADirectoryThatIsNotThereBeforeAskingForThePassphrase() {
    Run run = Run.command("shell", temporary + "/missing");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("ecryptfs: " + temporary + "/missing: no such file or directory\n");
  }
}
