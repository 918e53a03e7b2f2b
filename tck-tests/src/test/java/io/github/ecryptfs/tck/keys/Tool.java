package io.github.ecryptfs.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs installed programs. */
final class Tool {
  private static final int SECONDS = 60;

  private Tool() {}

  /**
   * How a program ended.
   *
   * @param output what it wrote, errors included
   */
  record Ended(int exitCode, String output) {
    /** The output of a program that must have succeeded. */
    String expectSuccess() {
      assertThat(exitCode).as(output).isZero();
      return output;
    }
  }

  /** Runs a program without input. */
  static Ended run(String... command) throws IOException, InterruptedException {
    return run(Map.of(), "", command);
  }

  /** Runs a program with more environment variables, and {@code input} as all of its input. */
  static Ended run(Map<String, String> environment, String input, String... command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(words.get(0) + " ends").isTrue();
    return new Ended(process.exitValue(), output);
  }
}
