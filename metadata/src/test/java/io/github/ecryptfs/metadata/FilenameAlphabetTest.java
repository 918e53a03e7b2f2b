package io.github.ecryptfs.metadata;

import static io.github.ecryptfs.metadata.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilenameAlphabetTest {
  private static final String ALPHABET =
      "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "ff, zk--",
    "ffff, zzw-",
    "ffffff, zzzz",
    "616263, MK7X",
    "000102030405, --20-kE3"
  })
  void theKnownTextsAreWritten(String bytes, String text) {
    assertThat(FilenameAlphabet.encode(hex(bytes))).isEqualTo(text);
  }

  @Test
  void theCharactersStandForZeroToSixtyThreeInOrder() throws MalformedMetadataException {
    byte[] inOrder = FilenameAlphabet.decode(ALPHABET);

    assertThat(Arrays.copyOf(inOrder, 3)).isEqualTo(hex("001083"));
    assertThat(FilenameAlphabet.encode(inOrder)).isEqualTo(ALPHABET);
  }

  @Test
  void whatIsWrittenIsReadWithAtMostTwoZeroBytesMore() throws MalformedMetadataException {
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);

      assertThat(FilenameAlphabet.decode(FilenameAlphabet.encode(bytes)))
          .as("length and seed %d", length)
          .isEqualTo(Arrays.copyOf(bytes, (length + 2) / 3 * 3));
    }
  }

  @Test
  void everyForeignCharacterIsRefused() {
    for (char character = 0; character < Character.MAX_VALUE; character++) {
      if (ALPHABET.indexOf(character) < 0) {
        String text = "zz" + character + "z";
        assertThatThrownBy(() -> FilenameAlphabet.decode(text))
            .as("character %d", (int) character)
            .isInstanceOf(MalformedMetadataException.class);
      }
    }
  }

  @Test
  void aForeignCharacterIsNamed() {
    assertThatThrownBy(() -> FilenameAlphabet.decode("zzzzzz_z"))
        .hasMessage("encrypted name: foreign character U+005F at 6; the name is damaged");
  }

  @ParameterizedTest
  @CsvSource({"z, 1", "zz, 2", "zzz, 3", "zzzzz, 5"})
  void aTextThatIsNoMultipleOfFourIsRefused(String text, int length) {
    assertThatThrownBy(() -> FilenameAlphabet.decode(text))
        .isInstanceOf(MalformedMetadataException.class)
        .hasMessage(
            "encrypted name: "
                + length
                + " characters, want a multiple of 4; the name is cut short");
  }
}
