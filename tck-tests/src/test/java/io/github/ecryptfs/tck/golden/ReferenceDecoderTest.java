package io.github.ecryptfs.tck.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecryptfs.tck.reference.ReferenceDecoder;
import io.github.ecryptfs.tck.reference.ReferenceEncoder;
import io.github.ecryptfs.tck.reference.ReferenceKey;
import io.github.ecryptfs.tck.reference.ReferenceNames;
import io.github.ecryptfs.tck.reference.ReferencePassphrase;
import io.github.ecryptfs.tck.reference.UnreadableException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference decoder sees in every golden what the kernel saw; so it may judge what we write.
 */
class ReferenceDecoderTest {
  static Stream<GoldenCase> cases() throws IOException {
    return GoldenCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void derivesTheSignaturesOfAllKeys(GoldenCase golden) throws IOException {
    List<ReferenceKey> keys = golden.keys();

    for (int i = 0; i < keys.size(); i++) {
      String id = golden.spec().get("keys").get(i).get("id").textValue();
      assertThat(keys.get(i).signature())
          .as(id)
          .isEqualTo(golden.manifest().get("signatures").get(id).textValue());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsTheContentsThatTheKernelShowed(GoldenCase golden) throws IOException {
    ReferenceDecoder decoder = new ReferenceDecoder(golden.keys());
    LowerTree lower = golden.lower();
    SoftAssertions softly = new SoftAssertions();

    for (UpperEntry upper : golden.upper()) {
      if (upper.type().equals("file") && !isPassedThrough(golden, upper)) {
        checkContent(softly, decoder, lower.at(upper.lowerPath()), upper);
      }
    }

    softly.assertAll();
  }

  /** True for the plaintext files that lay in the lower tree before the mount. */
  private static boolean isPassedThrough(GoldenCase golden, UpperEntry upper) {
    for (JsonNode operation : golden.spec().path("pre_ops")) {
      if (operation.path("path").asText().equals(upper.lowerPath())) {
        return true;
      }
    }
    return false;
  }

  private static void checkContent(
      SoftAssertions softly, ReferenceDecoder decoder, LowerEntry lower, UpperEntry upper) {
    byte[] bytes = ((LowerEntry.Content) lower.body()).bytes();
    if (upper.error("open").isPresent()) {
      softly
          .assertThatThrownBy(() -> decoder.content(bytes, lower.metadata(), 1))
          .as(upper.path())
          .isInstanceOf(UnreadableException.class);
    } else if (bytes.length == 0 && lower.metadata().isEmpty()) {
      softly.assertThat(upper.size()).as("an empty lower file, %s", upper).isZero();
    } else {
      softly
          .assertThatCode(
              () -> {
                assertThat(decoder.size(bytes, lower.metadata())).isEqualTo(upper.size());
                assertThat(
                        Sha256.of(
                            decoder.content(bytes, lower.metadata(), (int) upper.bytesRead())))
                    .isEqualTo(upper.sha256().orElseThrow());
              })
          .as(upper.path())
          .doesNotThrowAnyException();
    }
  }

  static Stream<GoldenCase> soundCasesWithPassphrases() throws IOException {
    return GoldenCase.all()
        .filter(golden -> !golden.name().startsWith("damaged"))
        .filter(golden -> !golden.name().startsWith("pubkey"));
  }

  @ParameterizedTest
  @MethodSource("soundCasesWithPassphrases")
  void encodesTheLowerFilesThatTheKernelWrote(GoldenCase golden) throws IOException {
    ReferenceEncoder encoder =
        new ReferenceEncoder(contentKeys(golden), golden.names().isPresent());
    LowerTree lower = golden.lower();

    for (UpperEntry upper : golden.upper()) {
      if (upper.type().equals("file") && !isPassedThrough(golden, upper)) {
        checkEncoded(encoder, lower.at(upper.lowerPath()));
      }
    }
  }

  private static void checkEncoded(ReferenceEncoder encoder, LowerEntry lower)
      throws UnreadableException {
    byte[] bytes = ((LowerEntry.Content) lower.body()).bytes();
    if (lower.metadata().isPresent()) {
      byte[] metadata = lower.metadata().get();
      assertThat(encoder.attribute(metadata)).as(lower.path()).isEqualTo(metadata);
      assertThat(encoder.withAttribute(bytes, metadata)).as(lower.path()).isEqualTo(bytes);
    } else {
      assertThat(encoder.withHeader(bytes)).as(lower.path()).isEqualTo(bytes);
    }
  }

  private static List<ReferencePassphrase> contentKeys(GoldenCase golden)
      throws UnreadableException {
    int count = golden.spec().get("mount").get("sig_keys").size();
    return golden.keys().stream().limit(count).map(ReferencePassphrase.class::cast).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void decodesAndEncodesEveryNameAndTarget(GoldenCase golden) throws IOException {
    Optional<ReferenceNames> names = golden.names();

    for (UpperEntry upper : golden.upper()) {
      if (upper.error("lstat").isEmpty()) {
        checkName(names, upper.path(), upper.lowerPath());
        if (upper.target().isPresent()) {
          checkTarget(names, upper.target().orElseThrow(), upper.lowerTarget().orElseThrow());
        }
      }
    }
  }

  private static void checkName(Optional<ReferenceNames> names, String upper, String lower)
      throws UnreadableException {
    String[] uppers = upper.split("/", -1);
    String[] lowers = lower.split("/", -1);
    assertThat(lowers).as(upper).hasSameSizeAs(uppers);
    for (int i = 0; i < uppers.length; i++) {
      checkTarget(names, uppers[i], lowers[i]);
    }
  }

  private static void checkTarget(Optional<ReferenceNames> names, String upper, String lower)
      throws UnreadableException {
    if (names.isEmpty()) {
      assertThat(lower).isEqualTo(upper);
    } else {
      assertThat(names.get().decode(lower)).isEqualTo(upper);
      assertThat(names.get().encode(upper)).isEqualTo(lower);
    }
  }
}
