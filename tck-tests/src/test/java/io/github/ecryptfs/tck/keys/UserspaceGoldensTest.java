package io.github.ecryptfs.tck.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.home.WrappedPassphraseFile;
import io.github.ecryptfs.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All that {@code golden/userspace} says of ecryptfs-utils holds of us. */
final class UserspaceGoldensTest {
  @TempDir Path directory;

  private static JsonNode goldens() throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(GoldenCase.root().resolve("userspace/userspace.json")));
  }

  private static List<JsonNode> list(String name) throws IOException {
    List<JsonNode> nodes = new ArrayList<>();
    goldens().get(name).forEach(nodes::add);
    return nodes;
  }

  static List<JsonNode> wrapped() throws IOException {
    return list("wrapped");
  }

  static List<JsonNode> damaged() throws IOException {
    return list("damaged_wrapped");
  }

  static List<JsonNode> signatures() throws IOException {
    return list("signatures");
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void wrappedFilesGiveWhatTheToolGives(JsonNode golden) throws Exception {
    Path file = GoldenCase.root().resolve("userspace").resolve(golden.get("file").asText());
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
        .isEqualTo(golden.get("hex").asText());
    WrappedPassphraseFile ours = WrappedPassphraseFile.at(file);

    assertThat(ours.unwrap(bytes(golden, "wrapping_passphrase")))
        .asString(UTF_8)
        .isEqualTo(golden.at("/unwrap/output").asText())
        .isEqualTo(golden.get("passphrase").asText());
    assertThat(ours.read().isVersion1()).isEqualTo(golden.get("version").asInt() == 1);
    assertThatThrownBy(() -> ours.unwrap("wrong".getBytes(UTF_8)))
        .isInstanceOf(UnrecoverableKeyException.class);
  }

  /** What the tool refuses is refused; what it takes without noticing gives the same bytes. */
  @ParameterizedTest
  @MethodSource("damaged")
  void damagedFilesEndAsWithTheTool(JsonNode golden) throws Exception {
    Path file = directory.resolve("wrapped-passphrase");
    Files.write(file, HexFormat.of().parseHex(golden.get("hex").asText()));
    WrappedPassphraseFile ours = WrappedPassphraseFile.at(file);
    byte[] wrapping = bytes(golden, "wrapping_passphrase");

    if (golden.at("/unwrap/rc").asInt() == 0) {
      assertThat(escaped(ours.unwrap(wrapping))).isEqualTo(golden.at("/unwrap/output").asText());
    } else {
      assertThatThrownBy(() -> ours.unwrap(wrapping))
          .isInstanceOf(GeneralSecurityException.class)
          .hasMessageStartingWith(file + ": wrapped passphrase: ");
    }
  }

  /** Bytes that are no UTF-8 as the goldens write them. */
  private static String escaped(byte[] bytes) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < bytes.length; ) {
      int length = lengthOfCharacter(bytes, at);
      text.append(
          length == 0
              ? String.format("\\x%02x", bytes[at] & 0xff)
              : new String(bytes, at, length, UTF_8));
      at += Math.max(1, length);
    }
    return text.toString();
  }

  private static int lengthOfCharacter(byte[] bytes, int at) {
    for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
      String character = new String(bytes, at, length, UTF_8);
      if (character.codePointCount(0, character.length()) == 1 && character.indexOf('\ufffd') < 0) {
        return length;
      }
    }
    return 0;
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void passphrasesGiveTheKeysThatTheToolInserts(JsonNode golden) {
    byte[] passphrase = bytes(golden, "passphrase");
    Bytes salt = Bytes.ofHex(golden.get("salt").asText());

    try (KeySource keys = PassphraseKeys.of(passphrase, salt, PassphraseKeys.NAME_SALT)) {
      assertThat(keys.unlock())
          .extracting(key -> key.signature().toString())
          .containsExactly(golden.get("sig").asText(), golden.get("fnek_sig").asText());
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void wrappedPassphraseGivesTheKeysThatTheToolInserts() throws Exception {
    JsonNode golden =
        list("other").stream()
            .filter(node -> node.get("kind").asText().equals("insert-wrapped"))
            .findFirst()
            .orElseThrow();
    Path file = GoldenCase.root().resolve("userspace").resolve(golden.get("file").asText());
    byte[] mountPassphrase =
        WrappedPassphraseFile.at(file).unwrap("login password".getBytes(UTF_8));

    try (KeySource keys =
        PassphraseKeys.of(mountPassphrase, PassphraseKeys.CONTENT_SALT, PassphraseKeys.NAME_SALT)) {
      for (var key : keys.unlock()) {
        assertThat(golden.get("output").asText()).contains("user: " + key.signature());
      }
    }
  }

  private static byte[] bytes(JsonNode golden, String name) {
    return golden.get(name).asText().getBytes(UTF_8);
  }
}
