package io.github.ecryptfs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeyEnvelopeTest {
  /** The vector of the format notes. */
  private static final String AES_128 = "07000102030405060708090a0b0c0d0e0f0078";

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void fileKeyIsSealedAndOpenedByteForByte() throws KeyUnwrapException {
    FileEncryptionKey opened = FileKeyEnvelope.open(HEX.parseHex(AES_128));

    assertThat(opened.cipher()).hasToString("aes-16");
    assertThat(HEX.formatHex(FileKeyEnvelope.seal(opened))).isEqualTo(AES_128);
  }

  @Test
  void checksumHasTwoBytesBigEndian() throws KeyUnwrapException {
    byte[] ones = new byte[56];
    Arrays.fill(ones, (byte) 0xff);
    CipherSpec cipher = new CipherSpec(CipherAlgorithm.BLOWFISH, 56);

    byte[] envelope = FileKeyEnvelope.seal(FileEncryptionKey.adopt(cipher, ones));

    assertThat(HEX.formatHex(envelope, 57, 59)).isEqualTo("37c8");
    assertThat(FileKeyEnvelope.open(envelope).cipher()).isEqualTo(cipher);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "07", "0700", "070000"})
  void envelopeWithoutAKeyIsRefused(String envelope) {
    assertThatThrownBy(() -> FileKeyEnvelope.open(HEX.parseHex(envelope)))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessageContaining("too few");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "07000102030405060708090a0b0c0d0e0f0079",
        "07000102030405060708090a0b0c0d0e0f0178",
        "07010102030405060708090a0b0c0d0e0f0078",
      })
  void wrongChecksumIsRefused(String envelope) {
    assertThatThrownBy(() -> FileKeyEnvelope.open(HEX.parseHex(envelope)))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage("unwrapped file key: the checksum does not fit");
  }

  @ParameterizedTest
  @CsvSource({"00, 16", "01, 16", "0c, 16", "ff, 16", "07, 15", "02, 16", "04, 57"})
  void cipherThatIsUnknownOrTakesNoSuchKeyIsRefused(String code, int keyBytes) {
    byte[] envelope = new byte[keyBytes + 3];
    envelope[0] = (byte) HexFormat.fromHexDigits(code);

    assertThatThrownBy(() -> FileKeyEnvelope.open(envelope))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage(
            "unwrapped file key: no cipher has code 0x%s and takes %d bytes"
                .formatted(code, keyBytes));
  }
}
