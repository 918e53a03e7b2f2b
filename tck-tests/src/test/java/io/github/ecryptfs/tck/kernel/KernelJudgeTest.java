package io.github.ecryptfs.tck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecryptfs.tck.golden.GoldenFiles;
import io.github.ecryptfs.tck.golden.Listing;
import io.github.ecryptfs.tck.golden.LowerTree;
import io.github.ecryptfs.tck.golden.UpperEntry;
import io.github.ecryptfs.tck.written.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernel reads what we write, and we read what the kernel makes of it.
 *
 * <p>Two boots judge all trees: the first only looks, the second changes them. Runs with {@code mvn
 * verify -Pkernel}.
 */
@Tag("kernel")
class KernelJudgeTest {
  @TempDir static Path directory;

  private static final Map<String, JsonNode> SEEN = new LinkedHashMap<>();
  private static final Map<String, JsonNode> CHANGED = new LinkedHashMap<>();

  static Stream<JudgedTree> trees() {
    List<Variant> variants = Variant.all().toList();
    Stream<JudgedTree> everything =
        variants.stream().map(variant -> new JudgedTree(variant, OptionalLong.empty()));
    Stream<JudgedTree> random =
        LongStream.rangeClosed(1, 12)
            .mapToObj(
                seed ->
                    new JudgedTree(
                        variants.get((int) (seed * 37 % variants.size())), OptionalLong.of(seed)));
    return Stream.concat(everything, random);
  }

  @BeforeAll
  static void letTheKernelJudge() throws IOException {
    KernelRig kernel = KernelRig.ready();
    List<JudgedTree> trees = trees().toList();
    for (JudgedTree tree : trees) {
      tree.writeTo(Files.createDirectory(lower(tree)));
    }
    remember(kernel.judge(list(trees, false), directory), trees, SEEN);
    remember(kernel.judge(list(trees, true), directory), trees, CHANGED);
  }

  private static ArrayNode list(List<JudgedTree> trees, boolean withChanges) throws IOException {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (JudgedTree tree : trees) {
      ObjectNode element = list.addObject().put("lower", lower(tree).toString());
      element.set("spec", tree.variant().spec());
      if (withChanges) {
        element.set("ops", tree.changes());
        element.put("out", out(tree).toString());
      }
    }
    return list;
  }

  private static void remember(
      ArrayNode manifests, List<JudgedTree> trees, Map<String, JsonNode> memory) {
    for (int i = 0; i < trees.size(); i++) {
      memory.put(trees.get(i).toString(), manifests.get(i));
    }
  }

  private static Path lower(JudgedTree tree) {
    return directory.resolve(tree.toString());
  }

  private static Path out(JudgedTree tree) {
    return directory.resolve(tree + ".changed");
  }

  @ParameterizedTest
  @MethodSource("trees")
  void theKernelShowsWhatWeWrote(JudgedTree tree) throws IOException {
    assertThat(upper(SEEN, tree)).isEqualTo(tree.written());
  }

  @ParameterizedTest
  @MethodSource("trees")
  void theKernelChangesWhatWeWrote(JudgedTree tree) throws IOException {
    assertThat(manifest(CHANGED, tree).path("op_results")).as("operations that failed").isEmpty();
    assertThat(upper(CHANGED, tree)).isEqualTo(tree.changed());
  }

  @ParameterizedTest
  @MethodSource("trees")
  void weShowWhatTheKernelChanged(JudgedTree tree) throws IOException {
    try (FileSystem memory = GoldenFiles.inMemory();
        InputStream tar = Files.newInputStream(out(tree).resolve("lower.tar"))) {
      Path lower = Files.createDirectory(memory.getPath("/lower"));
      GoldenFiles.unpack(LowerTree.ofTar(tar), lower);
      try (FileSystem mount = tree.variant().mount(lower)) {
        assertThat(Listing.of(mount.getPath("/"))).isEqualTo(tree.changed());
      }
    }
  }

  private static JsonNode manifest(Map<String, JsonNode> manifests, JudgedTree tree) {
    JsonNode manifest = manifests.getOrDefault(tree.toString(), MissingNode.getInstance());
    assertThat(manifest.isMissingNode()).as("no manifest of the kernel").isFalse();
    assertThat(manifest.path("oracle_error").asText()).as("error of the rig").isEmpty();
    return manifest;
  }

  private static SortedMap<String, String> upper(Map<String, JsonNode> manifests, JudgedTree tree) {
    List<UpperEntry> entries = new ArrayList<>();
    manifest(manifests, tree).path("upper").forEach(entry -> entries.add(new UpperEntry(entry)));
    return Listing.of(entries);
  }
}
