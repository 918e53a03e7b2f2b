package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path temporary;

  private Path source() throws IOException {
    Path source = Files.createDirectory(temporary.resolve("source"));
    Files.writeString(source.resolve("a.txt"), "hello");
    Files.createDirectories(source.resolve("sub/empty"));
    byte[] bytes = new byte[10_000];
    new Random(1).nextBytes(bytes);
    Files.write(source.resolve("sub/random"), bytes);
    Files.createFile(source.resolve("sub/nothing"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("a.txt"));
    return source;
  }

  @Test
  void showsBothSidesAndFindsThemEqual() throws IOException {
    Path lower = temporary.resolve("new/lower");

    Run run = Run.command("demo", source().toString(), "--lower", lower.toString());

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.lines())
        .anyMatch(line -> line.matches("  a.txt +5   ECRYPTFS\\S+… *\\S+ +12,288"));
    assertThat(run.lines()).anyMatch(line -> line.matches("  sub/ +ECRYPTFS\\S+"));
    assertThat(run.lines())
        .anyMatch(line -> line.matches("    random +10,000 +ECRYPTFS\\S+ +20,480"));
    assertThat(run.lines()).anyMatch(line -> line.matches("  link@ +ECRYPTFS\\S+"));
    assertThat(run.out())
        .contains("(3 files, 10,005 bytes)")
        .contains("Read back through a new mount: every byte is equal.")
        .contains(Demo.PASSPHRASE)
        .contains("shell -o ecryptfs_enable_filename_crypto " + lower);
  }

  @Test
  void writesNothingReadableBelow() throws IOException {
    Path lower = temporary.resolve("lower");
    Run.command("demo", source().toString(), "--lower", lower.toString());

    try (Stream<Path> all = Files.walk(lower)) {
      List<Path> entries = all.filter(path -> !path.equals(lower)).toList();
      assertThat(entries).hasSize(6);
      assertThat(entries)
          .allMatch(path -> path.getFileName().toString().startsWith("ECRYPTFS_FNEK_ENCRYPTED."));
    }
  }

  @Test
  void showsAllEntriesOfALargeDirectoryOnlyWhenAsked() throws IOException {
    Path source = Files.createDirectory(temporary.resolve("many"));
    for (int i = 0; i < 45; i++) {
      Files.createFile(source.resolve("file" + i));
    }

    Run some = Run.command("demo", source.toString(), "--lower", temporary + "/one");
    Run all = Run.command("demo", source.toString(), "--lower", temporary + "/two", "--all");

    assertThat(some.out()).contains("  and 5 more; --all shows them").doesNotContain("file9 ");
    assertThat(all.out()).contains("file9 ").doesNotContain("more;");
  }

  @Test
  void refusesALowerDirectoryThatIsNotEmpty() throws IOException {
    Path lower = Files.createDirectory(temporary.resolve("lower"));
    Path precious = Files.writeString(lower.resolve("precious"), "mine");

    Run run = Run.command("demo", source().toString(), "--lower", lower.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "ecryptfs: " + lower + ": not empty; give an empty directory or one to create\n");
    assertThat(precious).hasContent("mine");
  }

  @Test
  void refusesALowerDirectoryInsideTheSource() throws IOException {
    Path source = source();

    Run run = Run.command("demo", source.toString(), "--lower", source + "/lower");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("lies in " + source);
    assertThat(source.resolve("lower")).doesNotExist();
  }

  @Test
  void namesASourceThatIsMissingOrAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThat(Run.command("demo", temporary + "/missing").err())
        .isEqualTo("ecryptfs: " + temporary + "/missing: no such file or directory\n");
    assertThat(Run.command("demo", file.toString()).err())
        .isEqualTo("ecryptfs: " + file + ": not a directory\n");
  }

  @Test
  void wantsADirectoryWhenNoScriptStartedIt() {
    assertThat(Run.command("demo").err())
        .isEqualTo(
            "ecryptfs: no directory given: want DIR (ecryptfs demo --help lists what there is)\n");
  }
}
