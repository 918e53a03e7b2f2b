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
 * <p>One boot judges all trees: in each the kernel first looks, then changes, then looks again
 * after a new mount. Runs with {@code mvn verify -Pkernel}.
 */
@Tag("kernel")
class KernelJudgeTest {
  @TempDir static Path directory;

  private static final Map<String, JsonNode> MANIFESTS = new LinkedHashMap<>();

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
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (JudgedTree tree : trees) {
      tree.writeTo(Files.createDirectory(lower(tree)));
      list.add(job(tree));
    }
    ArrayNode manifests = kernel.judge(list, directory);
    for (int i = 0; i < trees.size(); i++) {
      MANIFESTS.put(trees.get(i).toString(), manifests.get(i));
    }
  }

  /** Looks, by the operation {@code dump}, then changes. */
  private static ObjectNode job(JudgedTree tree) throws IOException {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("lower", lower(tree).toString()).put("out", out(tree).toString());
    job.set("spec", tree.variant().spec());
    ArrayNode operations = tree.changes();
    operations.insertObject(0).put("op", "dump");
    job.set("ops", operations);
    return job;
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
    JsonNode dump = manifest(tree).path("op_results").path(0);

    assertThat(listing(dump)).isEqualTo(tree.written());
  }

  @ParameterizedTest
  @MethodSource("trees")
  void theKernelChangesWhatWeWrote(JudgedTree tree) throws IOException {
    assertThat(manifest(tree).path("op_results")).as("the dump, and what failed").hasSize(1);
    assertThat(listing(manifest(tree))).isEqualTo(tree.changed());
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

  private static JsonNode manifest(JudgedTree tree) {
    JsonNode manifest = MANIFESTS.getOrDefault(tree.toString(), MissingNode.getInstance());
    assertThat(manifest.isMissingNode()).as("no manifest of the kernel").isFalse();
    assertThat(manifest.path("oracle_error").asText()).as("error of the rig").isEmpty();
    return manifest;
  }

  private static SortedMap<String, String> listing(JsonNode manifestOrDump) {
    List<UpperEntry> entries = new ArrayList<>();
    manifestOrDump.path("upper").forEach(entry -> entries.add(new UpperEntry(entry)));
    return Listing.of(entries);
  }
}
