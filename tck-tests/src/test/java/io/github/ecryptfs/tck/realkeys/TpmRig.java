package io.github.ecryptfs.tck.realkeys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A software TPM of its own, fresh from the factory, on a Unix socket. */
final class TpmRig implements AutoCloseable {
  private final Path directory;
  private final ProcessHandle process;

  private TpmRig(Path directory, ProcessHandle process) {
    this.directory = directory;
    this.process = process;
  }

  /** Starts it, and waits until it is ready. */
  static TpmRig start() throws IOException {
    Path directory = Files.createTempDirectory("tpm");
    Path pid = directory.resolve("pid");
    Run.of(
            Map.of(),
            "swtpm",
            "socket",
            "--tpm2",
            "--daemon",
            "--tpmstate=dir=" + directory,
            "--server=type=unixio,path=" + directory.resolve("socket"),
            "--ctrl=type=unixio,path=" + directory.resolve("socket.ctrl"),
            "--flags=not-need-init,startup-clear",
            "--pid=file=" + pid)
        .orFail();
    long number = Long.parseLong(Files.readString(pid).strip());
    return new TpmRig(directory, ProcessHandle.of(number).orElseThrow());
  }

  /** Where it listens. */
  Path socket() {
    return directory.resolve("socket");
  }

  /** Does to PCR 16 what a changed boot loader does to others. */
  void extendPcr16() {
    tool("tpm2_pcrextend", "16:sha256=" + "ab".repeat(32));
  }

  /** Brings PCR 16 back, which can be reset, as no other can. */
  void resetPcr16() {
    tool("tpm2_pcrreset", "16");
  }

  /** The transient objects and sessions that are loaded. */
  String loaded() {
    return tool("tpm2_getcap", "handles-transient").output()
        + tool("tpm2_getcap", "handles-loaded-session").output();
  }

  private Run tool(String... command) {
    return Run.fed("", Map.of("TPM2TOOLS_TCTI", "swtpm:path=" + socket()), List.of(command))
        .orFail();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException("swtpm does not end", e);
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
