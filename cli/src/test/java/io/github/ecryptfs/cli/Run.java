package io.github.ecryptfs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a command did: its exit code and what it wrote. */
record Run(int exitCode, String out, String err) {
  /** The top of the source tree. */
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  /** Runs the command line in this JVM. */
  static Run command(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** Runs the command line in a JVM of its own, at the top of the source tree. */
  static Run launcher(String input, String... args) throws IOException, InterruptedException {
    return launcher(Map.of(), input, args);
  }

  /** Likewise, with some environment variables of its own. */
  static Run launcher(Map<String, String> environment, String input, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("-Decryptfs.home=" + HOME);
    command.add(Main.class.getName());
    command.addAll(List.of(args));
    return java(environment, input, command.toArray(String[]::new));
  }

  /** Likewise, at a terminal of its own, at which {@code typed} is typed; all output is one. */
  static Run terminal(String typed, String... args) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add("-Decryptfs.home=" + HOME);
    words.add(Main.class.getName());
    words.addAll(List.of(args));
    String line =
        java(words.toArray(String[]::new)).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    return start(List.of("script", "-q", "-e", "-c", line, "/dev/null"), Map.of(), typed);
  }

  /** Runs {@code java} with our class path, at the top of the source tree. */
  static Run java(String input, String... args) throws IOException, InterruptedException {
    return java(Map.of(), input, args);
  }

  private static Run java(Map<String, String> environment, String input, String... args)
      throws IOException, InterruptedException {
    return start(java(args), environment, input);
  }

  private static Run start(List<String> command, Map<String, String> environment, String input)
      throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("cli-test-");
    Path in = Files.writeString(work.resolve("in"), input);
    Path out = work.resolve("out");
    Path err = work.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(HOME.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    Run run = new Run(process.waitFor(), Files.readString(out), Files.readString(err));
    for (Path path : List.of(in, out, err, work)) {
      Files.delete(path);
    }
    return run;
  }

  private static List<String> java(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(coverageAgent());
    command.add("-Dfile.encoding=UTF-8");
    command.add("-cp");
    command.add(classPath());
    command.addAll(List.of(args));
    return command;
  }

  /** Tests run on the module path where there is one; the launcher starts on the class path. */
  private static String classPath() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(name -> System.getProperty(name, ""))
        .filter(path -> !path.isEmpty())
        .reduce((modules, classes) -> modules + ":" + classes)
        .orElseThrow();
  }

  private static List<String> coverageAgent() {
    return Stream.of(ProcessHandle.current().info().arguments().orElse(new String[0]))
        .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
        .map(
            agent ->
                agent.replace(
                    "=destfile=target", "=destfile=" + Path.of("").toAbsolutePath() + "/target"))
        .toList();
  }

  /** Both outputs in UTF-8, for messages. */
  @Override
  public String toString() {
    return "exit code " + exitCode + "\n--- out\n" + out + "\n--- err\n" + err;
  }

  /** The lines of {@code out}. */
  List<String> lines() {
    return out.lines().toList();
  }
}
