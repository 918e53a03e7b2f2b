package io.github.ecryptfs.tck.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecryptfs.tck.golden.GoldenFiles;
import io.github.ecryptfs.tck.golden.Listing;
import io.github.ecryptfs.tck.golden.Operations;
import io.github.ecryptfs.tck.written.OperationLists;
import io.github.ecryptfs.tck.written.Variant;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * A tree that we write and the kernel then changes.
 *
 * @param variant how it is mounted
 * @param seed of random operations; empty for the tree that has something of everything
 */
record JudgedTree(Variant variant, OptionalLong seed) {
  private static final int OPERATIONS = 150;

  /** What we do. */
  ArrayNode writing() throws IOException {
    return seed.isPresent()
        ? OperationLists.random(seed.getAsLong(), OPERATIONS)
        : OperationLists.tree();
  }

  /** What the kernel does afterwards. */
  ArrayNode changes() throws IOException {
    return seed.isPresent()
        ? inNewDirectory(OperationLists.random(~seed.getAsLong(), OPERATIONS))
        : OperationLists.changes();
  }

  /**
   * Random operations start from an empty tree, so the kernel gets a directory of its own for them.
   */
  private static ArrayNode inNewDirectory(ArrayNode operations) {
    for (JsonNode operation : operations) {
      for (String field : new String[] {"path", "from", "to"}) {
        if (operation.has(field)) {
          ((ObjectNode) operation).put(field, "kernel/" + operation.get(field).asText());
        }
      }
    }
    operations.insertObject(0).put("op", "mkdir").put("path", "kernel");
    return operations;
  }

  /** Writes the tree into {@code lower}, an empty directory. */
  void writeTo(Path lower) throws IOException {
    try (FileSystem mount = variant.mount(lower)) {
      new Operations(mount.getPath("/")).runAll(writing());
    }
  }

  /** What must be there after our writing. */
  SortedMap<String, String> written() throws IOException {
    return model(Optional.empty());
  }

  /** What must be there after the kernel's changes. */
  SortedMap<String, String> changed() throws IOException {
    return model(Optional.of(changes()));
  }

  private SortedMap<String, String> model(Optional<ArrayNode> changes) throws IOException {
    try (FileSystem memory = GoldenFiles.inMemory()) {
      Path root = Files.createDirectory(memory.getPath("/model"));
      Operations operations = new Operations(root);
      operations.runAll(writing());
      if (changes.isPresent()) {
        operations.runAll(changes.get());
      }
      return Listing.of(root);
    }
  }

  @Override
  public String toString() {
    return variant + (seed.isPresent() ? "-seed" + seed.getAsLong() : "");
  }
}
