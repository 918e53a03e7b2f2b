package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.FormatVectorsTest.countingKey;
import static io.github.ecryptfs.crypto.FormatVectorsTest.hex;
import static io.github.ecryptfs.crypto.FormatVectorsTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileEncryptionKeyTest {
  private static final String GOOD = "0123456789abcdef23456789abcdef01456789abcdef0123";

  /** Gives what it was told to give, one array after the other. */
  private static final class Scripted extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient Deque<byte[]> next = new ArrayDeque<>();

    Scripted(String... draws) {
      for (String draw : draws) {
        next.add(hex(draw));
      }
    }

    @Override
    public void nextBytes(byte[] bytes) {
      byte[] draw = next.remove();
      System.arraycopy(draw, 0, bytes, 0, bytes.length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789abcdef 0123456789abcdef 456789abcdef0123", // K1 = K2
    "0123456789abcdef 0022446688aaccee 456789abcdef0123", // the same but for parity bits
    "0123456789abcdef 23456789abcdef01 23456789abcdef01", // K2 = K3
    "0101010101010101 23456789abcdef01 456789abcdef0123", // K1 is weak
    "0123456789abcdef 0000000000000000 456789abcdef0123", // K2 is weak but for parity bits
    "0123456789abcdef 23456789abcdef01 01fe01fe01fe01fe", // K3 is semi-weak
  })
  void weakTripleDesKeyIsDrawnAgain(String weak) {
    FileEncryptionKey key =
        FileEncryptionKey.generate(spec("des3_ede-24"), new Scripted(weak, GOOD));
    byte[] raw = key.lendTo(byte[]::clone);
    assertThat(raw).isEqualTo(hex(GOOD));
  }

  @Test
  void outerPartsOfATripleDesKeyMayBeTheSame() {
    String twoKeys = "0123456789abcdef23456789abcdef010123456789abcdef";
    FileEncryptionKey key = FileEncryptionKey.generate(spec("des3_ede-24"), new Scripted(twoKeys));
    byte[] raw = key.lendTo(byte[]::clone);
    assertThat(raw).isEqualTo(hex(twoKeys));
  }

  @Test
  void otherCiphersTakeTheFirstDraw() {
    String zeros = "00".repeat(24);
    FileEncryptionKey key = FileEncryptionKey.generate(spec("aes-24"), new Scripted(zeros));
    byte[] raw = key.lendTo(byte[]::clone);
    assertThat(raw).hasSize(24).containsOnly(0);
    assertThat(key.cipher()).isEqualTo(spec("aes-24"));
  }

  @Test
  void adoptedKeyOfAnotherSizeIsRefusedAndZeroed() {
    byte[] raw = countingKey(24);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileEncryptionKey.adopt(spec("aes-16"), raw))
        .withMessage("aes-16 wants 16 key bytes, got 24");
    assertThat(raw).containsOnly(0);
  }

  @Test
  void destroyedKeyIsZeroedAndRefusesToWork() {
    byte[] raw = countingKey(16);
    FileEncryptionKey key = FileEncryptionKey.adopt(spec("aes-16"), raw);
    assertThat(key.isDestroyed()).isFalse();

    key.close();

    assertThat(raw).containsOnly(0);
    assertThat(key.isDestroyed()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> key.lendTo(byte[]::clone))
        .withMessage("file encryption key used after destroy()");
    assertThatIllegalStateException().isThrownBy(() -> new CbcExtentCipher(key));
  }

  @Test
  void keysAreComparedByIdentityAndHideTheirBytes() {
    FileEncryptionKey key = FileEncryptionKey.adopt(spec("aes-16"), countingKey(16));
    assertThat(key).isNotEqualTo(FileEncryptionKey.adopt(spec("aes-16"), countingKey(16)));
    assertThat(key).hasToString("file encryption key for aes-16");
  }
}
