package io.github.ecryptfs.keys.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.KeySignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureFilesTest {
  private static final KeySignature CONTENT = KeySignature.parse("30b364a6817a2ce3");
  private static final KeySignature NAMES = KeySignature.parse("7eb741ef8e8e04cf");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30b364a6817a2ce3\n7eb741ef8e8e04cf\n",
        "30b364a6817a2ce3\n7eb741ef8e8e04cf",
        "30B364A6817A2CE3\r\n7EB741EF8E8E04CF\r\n\n",
      })
  void twoLinesAreContentAndNames(String text) throws IOException {
    assertThat(SignatureFile.read(file(text)))
        .isEqualTo(new SignatureFile(CONTENT, Optional.of(NAMES)));
  }

  @Test
  void oneLineMeansPlainNames() throws IOException {
    assertThat(SignatureFile.read(file("30b364a6817a2ce3\n")))
        .isEqualTo(new SignatureFile(CONTENT, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "30b364a6817a2ce\n",
        "30b364a6817a2ceg\n",
        "30b364a6817a2ce3\nnames\n",
        "30b364a6817a2ce3\n30b364a6817a2ce3\n30b364a6817a2ce3\n"
      })
  void anythingElseIsRefusedWithTheNameOfTheFile(String text) throws IOException {
    Path file = file(text);

    assertThatThrownBy(() -> SignatureFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": want ");
  }

  @Test
  void filesAreWrittenAsTheToolsWriteThem() throws IOException {
    Path file = directory.resolve("Private.sig");

    new SignatureFile(CONTENT, Optional.of(NAMES)).write(file);
    assertThat(file).hasContent("30b364a6817a2ce3\n7eb741ef8e8e04cf\n");

    new SignatureFile(CONTENT, Optional.empty()).write(file);
    assertThat(Files.readString(file)).isEqualTo("30b364a6817a2ce3\n");
  }

  @Test
  void cacheTakesASignatureOnce() throws IOException {
    Path file = directory.resolve("sig-cache.txt");
    SignatureCache cache = SignatureCache.at(file);

    assertThat(cache.signatures()).isEmpty();
    assertThat(cache.add(CONTENT)).isTrue();
    assertThat(cache.add(NAMES)).isTrue();
    assertThat(cache.add(CONTENT)).isFalse();

    assertThat(Files.readString(file)).isEqualTo("30b364a6817a2ce3\n7eb741ef8e8e04cf\n");
    assertThat(cache.signatures()).containsExactly(CONTENT, NAMES);
  }

  /** The tools count 17 bytes a record and do not see a last one without its line feed. */
  @Test
  void cacheThatLacksItsLastLineFeedGetsIt() throws IOException {
    Path file = file("30b364a6817a2ce3");
    SignatureCache cache = SignatureCache.at(file);

    assertThat(cache.signatures()).containsExactly(CONTENT);
    assertThat(cache.add(NAMES)).isTrue();

    assertThat(Files.readString(file)).isEqualTo("30b364a6817a2ce3\n7eb741ef8e8e04cf\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "30b364a6817a2ce3 7eb741ef8e8e04cf\n",
        "30b364a6817a2ceg\n",
        "30b364a6817a2ce3\r\n7eb741ef8e8e04cf\r\n",
        "30b364a6817a2ce3\n7eb7"
      })
  void damagedCacheIsReportedAndNotTouched(String text) throws IOException {
    Path file = file(text);

    assertThatThrownBy(() -> SignatureCache.at(file).add(NAMES))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": no signature at byte ")
        .hasMessageEndingWith("delete the file, mounting makes it anew");
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void missingSignatureFileIsReported() {
    assertThatThrownBy(() -> SignatureFile.read(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("file"), text);
  }
}
