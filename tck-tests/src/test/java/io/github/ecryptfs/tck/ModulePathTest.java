package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider is found as a module too, and works with no more than its modules on the path. */
final class ModulePathTest {
  private static final Pattern OURS =
      Pattern.compile(
          ".*/(ecryptfs-(crypto|metadata|keys|provider)-[^/]*\\.jar|(crypto|metadata|keys|provider)/target/.*classes)");

  private static final Pattern THEIRS =
      Pattern.compile(".*/(bcprov|bcutil|bcpkix|guava|failureaccess|listenablefuture)-[^/]*\\.jar");

  @Test
  void providerIsFoundOnTheModulePath(@TempDir Path lower)
      throws IOException, InterruptedException {
    List<String> classPath =
        Arrays.asList(
            System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1));
    String modulePath =
        select(classPath, e -> OURS.matcher(e).matches() || THEIRS.matcher(e).matches());
    String testClasses = select(classPath, e -> e.contains("test-classes"));

    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                modulePath,
                "--add-modules",
                "io.github.ecryptfs.provider",
                "-cp",
                testClasses,
                OneFile.class.getName(),
                lower.toUri().toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).contains("io.github.ecryptfs.provider: hello");
  }

  private static String select(
      List<String> classPath, java.util.function.Predicate<String> wanted) {
    return classPath.stream().filter(wanted).collect(Collectors.joining(File.pathSeparator));
  }
}
