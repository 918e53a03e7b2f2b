package io.github.ecryptfs.tck.bench;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Map;

/** The mounts of ours that take part; a row names the one it is about. */
enum Variant {
  PLAIN_NAMES(ImmutableMap.of()),
  ENCRYPTED_NAMES(ImmutableMap.of("ecryptfs_enable_filename_crypto", "y")),
  WRITE_BEHIND(ImmutableMap.of("ecryptfs_nio_write_behind", "y"));

  private final ImmutableMap<String, String> options;

  Variant(ImmutableMap<String, String> options) {
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
