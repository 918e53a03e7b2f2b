package io.github.ecryptfs.tck.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Does with our file system what a behaviour's steps did with the kernel's, and says where the
 * results differ.
 *
 * <p>What the kernel calls a keyring is here the list of keys that a mount is given. Used by one
 * test.
 */
final class BehaviourRunner implements AutoCloseable {
  /** Steps that {@code java.nio.file} has no call for, or that only concern the kernel's caches. */
  static final Set<String> NOT_IN_NIO =
      Set.of("fallocate", "mkfifo", "mknod", "statfs", "drop_caches");

  private final Path lower;
  private final JsonNode allKeys;
  private final Map<String, String> keyring = new LinkedHashMap<>();
  private Optional<FileSystem> mounted = Optional.empty();
  private boolean refused;

  /** Starts with an empty lower directory and an empty keyring. */
  BehaviourRunner(Path lower, JsonNode allKeys) {
    this.lower = lower;
    this.allKeys = allKeys;
  }

  /** Runs a step; gives what differs from the kernel's result, if anything does. */
  Optional<String> differenceAt(JsonNode step) throws IOException {
    String operation = step.get("op").asText();
    if (step.has("skipped") || NOT_IN_NIO.contains(operation)) {
      return Optional.empty();
    }
    if (refused && !operation.equals("umount")) {
      return Optional.empty(); // what the kernel did in a mount that we refuse has no counterpart
    }
    String wanted = error(step);
    try {
      Optional<String> difference = run(step);
      return wanted.isEmpty() ? difference : Optional.of("succeeds, the kernel says " + wanted);
    } catch (IOException | RuntimeException e) {
      return Errno.fits(wanted, e)
          ? Optional.empty()
          : Optional.of(e + ", the kernel says " + (wanted.isEmpty() ? "nothing" : wanted));
    }
  }

  private static String error(JsonNode step) {
    return Stream.of("errno", "open_error", "read_error")
        .filter(step::has)
        .map(field -> step.get(field).asText())
        .findFirst()
        .orElse("");
  }

  private Optional<String> run(JsonNode step) throws IOException {
    switch (step.get("op").asText()) {
      case "keys_add" -> addKeys(step);
      case "keys_clear" -> keyring.clear();
      case "mount" -> mount(step.get("options").asText());
      case "umount" -> unmount();
      case "lower_write" -> new Operations(lower).run(asPlainWrite(step));
      case "open" -> open(step);
      case "open_write" -> overwrite(step);
      case "setxattr" -> setAttribute(upper(step), step);
      case "lower_setxattr" -> setAttribute(lower(step), step);
      default -> {
        return look(step);
      }
    }
    return Optional.empty();
  }

  private Optional<String> look(JsonNode step) throws IOException {
    return switch (step.get("op").asText()) {
      case "stat" -> differ("size", step.path("size").asLong(), size(upper(step)));
      case "readfile" ->
          differ(
              "content", step.path("sha256").asText(), Sha256.of(Files.readAllBytes(upper(step))));
      case "listdir" -> differ("names", names(step), list(upper(step)));
      case "lower_listdir" -> differ("lower names", names(step), list(lower(step)));
      case "listxattr" -> differ("attributes", names(step), attributes(upper(step)).keySet());
      case "getxattr" ->
          differ(
              "attribute",
              step.get("hex").asText(),
              attributes(upper(step)).getOrDefault(step.get("name").asText(), "absent"));
      case "lower_stat" -> lowerStat(step);
      case "lower_head" -> lowerHead(step);
      case "dump" -> differ("tree", visible(step), Listing.of(root()));
      case "lower_dump" -> differ("lower tree", lowerTree(step), lowerTree());
      default -> {
        new Operations(root()).run(step);
        yield Optional.empty();
      }
    };
  }

  private static Optional<String> differ(String what, Object kernel, Object ours) {
    return kernel.equals(ours)
        ? Optional.empty()
        : Optional.of(what + " " + ours + ", the kernel has " + kernel);
  }

  private void addKeys(JsonNode step) {
    for (JsonNode key : allKeys) {
      String id = key.get("id").asText();
      boolean wanted = !step.has("only") || step.get("only").toString().contains('"' + id + '"');
      if (wanted && key.has("passphrase")) {
        keyring.put(
            id,
            MountEnvironment.passphrase(key.get("passphrase").asText(), key.get("salt").asText()));
      }
    }
  }

  /** Mounts with the option string that the kernel was given. */
  private void mount(String options) throws IOException {
    Map<String, Object> env = new HashMap<>();
    env.put("key", List.copyOf(keyring.values()));
    List<String> signatures = new ArrayList<>();
    for (String option : options.isEmpty() ? new String[0] : options.split(",")) {
      String[] nameAndValue = option.split("=", 2);
      if (nameAndValue[0].equals("ecryptfs_sig")) {
        signatures.add(nameAndValue[1]);
        env.put("ecryptfs_sig", signatures);
      } else {
        env.put(nameAndValue[0], nameAndValue.length == 1 ? true : nameAndValue[1]);
      }
    }
    refused = true;
    mounted = Optional.of(FileSystems.newFileSystem(URI.create("ecryptfs:" + lower.toUri()), env));
    refused = false;
  }

