package io.github.ecryptfs.provider;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The options of a mount: their names in a map, and how a value is read. */
enum MountOption {
  PASSPHRASE(MountOptions.Values::passphrase, "passphrase"),
  SALT(MountOptions.Values::salt, "salt"),
  KEY(MountOptions.Values::keyOptions, "key"),
  KEYS(MountOptions.Values::keySources, "keys"),
  SIG(MountOptions.Values::signatures, "ecryptfs_sig", "sig"),
  CIPHER((option, value) -> value.toString(), "ecryptfs_cipher", "cipher"),
  KEY_BYTES(MountOptions.Values::number, "ecryptfs_key_bytes"),
  FNEK_SIG(MountOptions.Values::signature, "ecryptfs_fnek_sig"),
  FN_CIPHER((option, value) -> value.toString(), "ecryptfs_fn_cipher"),
  FN_KEY_BYTES(MountOptions.Values::number, "ecryptfs_fn_key_bytes"),
  ENABLE_FILENAME_CRYPTO(MountOptions.Values::flag, "ecryptfs_enable_filename_crypto"),
  XATTR_METADATA(MountOptions.Values::flag, "ecryptfs_xattr_metadata", "ecryptfs_xattr"),
  PASSTHROUGH(MountOptions.Values::flag, "ecryptfs_passthrough"),
  ENCRYPTED_VIEW(MountOptions.Values::flag, "ecryptfs_encrypted_view"),
  MOUNT_AUTH_TOK_ONLY(MountOptions.Values::flag, "ecryptfs_mount_auth_tok_only"),
  UNLINK_SIGS(MountOptions.Values::flag, "ecryptfs_unlink_sigs"),
  CHECK_DEV_RUID(MountOptions.Values::flag, "ecryptfs_check_dev_ruid"),
  READ_ONLY(MountOptions.Values::flag, "ro"),
  LENIENT(MountOptions.Values::flag, "ecryptfs_nio_lenient"),
  SHOW_METADATA_XATTR(MountOptions.Values::flag, "ecryptfs_nio_show_metadata_xattr"),
  SHOW_UNDECODABLE_NAMES(MountOptions.Values::flag, "ecryptfs_nio_show_undecodable_names");

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
