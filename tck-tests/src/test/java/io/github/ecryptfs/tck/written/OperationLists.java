package io.github.ecryptfs.tck.written;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Lists of operations that write or change a tree, in the language of golden specs. */
public final class OperationLists {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OperationLists() {}

  /** Makes a small tree that has something of everything. */
  public static ArrayNode tree() throws IOException {
    return resource("tree.json");
  }

  /** Changes that tree: contents, sizes, names, links. */
  public static ArrayNode changes() throws IOException {
    return resource("changes.json");
  }

  private static ArrayNode resource(String name) throws IOException {
    try (InputStream in = OperationLists.class.getResourceAsStream("/written/" + name)) {
      return (ArrayNode) JSON.readTree(Objects.requireNonNull(in, name));
    }
  }

  /** {@code count} operations that the seed determines, on a few files in an empty tree. */
  public static ArrayNode random(long seed, int count) {
    Random random = new Random(seed);
    ArrayNode operations = JSON.createArrayNode();
    List<String> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operations.add(next(random, files, i));
    }
    return operations;
  }

  private static JsonNode next(Random random, List<String> files, int step) {
    if (files.isEmpty() || random.nextInt(10) == 0) {
      files.add("file " + step);
      return write(random, files.get(files.size() - 1), step);
    }
    int which = random.nextInt(files.size());
    String file = files.get(which);
    switch (random.nextInt(8)) {
      case 0 -> {
        return operation("truncate").put("path", file).put("size", size(random));
      }
      case 1 -> {
        files.set(which, "moved " + step);
        return operation("rename").put("from", file).put("to", files.get(which));
      }
      case 2 -> {
        files.remove(which);
        return operation("unlink").put("path", file);
      }
      default -> {
        return write(random, file, step);
      }
    }
  }

  private static JsonNode write(Random random, String file, int step) {
    ObjectNode write = operation("write").put("path", file).put("seed", "s" + step);
    write.put("size", size(random)).put("chunk", 1 + random.nextInt(9000));
    switch (random.nextInt(4)) {
      case 0 -> write.put("append", true);
      case 1 -> write.put("trunc", true);
      default -> write.put("offset", size(random));
    }
    return write;
  }

  /** Mostly near the borders of extents. */
  private static int size(Random random) {
    int near = 4096 * random.nextInt(5) + random.nextInt(5) - 2;
    return Math.max(0, random.nextBoolean() ? near : random.nextInt(20000));
  }

  private static ObjectNode operation(String name) {
    return JSON.createObjectNode().put("op", name);
  }
}
