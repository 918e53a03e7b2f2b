package io.github.ecryptfs.tck.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs the operations of specs below a root, through {@link Files}.
 *
 * <p>The root may be a mount, which puts our file system to the same work as the kernel, or a
 * directory of any other file system, which then is the model of what a mount must show. Not
 * thread-safe.
 */
public final class Operations {
  private final Path root;

  /** Operations whose paths lie below {@code root}. */
  public Operations(Path root) {
    this.root = root;
  }

  /** Runs a list of operations in order. */
  public void runAll(Iterable<JsonNode> operations) throws IOException {
    for (JsonNode operation : operations) {
      run(operation);
    }
  }

  /** Runs one operation. */
  public void run(JsonNode operation) throws IOException {
    switch (operation.get("op").asText()) {
      case "write" -> write(operation);
      case "truncate" -> truncate(at(operation, "path"), operation.get("size").longValue());
      case "mkdir" -> makeDirectory(operation);
      case "rename" ->
          Files.move(
              at(operation, "from"), at(operation, "to"), StandardCopyOption.REPLACE_EXISTING);
      case "symlink" ->
          Files.createSymbolicLink(
              at(operation, "path"), root.getFileSystem().getPath(text(operation, "target")));
      case "link" -> Files.createLink(at(operation, "path"), at(operation, "target"));
      case "unlink", "rmdir" -> Files.delete(at(operation, "path"));
      case "chmod" -> setMode(at(operation, "path"), text(operation, "mode"));
      case "utime" -> setTime(at(operation, "path"), operation.get("mtime").longValue());
      default -> throw new IllegalArgumentException("unknown operation: " + operation);
    }
  }

  private Path at(JsonNode operation, String field) {
    return root.resolve(text(operation, field));
  }

  private static String text(JsonNode operation, String field) {
    return operation.get(field).asText();
  }

  private void write(JsonNode operation) throws IOException {
    ByteBuffer data = ByteBuffer.wrap(data(operation));
    int chunk = operation.path("chunk").asInt(1 << 20);
    try (SeekableByteChannel channel =
        Files.newByteChannel(at(operation, "path"), options(operation))) {
      if (operation.has("offset")) {
        channel.position(operation.get("offset").longValue());
      }
      while (data.hasRemaining()) {
        ByteBuffer part = data.slice(data.position(), Math.min(chunk, data.remaining()));
        data.position(data.position() + channel.write(part));
      }
    }
  }

  private static Set<? extends OpenOption> options(JsonNode operation) {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    if (operation.path("append").asBoolean()) {
      options.add(StandardOpenOption.APPEND);
    }
    if (operation.path("trunc").asBoolean()) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    return options;
  }

  private static byte[] data(JsonNode operation) {
    return operation.has("text")
        ? text(operation, "text").getBytes(StandardCharsets.UTF_8)
        : content(operation.path("seed").asText("x"), operation.get("size").intValue());
  }

  /** The pseudo-random content that all specs and their operations mean. */
  public static byte[] content(String seed, int size) {
    if (seed.equals("zero")) {
      return new byte[size];
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      ByteArrayOutputStream content = new ByteArrayOutputStream(size + sha.getDigestLength());
      for (int part = 0; content.size() < size; part++) {
        content.writeBytes(sha.digest((seed + ":" + part).getBytes(StandardCharsets.UTF_8)));
      }
      return Arrays.copyOf(content.toByteArray(), size);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Channels only shrink, so a file grows by one zero byte written at its new end. */
  private static void truncate(Path path, long size) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
      if (size > channel.size()) {
        channel.position(size - 1).write(ByteBuffer.allocate(1));
      } else {
        channel.truncate(size);
      }
    }
  }

  private void makeDirectory(JsonNode operation) throws IOException {
    Path directory = Files.createDirectory(at(operation, "path"));
    setMode(directory, operation.path("mode").asText("0755"));
  }

  private static void setMode(Path path, String octal) throws IOException {
    Files.setPosixFilePermissions(path, GoldenFiles.permissions(Integer.parseInt(octal, 8)));
  }

  private static void setTime(Path path, long seconds) throws IOException {
    if (!Files.isSymbolicLink(path)) {
      Files.setLastModifiedTime(path, FileTime.from(seconds, TimeUnit.SECONDS));
    }
  }
}
