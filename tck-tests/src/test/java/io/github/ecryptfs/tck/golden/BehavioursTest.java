package io.github.ecryptfs.tck.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * We do in unusual situations what the kernel was recorded to do, but where {@link
 * BetterThanKernel} says why not.
 */
class BehavioursTest {
  private static final Path DOCUMENT = Path.of("../docs/compatibility.md");

  @TempDir Path lower;

  static Stream<Named<JsonNode>> behaviours() throws IOException {
    return StreamSupport.stream(all().get("behaviours").spliterator(), false)
        .map(behaviour -> Named.of(behaviour.get("id").asText(), behaviour));
  }

  private static JsonNode all() throws IOException {
    return GoldenCase.json("behaviours.json");
  }

  @ParameterizedTest
  @MethodSource("behaviours")
  void everyStepHasTheKernelsResult(JsonNode behaviour) throws IOException {
    String id = behaviour.get("id").asText();
    List<String> problems = new ArrayList<>();

    try (BehaviourRunner runner = new BehaviourRunner(lower, all().get("keys"))) {
      for (int i = 0; i < behaviour.get("steps").size(); i++) {
        JsonNode step = behaviour.get("steps").get(i);
        Optional<String> difference = runner.differenceAt(step);
        if (difference.isPresent() != BetterThanKernel.of(id, i).isPresent()) {
          problems.add(describe(i, step) + difference.orElse("no longer differs"));
        }
      }
    }

    assertThat(problems).isEmpty();
  }

  private static String describe(int number, JsonNode step) {
    return "\nstep %d, %s %s: "
        .formatted(
            number, step.get("op").asText(), step.path("label").asText(step.path("path").asText()));
  }

  @Test
  void everyDeviationIsDocumented() throws IOException {
    String document = Files.readString(DOCUMENT);

    for (BetterThanKernel deviation : BetterThanKernel.TABLE) {
      assertThat(document).as("docs/compatibility.md").contains("`" + deviation.behaviour() + "`");
    }
  }
}
