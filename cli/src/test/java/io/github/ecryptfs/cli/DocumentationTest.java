package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows is what a newcomer sees. */
class DocumentationTest {
  /** {@code docs/} grows, the temporary directory has another name each time. */
  private static final Pattern VARYING =
      Pattern.compile("\\S*ecryptfs-demo-\\d+|\\d[\\d,]*(?= (files|bytes))| +[\\d,]+(?= |$)");

  @TempDir Path temporary;

  private static List<String> invariant(List<String> lines) {
    return lines.stream()
        .map(line -> VARYING.matcher(line).replaceAll("#").replaceAll("[# ]+", " ").strip())
        .toList();
  }

  @Test
  void theDemoPrintsWhatTheReadmeShows() throws Exception {
    List<String> shown =
        Markdown.page("README.md").beginningWith("Encrypted docs").lines().toList();
    Path lower = temporary.resolve("ecryptfs-demo-1");

    Run run = Run.launcher("", "demo", "--all", "--lower", lower.toString());

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(invariant(run.lines()))
        .as("every line of the README, among the rows of files that came later")
        .containsSubsequence(invariant(shown));
    assertThat(invariant(run.lines()))
        .filteredOn(line -> !line.contains("ECRYPTFS_FNEK"))
        .isEqualTo(
            invariant(shown).stream().filter(line -> !line.contains("ECRYPTFS_FNEK")).toList());
  }

  @Test
  void theExampleOfTheReadmeRunsAndTheShellOpensWhatItWrote() throws Exception {
    Markdown readme = Markdown.page("README.md");
    Path example = temporary.resolve("Example.java");
    Files.writeString(example, readme.in("java").get(0));
    String lower = temporary.resolve("secret").toString();

    Run run = Run.java("", example.toString(), lower);

    assertThat(run).isEqualTo(new Run(0, "Hello, kernel!\n", ""));

    String session = readme.beginningWith("jshell> ");
    Run shell = shell(lower, "an example is no secret\n" + typed(session));

    assertThat(shell.exitCode()).as(shell.toString()).isZero();
    assertAnswers(shell, answers(session));
  }

  private static String typed(String session) {
    return session
        .lines()
        .filter(line -> line.startsWith("jshell> "))
        .map(line -> line.substring("jshell> ".length()) + "\n")
        .collect(Collectors.joining());
  }

  private static List<String> answers(String session) {
    return session.lines().filter(line -> !line.isEmpty() && !line.startsWith("jshell> ")).toList();
  }

  @Test
  void theTourAnswersWhatItsPageShows() throws Exception {
    Markdown tour = Markdown.page("docs/jshell.md");
    String pasted = String.join("", tour.in("java"));
    List<String> answers = tour.in("text").stream().flatMap(String::lines).toList();

    Run run = shell(temporary.toString(), "any\n" + pasted);

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertAnswers(run, answers);
    assertThat(run.out()).doesNotContain("|  Error", "Exception");
  }

  private static Run shell(String lower, String input) throws IOException, InterruptedException {
    return Run.launcher(
        input, "shell", "-o", "ecryptfs_enable_filename_crypto", "--passphrase-stdin", lower);
  }

  /** Some JDKs repeat what is typed, or part of it, before the answer, also without a terminal. */
  private static void assertAnswers(Run run, List<String> answers) {
    int next = 0;
    for (String line : run.lines()) {
      if (next < answers.size() && line.endsWith(answers.get(next))) {
        next++;
      }
    }
    assertThat(answers.subList(0, next)).as(run.toString()).isEqualTo(answers);
  }
}
