package io.github.ecryptfs.keys.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.tpm.SealedKeyFile.MalformedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedKeyFileTest {
  private static final SealedKeyFile FILE =
      new SealedKeyFile(
          KeySignature.parse("d395309aaad4de06"),
          Bytes.ofHex("0011223344556677"),
          PcrSelection.of(0, 7, 16),
          new SealedData(Bytes.ofHex("0102"), Bytes.ofHex("030405")));

  /** {@code docs/keys.md}, "Sealed key files". */
  private static final String CONTENT =
      "654372797074667354504d32"
          + "01"
          + "d395309aaad4de06"
          + "0011223344556677"
          + "000b"
          + "810001"
          + "00020102"
          + "0003030405";

  @TempDir Path directory;

  private static SealedKeyFile parse(String hex) throws MalformedFileException {
    return SealedKeyFile.parse(HexFormat.of().parseHex(hex));
  }

  @Test
  void aFileHasTheDocumentedForm() throws MalformedFileException {
    assertThat(HexFormat.of().formatHex(FILE.toBytes())).isEqualTo(CONTENT);
    assertThat(parse(CONTENT)).isEqualTo(FILE);
  }

  @Test
  void aFileIsReadAsItWasWritten() throws IOException {
    FILE.write(directory.resolve("sealed"));

    assertThat(SealedKeyFile.read(directory.resolve("sealed"))).isEqualTo(FILE);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = FILE.toBytes();
    for (int size = 0; size < whole.length; size++) {
      byte[] cut = Arrays.copyOf(whole, size);
      assertThatThrownBy(() -> SealedKeyFile.parse(cut))
          .as("cut to " + size)
          .isInstanceOf(MalformedFileException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "654372797074667354504d32 | 654372797074667354504d31 | it is no key that a TPM has sealed",
        "4d3201 | 4d3202 | it has version 2, this release reads 1",
        "000b810001 | 0004810001 | damaged: it is sealed to no registers of the SHA-256 bank",
        "000b810001 | 000b000000 | damaged: it is sealed to no registers of the SHA-256 bank",
        "00020102 | 0000 | damaged: it is cut short",
        "00020102 | 01e10102 | damaged: it is cut short",
        "0003030405 | 000303040506 | damaged: 1 bytes follow its end",
      })
  void damageIsRefused(String from, String to, String problem) throws IOException {
    String content = CONTENT.replace(from, to);
    Path file = directory.resolve("sealed");
    Files.write(file, HexFormat.of().parseHex(content));

    assertThatThrownBy(() -> SealedKeyFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("sealed key " + file + ": " + problem);
  }

  @Test
  void registersAreParsedAndPrinted() {
    assertThat(PcrSelection.parse("16+0+7")).isEqualTo(PcrSelection.of(0, 7, 16));
    assertThat(PcrSelection.parse("23")).hasToString("23");
    assertThat(PcrSelection.of(0, 7, 16)).hasToString("0+7+16");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "24", "a", "1,2", "+1", "1+"})
  void whatAreNoRegistersIsRefused(String text) {
    assertThatThrownBy(() -> PcrSelection.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSelectionHasAtLeastOneRegisterThatExists() {
    assertThatThrownBy(() -> new PcrSelection(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PcrSelection(1 << 24))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PcrSelection.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
