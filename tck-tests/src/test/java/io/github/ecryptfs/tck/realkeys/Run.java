package io.github.ecryptfs.tck.realkeys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program that a test needs.
 *
 * @param exitCode 0 if all went well
 * @param output of both streams, without the white space around it
 */
record Run(int exitCode, String output) {
  /** Runs a command to its end, with nothing on standard input. */
  static Run of(Map<String, String> environment, String... command) {
    return fed("", environment, List.of(command));
  }

  /** Runs a command with {@code input} on standard input. */
  static Run fed(String input, Map<String, String> environment, List<String> command) {
    try {
      Path in = Files.writeString(Files.createTempFile("run", ".in"), input);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.redirectInput(in.toFile()).start();
      try (InputStream out = process.getInputStream()) {
        String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(command + " does not end");
        }
        return new Run(process.exitValue(), text);
      } finally {
        Files.delete(in);
      }
    } catch (IOException e) {
      throw new AssertionError(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** This run, if it succeeded. */
  Run orFail() {
    if (exitCode != 0) {
      throw new AssertionError("exit code " + exitCode + ": " + output);
    }
    return this;
  }
}
