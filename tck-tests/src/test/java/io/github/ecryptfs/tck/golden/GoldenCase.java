package io.github.ecryptfs.tck.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecryptfs.tck.reference.ReferenceCipher;
import io.github.ecryptfs.tck.reference.ReferenceKey;
import io.github.ecryptfs.tck.reference.ReferenceNames;
import io.github.ecryptfs.tck.reference.ReferencePassphrase;
import io.github.ecryptfs.tck.reference.ReferenceRsaKey;
import io.github.ecryptfs.tck.reference.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A golden case: {@code golden/NAME} of the test resources. Its README explains the files. */
public record GoldenCase(String name, JsonNode spec, JsonNode manifest) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All cases in the order of their names. */
  public static Stream<GoldenCase> all() throws IOException {
    List<GoldenCase> cases = new ArrayList<>();
    try (Stream<Path> directories = Files.list(root())) {
      for (Path directory : directories.sorted().toList()) {
        if (Files.exists(directory.resolve("spec.json"))) {
          cases.add(named(directory.getFileName().toString()));
        }
      }
    }
    return cases.stream();
  }

  /** The case of that name. */
  public static GoldenCase named(String name) throws IOException {
    return new GoldenCase(name, json(name + "/spec.json"), json(name + "/manifest.json"));
  }

  /** The directory of all goldens. */
  public static Path root() {
    URL url = Objects.requireNonNull(GoldenCase.class.getResource("/golden"), "no goldens");
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(url.toString(), e);
    }
  }

  /** A JSON file below {@link #root}. */
  static JsonNode json(String path) throws IOException {
    return JSON.readTree(root().resolve(path).toFile());
  }

  /** The lower tree. */
  public LowerTree lower() throws IOException {
    return tar("lower.tar");
  }

  /** The tree of a further mount, if it was saved. */
  public Optional<LowerTree> savedView(String view) throws IOException {
    String file = "view-" + view + ".tar";
    return Files.exists(root().resolve(name).resolve(file))
        ? Optional.of(tar(file))
        : Optional.empty();
  }

  private LowerTree tar(String file) throws IOException {
    try (InputStream in = Files.newInputStream(root().resolve(name).resolve(file))) {
      return LowerTree.ofTar(in);
    }
  }

  /** What the kernel showed. */
  public List<UpperEntry> upper() {
    return entries(manifest.get("upper"));
  }

  /** What the kernel showed of a further mount. */
  public List<UpperEntry> upper(String view) {
    return entries(manifest.get("views").get(view).get("upper"));
  }

  private static List<UpperEntry> entries(JsonNode array) {
    List<UpperEntry> entries = new ArrayList<>();
    array.forEach(entry -> entries.add(new UpperEntry(entry)));
    return entries;
  }

  /** All keys of the case, for the reference decoder. */
  public List<ReferenceKey> keys() throws UnreadableException {
    List<ReferenceKey> keys = new ArrayList<>();
    for (JsonNode key : spec.get("keys")) {
      keys.add(referenceKey(key));
    }
    return keys;
  }

  /** The reference decoder's codec of names; empty if the case has plain names. */
  public Optional<ReferenceNames> names() throws UnreadableException {
    JsonNode id = spec.get("mount").get("fnek_key");
    if (id == null) {
      return Optional.empty();
    }
    JsonNode options = spec.get("mount").get("options");
    String cipher = option(options, "ecryptfs_fn_cipher", "ecryptfs_cipher");
    int keyBytes = Integer.parseInt(option(options, "ecryptfs_fn_key_bytes", "ecryptfs_key_bytes"));
    ReferencePassphrase key = (ReferencePassphrase) referenceKey(key(id.textValue()));
    return Optional.of(new ReferenceNames(key, ReferenceCipher.named(cipher), keyBytes));
  }

  private static String option(JsonNode options, String name, String otherwise) {
    return (options.has(name) ? options.get(name) : options.get(otherwise)).asText();
  }

  /** The key of that id as the spec has it. */
  public JsonNode key(String id) {
    for (JsonNode key : spec.get("keys")) {
      if (key.get("id").textValue().equals(id)) {
        return key;
      }
    }
    throw new IllegalArgumentException(name + " has no key " + id);
  }

  private static ReferenceKey referenceKey(JsonNode key) throws UnreadableException {
    return key.has("pem")
        ? ReferenceRsaKey.ofPem(key.get("pem").textValue())
        : ReferencePassphrase.derive(
            key.get("passphrase").textValue(), key.get("salt").textValue());
  }

  @Override
  public String toString() {
    return name;
  }
}
