package io.github.ecryptfs.keys.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a program wrote until it ended. Whoever ran it closes this, which zeroes it. */
public final class ProgramOutput implements AutoCloseable {
  private final String program;
  private final int exitCode;
  private final byte[] output;
  private final String complaint;

  /** Takes {@code output} over. */
  ProgramOutput(String program, int exitCode, byte[] output, String complaint) {
    this.program = program;
    this.exitCode = exitCode;
    this.output = output;
    this.complaint = complaint;
  }

  /** Whether the program said that all went well. */
  public boolean succeeded() {
    return exitCode == 0;
  }

  /**
   * Refuses what a program wrote that failed.
   *
   * @throws IOException with what it complained of
   */
  public ProgramOutput orThrow() throws IOException {
    if (!succeeded()) {
      throw new IOException(program + " failed with exit code " + exitCode + ": " + complaint());
    }
    return this;
  }

  /** What it wrote on standard error, or a word in its place. */
  public String complaint() {
    return complaint.isEmpty() ? "no message" : complaint;
  }

  /** A copy of standard output, which the caller owns and zeroes. */
  public byte[] bytes() {
    return output.clone();
  }

  /** Standard output as text without the white space around it, where it is no secret. */
  public String text() {
    return new String(output, StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    Arrays.fill(output, (byte) 0);
  }
}
