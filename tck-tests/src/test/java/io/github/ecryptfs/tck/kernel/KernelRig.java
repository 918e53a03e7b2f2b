package io.github.ecryptfs.tck.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Linux in QEMU, by the scripts of {@code tck-tests/kernel}.
 *
 * <p>The system property {@code kernel.rig} names the directory of the built rig; it may be kept
 * between builds. Used by one thread.
 */
final class KernelRig {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MINUTES = 60;

  private final Path scripts;
  private final Path rig;

  private KernelRig(Path scripts, Path rig) {
    this.scripts = scripts;
    this.rig = rig;
  }

  /**
   * Builds the rig unless it is there; the first time this installs QEMU from the system's
   * packages.
   */
  static KernelRig ready() throws IOException {
    Path rig = Path.of(System.getProperty("kernel.rig", "target/kernel-rig")).toAbsolutePath();
    KernelRig kernel = new KernelRig(Path.of("kernel").toAbsolutePath(), rig);
    Files.createDirectories(rig);
    if (!Files.exists(rig.resolve("root.img"))) {
      kernel.run("setup", "./setup.sh");
    }
    return kernel;
  }

  /**
   * Lets the kernel mount trees, in one boot.
   *
   * @param list elements {@code lower}, {@code spec}, and optionally {@code ops} and {@code out}
   * @param directory receives the list and the answer
   * @return a manifest for each element
   */
  ArrayNode judge(ArrayNode list, Path directory) throws IOException {
    Path file = directory.resolve("list.json");
    JSON.writeValue(file.toFile(), list);
    JsonNode manifests =
        JSON.readTree(run("boot", "./kernel-ecryptfs", "verify-batch", file.toString()).toFile());
    if (!(manifests instanceof ArrayNode array) || array.size() != list.size()) {
      throw new IOException("want " + list.size() + " manifests from the kernel");
    }
    return array;
  }

  /** Runs a script and gives the file with its output. */
  private Path run(String name, String... command) throws IOException {
    Path output = rig.resolve(name + ".out");
    Path errors = rig.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(scripts.toFile());
    builder.environment().put("ORACLE_BUILD", rig.toString());
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
    Process process = builder.start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new IOException(name + " took over " + MINUTES + " minutes; see " + errors);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name);
    } finally {
      process.destroy();
    }
    if (process.exitValue() != 0) {
      throw new IOException(name + " failed: " + Files.readString(errors));
    }
    return output;
  }
}
