package io.github.ecryptfs.tck;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The entries of the class path of these tests, to start other programs with some of them. */
final class ClassPath {
  private static final Pattern OURS =
      Pattern.compile(
          ".*/(ecryptfs-(crypto|metadata|keys|provider)-[^/]*\\.jar|(crypto|metadata|keys|provider)/target/.*classes)");

  private static final Pattern THEIRS =
      Pattern.compile(".*/(bcprov|bcutil|bcpkix|guava|failureaccess|listenablefuture)-[^/]*\\.jar");

  private ClassPath() {}

  /** What the provider needs to run, and nothing else. */
  static String ofProvider() {
    return select(e -> OURS.matcher(e).matches() || THEIRS.matcher(e).matches());
  }

  /** What a module needs to be compiled against the provider. */
  static String toCompile() {
    return ofProvider() + File.pathSeparator + select(e -> e.contains("/jspecify-"));
  }

  /** The classes of these tests alone. */
  static String ofTests() {
    return select(e -> e.contains("test-classes"));
  }

  private static String select(Predicate<String> wanted) {
    String all = System.getProperty("java.class.path");
    return Arrays.stream(all.split(Pattern.quote(File.pathSeparator), -1))
        .filter(wanted)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** How a program of this JVM's kind ended, and what it printed. */
  record Ended(int exitCode, String output) {}

  /** Runs {@code java} to its end. */
  static Ended java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(child.waitFor(), output);
  }
}