  private void unmount() throws IOException {
    refused = false;
    if (mounted.isPresent()) {
      mounted.get().close();
      mounted = Optional.empty();
    }
  }

  private Path root() {
    return mounted.orElseThrow(() -> new IllegalStateException("nothing is mounted")).getPath("/");
  }

  private Path upper(JsonNode step) {
    return root().resolve(step.get("path").asText()).normalize();
  }

  private Path lower(JsonNode step) {
    return lower.resolve(step.get("path").asText()).normalize();
  }

  private static JsonNode asPlainWrite(JsonNode step) {
    return ((ObjectNode) step.deepCopy()).put("op", "write");
  }

  private void open(JsonNode step) throws IOException {
    Set<StandardOpenOption> options =
        switch (step.path("flags").asText("O_RDONLY")) {
          case "O_RDWR" -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
          case "O_WRONLY" -> Set.of(StandardOpenOption.WRITE);
          default -> Set.of(StandardOpenOption.READ);
        };
    Files.newByteChannel(upper(step), options).close();
  }

  private void overwrite(JsonNode step) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(upper(step), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(Operations.content("w", step.path("size").asInt(10))));
    }
  }

  private static long size(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).size();
  }

  private static Set<String> list(Path directory) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }

  private static Set<String> names(JsonNode step) {
    Set<String> names = new TreeSet<>();
    step.get("names").forEach(name -> names.add(name.asText()));
    return names;
  }

  private static void setAttribute(Path path, JsonNode step) throws IOException {
    view(path)
        .write(
            step.get("name").asText().substring("user.".length()),
            ByteBuffer.wrap(HexFormat.of().parseHex(step.get("hex").asText())));
  }

  private static UserDefinedFileAttributeView view(Path path) {
    return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
  }

  /** Names with {@code user.} and values in hex. */
  private static Map<String, String> attributes(Path path) throws IOException {
    Map<String, String> attributes = new TreeMap<>();
    for (String name : view(path).list()) {
      ByteBuffer value = ByteBuffer.allocate(view(path).size(name));
      view(path).read(name, value);
      attributes.put("user." + name, HexFormat.of().formatHex(value.array()));
    }
    return attributes;
  }

  private Optional<String> lowerStat(JsonNode step) throws IOException {
    Map<String, String> wanted = new TreeMap<>();
    step.path("xattrs_hex")
        .properties()
        .forEach(xattr -> wanted.put(xattr.getKey(), withoutRandom(0, xattr.getValue().asText())));
    Map<String, String> found = attributes(lower(step));
    found.replaceAll((name, hex) -> withoutRandom(0, hex));
    return differ("lower size", step.path("size").asLong(), Files.size(lower(step)))
        .or(() -> differ("lower attributes", wanted, found));
  }

  private Optional<String> lowerHead(JsonNode step) throws IOException {
    int offset = step.path("offset").asInt();
    byte[] bytes = Files.readAllBytes(lower(step));
    int end = Math.min(bytes.length, offset + step.get("size").asInt());
    return differ(
        "lower bytes",
        withoutRandom(offset, step.get("hex").asText()),
        withoutRandom(offset, HexFormat.of().formatHex(bytes, offset, end)));
  }

  /**
   * A header's hex digits with dots in place of what is random: the marker, and all from the first
   * wrapped key on.
   */
  private static String withoutRandom(int offset, String hex) {
    StringBuilder masked = new StringBuilder(hex);
    for (int digit = 0; digit < masked.length(); digit++) {
      int at = offset + digit / 2;
      if ((at >= 8 && at < 16) || at >= 41) {
        masked.setCharAt(digit, '.');
      }
    }
    return masked.toString();
  }

  /** The upper tree of a dump as far as the kernel could look up what it listed. */
  private static Map<String, String> visible(JsonNode step) {
    List<UpperEntry> entries = new ArrayList<>();
    step.get("upper").forEach(entry -> entries.add(new UpperEntry(entry)));
    entries.removeIf(entry -> entry.error("lstat").isPresent());
    return Listing.of(entries);
  }

  private static Map<String, String> lowerTree(JsonNode step) {
    Map<String, String> tree = new TreeMap<>();
    for (JsonNode entry : step.get("lower")) {
      String type = entry.get("type").asText();
      tree.put(
          entry.get("path").asText(),
          type.equals("symlink")
              ? type + " " + entry.get("target").asText()
              : type + " " + entry.path("size").asLong());
    }
    return tree;
  }

  private Map<String, String> lowerTree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(lower)) {
      for (Path path : paths.filter(p -> !p.equals(lower)).toList()) {
        tree.put(
            lower.relativize(path).toString(),
            Files.isSymbolicLink(path)
                ? "symlink " + Files.readSymbolicLink(path)
                : Files.isDirectory(path) ? "dir 0" : "file " + Files.size(path));
      }
    }
    return tree;
  }

  @Override
  public void close() throws IOException {
    unmount();
  }
}
