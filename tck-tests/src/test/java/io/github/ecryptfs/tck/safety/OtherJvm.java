package io.github.ecryptfs.tck.safety;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A second JVM with a mount of the same lower directory; it does what it is told, line by line. */
final class OtherJvm implements Closeable {
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  private OtherJvm(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts one. */
  static OtherJvm over(Path lower, SafetyMount mount) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(
            java,
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            OtherJvm.class.getName(),
            lower.toString(),
            String.valueOf(mount.xattr()),
            String.valueOf(mount.encryptedNames()));
    return new OtherJvm(command.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Writes a whole file. */
  void write(String name, String text) throws IOException {
    ask("write " + name + " " + text);
  }

  /** Reads a whole file. */
  String read(String name) throws IOException {
    return ask("read " + name);
  }

  /** Whether it gets an exclusive lock of a file; it lets it go at once. */
  boolean canLock(String name) throws IOException {
    return Boolean.parseBoolean(ask("canLock " + name));
  }

  /** Takes an exclusive lock of a file. */
  void lock(String name) throws IOException {
    ask("lock " + name);
  }

  /** Lets it go. */
  void unlock(String name) throws IOException {
    ask("unlock " + name);
  }

  private String ask(String order) throws IOException {
    orders.write(order);
    orders.newLine();
    orders.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the other JVM has ended; see its standard error");
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    orders.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IOException("the other JVM does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * What the other JVM runs.
   *
   * @param arguments the lower directory, whether metadata lies in attributes, whether names are
   *     encrypted
   */
  public static void main(String[] arguments) throws IOException {
    SafetyMount mount =
        new SafetyMount(Boolean.parseBoolean(arguments[1]), Boolean.parseBoolean(arguments[2]));
    try (FileSystem fileSystem = mount.mount(Path.of(arguments[0]));
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Servant servant = new Servant(fileSystem, new HashMap<>());
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        System.out.println(servant.obey(order.split(" ", 3)));
        System.out.flush();
      }
    }
  }

  /** The one that obeys. */
  private record Servant(FileSystem mount, Map<String, FileChannel> locked) {
    String obey(String[] order) throws IOException {
      Path file = mount.getPath("/" + order[1]);
      return switch (order[0]) {
        case "write" -> Files.writeString(file, order[2]).toString();
        case "read" -> Files.readString(file);
        case "canLock" -> String.valueOf(canLock(file));
        case "lock" -> lock(file);
        case "unlock" -> unlock(file);
        default -> throw new IllegalArgumentException(order[0]);
      };
    }

    private static boolean canLock(Path file) throws IOException {
      try (FileChannel channel = FileChannel.open(file, WRITE);
          FileLock lock = channel.tryLock()) {
        return lock != null && lock.isValid();
      }
    }

    private String lock(Path file) throws IOException {
      FileChannel channel = FileChannel.open(file, WRITE);
      locked.put(file.toString(), channel);
      return channel.lock().toString();
    }

    private String unlock(Path file) throws IOException {
      FileChannel channel = locked.remove(file.toString());
      if (channel != null) {
        channel.close();
      }
      return file.toString();
    }
  }
}
