package io.github.ecryptfs.tck.differential;

import java.util.HashMap;
import java.util.Map;

/** How a mount keeps metadata and names. */
enum Configuration {
  HEADER(false, false),
  ATTRIBUTE(true, false),
  HEADER_AND_ENCRYPTED_NAMES(false, true),
  ATTRIBUTE_AND_ENCRYPTED_NAMES(true, true);

  private final boolean inAttribute;
  private final boolean namesEncrypted;

  Configuration(boolean inAttribute, boolean namesEncrypted) {
    this.inAttribute = inAttribute;
    this.namesEncrypted = namesEncrypted;
  }

  /** Whether key and size of a file are in an extended attribute. */
  boolean inAttribute() {
    return inAttribute;
  }

  /** Whether names are encrypted. */
  boolean namesEncrypted() {
    return namesEncrypted;
  }

  /** The mount options. */
  Map<String, Object> options() {
    Map<String, Object> options = new HashMap<>();
    options.put("passphrase", "the same on both sides".toCharArray());
    if (inAttribute) {
      options.put("ecryptfs_xattr_metadata", true);
    }
    if (namesEncrypted) {
      options.put("ecryptfs_enable_filename_crypto", true);
    }
    return options;
  }
}
