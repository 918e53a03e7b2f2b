package io.github.ecryptfs.keys;

import java.util.Map;

/**
 * A kind of key that the mount option {@code key} can name, as in {@code
 * openssl:openssl_keyfile=key.pem}: it turns the parameters there into a {@link KeySource}.
 *
 * <p>A service: modules are found by {@link java.util.ServiceLoader}, on the class path and on the
 * module path, so a new one changes neither this library nor the way in which keys stand in a file.
 * A program that makes its {@link KeySource} itself needs none.
 *
 * <p>Implementations have a public constructor without parameters (or a static method {@code
 * provider()}) and are thread-safe.
 */
public interface KeyModule {
  /** The name before the first colon: lower-case letters, digits and hyphens. */
  String name();

  /**
   * The parameters there are: the full name for each short one, both of which are accepted. Full
   * names begin with {@link #name()} and an underscore, as in {@code keyfile} for {@code
   * openssl_keyfile}.
   */
  Map<String, String> parameters();

  /**
   * The key source that the parameters describe. Nothing is opened, read or asked before {@link
   * KeySource#unlock()}.
   *
   * @param parameters only those of {@link #parameters()}
   * @throws IllegalArgumentException if one is missing or its value is not allowed; names the
   *     parameter, never a value that may be secret
   */
  KeySource open(KeyParameters parameters);
}
