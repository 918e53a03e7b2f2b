package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.FormatVectorsTest.countingKey;
import static io.github.ecryptfs.crypto.FormatVectorsTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that the other rooms speak in. */
class ValuesTest {
  /** "Validation" in {@code docs/format.md}: code, then the wrapped sizes that go with it. */
  private static final Map<Integer, List<Integer>> WRAPPED_SIZES =
      Map.of(
          0x02, List.of(24),
          0x03, List.of(8, 16),
          0x04, List.of(8, 16, 24, 32, 40, 48, 56),
          0x07, List.of(16, 32),
          0x08, List.of(32),
          0x09, List.of(16, 32),
          0x0a, List.of(16, 32),
          0x0b, List.of(16, 32));

  @Test
  void wrappedKeyFitsItsCipherExactlyAsTheValidationTableSays() {
    for (int code = -1; code <= 256; code++) {
      List<Integer> sizes = WRAPPED_SIZES.getOrDefault(code, List.of());
      for (int size = 0; size <= 512; size++) {
        Optional<CipherSpec> spec = CipherSpec.ofWrappedKey(code, size);
        String what = "code " + code + ", " + size + " bytes";
        assertThat(spec.isPresent()).as(what).isEqualTo(sizes.contains(size));
        int wrapped = size;
        spec.ifPresent(s -> assertThat(s.wrappedKeyBytes()).as(what).isEqualTo(wrapped));
      }
      assertThat(CipherSpec.algorithmOf(code).isPresent())
          .as("code " + code)
          .isEqualTo(!sizes.isEmpty());
    }
    assertThat(CipherSpec.ofWrappedKey(0x08, 32)).hasValue(spec("aes-24"));
  }

  @ParameterizedTest
  @CsvSource({
    "aes-16, 7",
    "aes-24, 8",
    "aes-32, 9",
    "des3_ede-24, 2",
    "cast5-16, 3",
    "blowfish-56, 4",
    "twofish-16, 10",
    "twofish-32, 10",
    "cast6-16, 11"
  })
  void cipherHasACode(String cipher, int code) {
    assertThat(spec(cipher).code()).isEqualTo(code);
    assertThat(spec(cipher)).hasToString(cipher);
    assertThat(spec(cipher).fitsContent()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"twofish-24", "cast6-24", "blowfish-20", "cast5-5"})
  void keyOfNoWholeNumberOfBlocksIsForNamesOnly(String cipher) {
    assertThat(spec(cipher).fitsContent()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "AES, '16, 24, 32'",
    "TWOFISH, '16, 24, 32'",
    "DES3_EDE, '24'",
    "CAST5, '5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16'",
    "CAST6, '16, 20, 24, 28, 32'",
  })
  void algorithmTakesKeysOfTheseSizes(CipherAlgorithm algorithm, String sizes) {
    assertThat(sizesOf(algorithm)).hasToString("[" + sizes + "]");
  }

  @Test
  void blowfishTakesKeysFrom4To56Bytes() {
    assertThat(sizesOf(CipherAlgorithm.BLOWFISH)).hasSize(53).contains(4, 56);
  }

  private static SortedSet<Integer> sizesOf(CipherAlgorithm algorithm) {
    SortedSet<Integer> sizes = new TreeSet<>();
    for (int size = -1; size <= 100; size++) {
      if (algorithm.accepts(size)) {
        sizes.add(size);
      }
    }
    return sizes;
  }

  @Test
  void keySizeThatTheAlgorithmLacksIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CipherSpec(CipherAlgorithm.AES, 20))
        .withMessage("aes takes no key of 20 bytes");
  }

  @ParameterizedTest
  @EnumSource(CipherAlgorithm.class)
  void algorithmIsFoundByItsKernelName(CipherAlgorithm algorithm) {
    assertThat(CipherAlgorithm.byKernelName(algorithm.kernelName())).hasValue(algorithm);
    assertThat(CipherAlgorithm.byKernelName("rot13")).isEmpty();
  }

  @Test
  void signatureIsReadAndWrittenAsBytesAndDigits() {
    KeySignature signature = KeySignature.parse("d395309AAAD4DE06");
    byte[] target = new byte[12];
    signature.write(target, 3);

    assertThat(signature).hasToString("d395309aaad4de06");
    assertThat(target).startsWith(0, 0, 0, 0xd3, 0x95).endsWith(0xde, 0x06, 0);
    assertThat(KeySignature.read(target, 3)).isEqualTo(signature);
    assertThat(new KeySignature(1)).hasToString("0000000000000001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "d395309aaad4de0", "d395309aaad4de066", "d395309aaad4de0g"})
  void signatureOfOtherTextIsRefused(String hex) {
    assertThatIllegalArgumentException().isThrownBy(() -> KeySignature.parse(hex));
  }

  @Test
  void bytesAreCopiesComparedByContent() {
    byte[] source = countingKey(4);
    Bytes bytes = Bytes.copyOf(source);
    source[0] = 9;
    byte[] target = new byte[6];
    bytes.copyTo(target, 1);

    assertThat(bytes).hasToString("00010203").isEqualTo(Bytes.ofHex("00010203"));
    assertThat(bytes).hasSameHashCodeAs(Bytes.ofHex("00010203"));
    assertThat(bytes).isEqualTo(Bytes.copyOf(countingKey(9), 0, 4));
    assertThat(bytes).isNotEqualTo(Bytes.ofHex("00010204")).isNotEqualTo("00010203");
    assertThat(bytes.size()).isEqualTo(4);
    assertThat(Bytes.ofHex("ff").at(0)).isEqualTo(255);
    assertThat(bytes.toArray()).isEqualTo(countingKey(4)).isNotSameAs(bytes.toArray());
    assertThat(target).containsExactly(0, 0, 1, 2, 3, 0);
  }

  @Test
  void keyWrappedByAPublicKeyIsOneOfRsaUnlessItSaysSo() {
    KeySignature signature = KeySignature.parse("16941ff976391f85");

    assertThat(new WrappedFileKey.ByPublicKey(signature, Bytes.ofHex("00")))
        .isEqualTo(new WrappedFileKey.ByPublicKey(signature, 1, Bytes.ofHex("00")));
  }

  @Test
  void wrongKeyReportCarriesItsCause() {
    Exception cause = new Exception("card removed");
    assertThat(new KeyUnwrapException("no", cause)).hasMessage("no").hasCause(cause);
    assertThat(new KeyUnavailableException("no", cause)).hasMessage("no").hasCause(cause);
    assertThat(new KeyUnavailableException("no")).isInstanceOf(KeyUnwrapException.class);
  }
}
