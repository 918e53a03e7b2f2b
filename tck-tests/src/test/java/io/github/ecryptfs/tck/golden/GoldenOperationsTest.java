package io.github.ecryptfs.tck.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecryptfs.tck.reference.ReferenceDecoder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Told to do what the kernel did to make a golden tree, we make the same tree. */
class GoldenOperationsTest {
  @TempDir Path keyDirectory;

  static Stream<GoldenCase> casesMadeByOperations() throws IOException {
    return GoldenCase.all()
        .filter(golden -> !golden.spec().has("pre_ops") && !golden.spec().has("post_ops"))
        .filter(golden -> !golden.name().startsWith("damaged"));
  }

  @ParameterizedTest
  @MethodSource("casesMadeByOperations")
  void theSameOperationsMakeTheSameTree(GoldenCase golden) throws IOException {
    try (FileSystem memory = GoldenFiles.inMemory()) {
      Path lower = Files.createDirectory(memory.getPath("/lower"));
      MountEnvironment env =
          MountEnvironment.of(golden.spec(), golden.manifest().get("signatures"), keyDirectory);

      try (FileSystem mount =
          FileSystems.newFileSystem(URI.create("ecryptfs:" + lower.toUri()), env.toMap())) {
        run(golden, mount.getPath("/"));
      }

      assertThat(Listing.decoded(lower, new ReferenceDecoder(golden.keys()), golden.names()))
          .isEqualTo(Listing.of(golden.upper()));
      assertThat(lowerSizes(lower)).isEqualTo(lowerSizes(golden));
    }
  }

  private static void run(GoldenCase golden, Path root) throws IOException {
    Operations operations = new Operations(root);
    for (JsonNode operation : golden.spec().get("ops")) {
      if (operation.has("expect_errno")) {
        assertThatThrownBy(() -> operations.run(operation)).isInstanceOf(FileSystemException.class);
      } else {
        operations.run(operation);
      }
    }
  }

  /** Sizes of lower files by their lower paths. */
  private static Map<String, Long> lowerSizes(Path lower) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(lower)) {
      for (Path path : paths.filter(path -> !Files.isSymbolicLink(path)).toList()) {
        if (Files.isRegularFile(path)) {
          sizes.put(lower.relativize(path).toString(), Files.size(path));
        }
      }
    }
    return sizes;
  }

  private static Map<String, Long> lowerSizes(GoldenCase golden) {
    Map<String, Long> sizes = new TreeMap<>();
    for (JsonNode entry : golden.manifest().get("lower")) {
      if (entry.get("type").asText().equals("file")) {
        sizes.put(entry.get("path").asText(), entry.get("size").asLong());
      }
    }
    return sizes;
  }
}
