package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.lower.LowerCapabilities;
import io.github.ecryptfs.provider.lower.LowerProbe;
import io.github.ecryptfs.provider.lower.LowerWriting;
import io.github.ecryptfs.provider.lower.SpoolRoom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the options of a mount say of the lower file system.
 *
 * @param options the options
 */
record LowerSettings(MountOptions options) {
  /** The value of {@code ecryptfs_nio_lower} that has it tried out. */
  static final String PROBE = "probe";

  /** The value of {@code ecryptfs_nio_spool_directory} that allows no file. */
  static final String NO_DIRECTORY = "none";

  private static final int DEFAULT_SPOOL_BYTES = 64 * 1024 * 1024;

  /**
   * What the lower file system can do. A mount that changes nothing does not try it out.
   *
   * @param root the lower directory
   */
  LowerCapabilities capabilities(Path root, boolean readOnly) throws IOException {
    Optional<String> told = options.value(MountOption.LOWER, String.class);
    if (told.isEmpty() || (readOnly && told.get().equals(PROBE))) {
      return LowerCapabilities.of(root);
    }
    return LowerCapabilities.of(
        root,
        told.get().equals(PROBE)
            ? new LowerProbe(root).writing()
            : LowerWriting.named(told.get()).orElseThrow());
  }

  /** Where changed files wait for a lower file system that takes whole files only. */
  SpoolRoom spoolRoom() {
    int memory = options.value(MountOption.SPOOL_MEMORY, Integer.class).orElse(DEFAULT_SPOOL_BYTES);
    String directory =
        options
            .value(MountOption.SPOOL_DIRECTORY, String.class)
            .orElseGet(() -> System.getProperty("java.io.tmpdir"));
    return new SpoolRoom(
        memory,
        directory.equals(NO_DIRECTORY) ? Optional.empty() : Optional.of(Path.of(directory)));
  }
}
