package io.github.ecryptfs.tck.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code env} of {@code FileSystems.newFileSystem} that means what the {@code mount} of a spec
 * means.
 *
 * <p>A builder, used by one test.
 */
public final class MountEnvironment {
  private final Map<String, Object> env = new HashMap<>();

  private MountEnvironment() {}

  /**
   * The mount of a spec.
   *
   * @param signatures key id → 16 hex digits
   * @param keyDirectory where public keys are put
   */
  public static MountEnvironment of(JsonNode spec, JsonNode signatures, Path keyDirectory)
      throws IOException {
    JsonNode mount = spec.get("mount");
    MountEnvironment environment = new MountEnvironment();
    environment.env.put("key", keys(spec, keyDirectory));
    List<String> contentKeys = new ArrayList<>();
    mount.get("sig_keys").forEach(id -> contentKeys.add(signatures.get(id.asText()).asText()));
    environment.env.put("ecryptfs_sig", contentKeys);
    if (mount.has("fnek_key")) {
      environment.env.put(
          "ecryptfs_fnek_sig", signatures.get(mount.get("fnek_key").asText()).asText());
    }
    return environment.with(mount.get("options"));
  }

  /** Adds mount options as a spec writes them. */
  public MountEnvironment with(JsonNode options) {
    options.properties().forEach(option -> env.put(option.getKey(), value(option.getValue())));
    return this;
  }

  /** Adds one option. */
  public MountEnvironment with(String option, Object value) {
    env.put(option, value);
    return this;
  }

  /** The finished map. */
  public Map<String, ?> toMap() {
    return Map.copyOf(env);
  }

  private static Object value(JsonNode option) {
    if (option.isBoolean()) {
      return option.booleanValue();
    }
    return option.isNumber() ? option.numberValue() : option.textValue();
  }

  private static List<String> keys(JsonNode spec, Path keyDirectory) throws IOException {
    List<String> keys = new ArrayList<>();
    for (JsonNode key : spec.get("keys")) {
      keys.add(
          key.has("pem")
              ? "openssl:openssl_keyfile=" + pemFile(key, keyDirectory)
              : passphrase(key.get("passphrase").asText(), key.get("salt").asText()));
    }
    return keys;
  }

  /** A passphrase in the grammar of {@code mount.ecryptfs}; the salt in hex. */
  public static String passphrase(String passphrase, String salt) {
    return "passphrase:passphrase_passwd=" + passphrase + ":passphrase_salt=" + salt;
  }

  private static Path pemFile(JsonNode key, Path keyDirectory) throws IOException {
    Path file = keyDirectory.resolve(key.get("id").asText() + ".pem");
    return Files.writeString(file, key.get("pem").asText());
  }
}
