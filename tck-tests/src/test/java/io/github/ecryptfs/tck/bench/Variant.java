package io.github.ecryptfs.tck.bench;

import java.util.Locale;
import java.util.Map;

/** The mounts of ours that take part; a row names the one it is about. */
enum Variant {
  PLAIN_NAMES(Map.of()),
  ENCRYPTED_NAMES(Map.of("ecryptfs_enable_filename_crypto", "y")),
  WRITE_BEHIND(Map.of("ecryptfs_nio_write_behind", "y"));

  private final Map<String, String> options;

  Variant(Map<String, String> options) {
    this.options = options;
  }

  /** The mount options. */
  Map<String, String> options() {
    return options;
  }

  /** The name of its lower directory. */
  String directoryName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
