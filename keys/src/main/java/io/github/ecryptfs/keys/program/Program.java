package io.github.ecryptfs.keys.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program and its first arguments: run to its end, with bounded output and time. Secrets go
 * through pipes, never through arguments or the environment, which other processes can read.
 *
 * <p>Immutable. The JDK's own pipe buffers keep what went through them until they are collected.
 *
 * @param command the program, looked for in PATH unless it is a path, and its first arguments
 * @param environment what is added to the environment of this process
 * @param patience when a run is given up
 */
public record Program(List<String> command, Map<String, String> environment, Duration patience) {
  /** Long enough for a busy machine. Nothing that we run asks a person. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAXIMUM_OUTPUT_BYTES = 1 << 20;
  private static final int MAXIMUM_ERROR_BYTES = 4096;

  /** No smaller, so that the JDK hands a secret through without a copy of its own. */
  private static final int PIPE_BUFFER_BYTES = 8192;

  /** Copies its lists, as records do not by themselves. */
  public Program {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A program without anything special in its environment. */
  public static Program of(String... command) {
    return new Program(List.of(command), Map.of(), PATIENCE);
  }

  /** This program with one more variable in its environment. */
  public Program with(String variable, String value) {
    return new Program(command, Map.of(variable, value), patience);
  }

  /**
   * Runs it without input.
   *
   * @throws IOException as {@link #run(byte[], List)} does
   */
  public ProgramOutput run(String... arguments) throws IOException {
    return run(new byte[0], List.of(arguments));
  }

  /**
   * Runs it to its end.
   *
   * @param input what it reads on standard input; left for the caller to zero
   * @param arguments its last arguments
   * @return what it wrote, which the caller closes
   * @throws IOException if it cannot be started, takes too long or writes too much
   */
  public ProgramOutput run(byte[] input, List<String> arguments) throws IOException {
    Process process = start(arguments);
    try {
      CompletableFuture<byte[]> errors =
          CompletableFuture.supplyAsync(() -> head(process.getErrorStream()), Program::inThread);
      CompletableFuture<Void> watch = killWhenLate(process);
      feed(process, input);
      byte[] output = readAll(process.getInputStream());
      int exitCode = exitCode(process);
      watch.cancel(false);
      String complaint = new String(errors.join(), StandardCharsets.UTF_8).strip();
      return new ProgramOutput(name(), exitCode, output, complaint);
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(List<String> arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(command.stream(), arguments.stream()).toList());
    builder.environment().put("LC_ALL", "C.UTF-8"); // messages that we can read
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(name() + " cannot be run: install it, or put it into PATH", e);
    }
  }

  private static void inThread(Runnable task) {
    Thread thread = new Thread(task, "ecryptfs-program-errors");
    thread.setDaemon(true);
    thread.start();
  }

  private CompletableFuture<Void> killWhenLate(Process process) {
    Executor later =
        CompletableFuture.delayedExecutor(
            patience.toMillis(), TimeUnit.MILLISECONDS, Runnable::run);
    return CompletableFuture.runAsync(process::destroyForcibly, later);
  }

  /** A program that does not read its input to the end says itself why. */
  private static void feed(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      System.getLogger(Program.class.getName())
          .log(System.Logger.Level.DEBUG, "input not read to its end", e);
    }
  }

  private byte[] readAll(InputStream from) throws IOException {
    byte[] room = new byte[PIPE_BUFFER_BYTES];
    int length = 0;
    try (from) {
      for (int n = 0; n >= 0; n = from.read(room, length, room.length - length)) {
        length += n;
        if (length > MAXIMUM_OUTPUT_BYTES) {
          throw new IOException(name() + " wrote more than " + MAXIMUM_OUTPUT_BYTES + " bytes");
        }
        room = roomFor(length + PIPE_BUFFER_BYTES, room);
      }
      return Arrays.copyOf(room, length);
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  private static byte[] roomFor(int bytes, byte[] room) {
    if (bytes <= room.length) {
      return room;
    }
    byte[] larger = Arrays.copyOf(room, Math.max(bytes, 2 * room.length));
    Arrays.fill(room, (byte) 0);
    return larger;
  }

  /** The start of an error text; the rest is read and dropped, so that the program can go on. */
  private static byte[] head(InputStream from) {
    try (from) {
      byte[] head = from.readNBytes(MAXIMUM_ERROR_BYTES);
      from.transferTo(OutputStream.nullOutputStream());
      return head;
    } catch (IOException e) {
      return e.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  private int exitCode(Process process) throws IOException {
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new IOException(name() + " did not end within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + name() + " ran", e);
    }
  }

  private String name() {
    return command.get(0);
  }
}
