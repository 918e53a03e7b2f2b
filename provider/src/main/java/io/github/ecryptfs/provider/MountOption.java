package io.github.ecryptfs.provider;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The options of a mount: their names in a map, and how a value is read. */
enum MountOption {
  PASSPHRASE(OptionValues::passphrase, "passphrase"),
  SALT(OptionValues::salt, "salt"),
  KEY(OptionValues::keyOptions, "key"),
  KEYS(OptionValues::keySources, "keys"),
  SETTINGS(OptionValues::file, "ecryptfs_nio_rc"),
  SIG(OptionValues::signatures, "ecryptfs_sig", "sig"),
  CIPHER((option, value) -> value.toString(), "ecryptfs_cipher", "cipher"),
  KEY_BYTES(OptionValues::number, "ecryptfs_key_bytes"),
  FNEK_SIG(OptionValues::signature, "ecryptfs_fnek_sig"),
  FN_CIPHER((option, value) -> value.toString(), "ecryptfs_fn_cipher"),
  FN_KEY_BYTES(OptionValues::number, "ecryptfs_fn_key_bytes"),
  ENABLE_FILENAME_CRYPTO(OptionValues::flag, "ecryptfs_enable_filename_crypto"),
  XATTR_METADATA(OptionValues::flag, "ecryptfs_xattr_metadata", "ecryptfs_xattr"),
  PASSTHROUGH(OptionValues::flag, "ecryptfs_passthrough"),
  ENCRYPTED_VIEW(OptionValues::flag, "ecryptfs_encrypted_view"),
  MOUNT_AUTH_TOK_ONLY(OptionValues::flag, "ecryptfs_mount_auth_tok_only"),
  UNLINK_SIGS(OptionValues::flag, "ecryptfs_unlink_sigs"),
  CHECK_DEV_RUID(OptionValues::flag, "ecryptfs_check_dev_ruid"),
  READ_ONLY(OptionValues::flag, "ro"),
  LENIENT(OptionValues::flag, "ecryptfs_nio_lenient"),
  MAP(OptionValues::map, "ecryptfs_nio_map"),
  WRITE_BEHIND(OptionValues::flag, "ecryptfs_nio_write_behind"),
  LOWER(OptionValues::lowerFileSystem, "ecryptfs_nio_lower"),
  SPOOL_MEMORY(OptionValues::size, "ecryptfs_nio_spool_memory"),
  SPOOL_DIRECTORY(OptionValues::directory, "ecryptfs_nio_spool_directory"),
  SHOW_METADATA_XATTR(OptionValues::flag, "ecryptfs_nio_show_metadata_xattr"),
  SHOW_UNDECODABLE_NAMES(OptionValues::flag, "ecryptfs_nio_show_undecodable_names");

  private final Parser parser;
  private final ImmutableList<String> names;

  MountOption(Parser parser, String... names) {
    this.parser = parser;
    this.names = ImmutableList.copyOf(names);
  }

  /** Reads the value of an option. */
  @Immutable
  private interface Parser {
    Object parse(MountOption option, Object value);
  }

  /** The option that has that name or alias. */
  static Optional<MountOption> named(String name) {
    return Arrays.stream(values()).filter(option -> option.names.contains(name)).findFirst();
  }

  /** All names, for messages. */
  static String names() {
    return Arrays.stream(values()).map(MountOption::optionName).collect(Collectors.joining(", "));
  }

  /** The name in maps. */
  String optionName() {
    return names.get(0);
  }

  /**
   * The value in the form that is kept.
   *
   * @throws IllegalArgumentException if it is not one of those allowed
   */
  Object parse(Object value) {
    return parser.parse(this, value);
  }
}
