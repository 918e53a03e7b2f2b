package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.FormatVectorsTest.countingKey;
import static io.github.ecryptfs.crypto.FormatVectorsTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BlockStreamTest {
  @ParameterizedTest
  @CsvSource({"twofish-32", "cast5-16", "cast6-32"})
  void streamThatForgotItsKeyWorksWithZeros(String cipher) {
    for (BlockStream.Mode mode : BlockStream.Mode.values()) {
      CipherSpec spec = spec(cipher);
      BlockStream stream = BlockStream.open(spec, mode, countingKey(64));
      BlockStream zero = BlockStream.open(spec, mode, new byte[64]);
      byte[] text = countingKey(64);

      byte[] before = update(stream, text);
      stream.forgetKey();

      assertThat(before).as(cipher + " " + mode).isNotEqualTo(text);
      assertThat(update(stream, text)).as(cipher + " " + mode).isEqualTo(update(zero, text));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "aes-16, AES/CBC/NoPadding",
    "aes-24, AES/CBC/NoPadding",
    "aes-32, AES/CBC/NoPadding",
    "des3_ede-24, DESede/CBC/NoPadding",
    "blowfish-56, Blowfish/CBC/NoPadding"
  })
  void cipherThatForgotItsKeyGoesToTheShelfWithZeros(String cipher, String transformation) {
    List<Cipher> others = emptyShelf(transformation);
    BlockStream stream =
        BlockStream.open(spec(cipher), BlockStream.Mode.CBC_ENCRYPT, countingKey(64));
    byte[] text = countingKey(64);
    update(stream, text);

    stream.forgetKey();
    stream.forgetKey();

    assertThatIllegalStateException().isThrownBy(() -> update(stream, text));
    Cipher kept = CipherShelf.take(transformation);
    BlockStream zero = BlockStream.open(spec(cipher), BlockStream.Mode.CBC_ENCRYPT, new byte[64]);
    assertThat(kept.update(text)).as(cipher).isEqualTo(update(zero, text));
    assertThat(CipherShelf.take(transformation)).as("put back once").isNotSameAs(kept);
    others.forEach(other -> CipherShelf.putBack(transformation, other));
  }

  private static List<Cipher> emptyShelf(String transformation) {
    return Stream.generate(() -> CipherShelf.take(transformation)).limit(40).toList();
  }

  private static byte[] update(BlockStream stream, byte[] text) {
    byte[] result = new byte[text.length];
    stream.update(text, 0, text.length, result, 0);
    return result;
  }

  @Test
  void streamLeavesTheKeyToItsOwner() {
    byte[] key = countingKey(64);
    for (String cipher : new String[] {"aes-16", "cast6-16"}) {
      BlockStream.open(spec(cipher), BlockStream.Mode.CBC_ENCRYPT, key).forgetKey();
    }
    assertThat(key).isEqualTo(countingKey(64));
  }

  @Test
  void chainGoesOnWhereTheLastCallStopped() {
    for (String cipher : new String[] {"aes-16", "twofish-16"}) {
      byte[] text = countingKey(64);
      byte[] whole =
          update(
              BlockStream.open(spec(cipher), BlockStream.Mode.CBC_ENCRYPT, countingKey(16)), text);
      byte[] parts = new byte[64];
      BlockStream stream =
          BlockStream.open(spec(cipher), BlockStream.Mode.CBC_ENCRYPT, countingKey(16));
      stream.update(text, 0, 16, parts, 0);
      stream.update(text, 16, 48, parts, 16);
      assertThat(parts).as(cipher).isEqualTo(whole);
    }
  }

  @Test
  void whatTheCipherKeepsBackIsAnError() {
    BlockStream stream =
        BlockStream.open(spec("aes-16"), BlockStream.Mode.CBC_ENCRYPT, countingKey(16));
    assertThatIllegalStateException()
        .isThrownBy(() -> stream.update(new byte[20], 0, 20, new byte[32], 0))
        .withMessage("AES/CBC/NoPadding: 20 bytes in, 16 out");
  }

  @Test
  void outputWithoutRoomIsAnError() {
    BlockStream stream =
        BlockStream.open(spec("aes-16"), BlockStream.Mode.ECB_ENCRYPT, countingKey(16));
    assertThatIllegalStateException()
        .isThrownBy(() -> stream.update(new byte[32], 0, 32, new byte[16], 0))
        .withMessage("AES/ECB/NoPadding: no room for the output");
  }

  @ParameterizedTest
  @EnumSource(CipherAlgorithm.class)
  void eachCipherHasOneHome(CipherAlgorithm algorithm) {
    CipherSpec spec = new CipherSpec(algorithm, algorithm == CipherAlgorithm.DES3_EDE ? 24 : 16);
    boolean inTheJdk =
        BlockStream.open(spec, BlockStream.Mode.ECB_ENCRYPT, countingKey(64))
            instanceof JdkBlockStream;

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              if (inTheJdk) {
                LightweightBlockStream.open(spec, BlockStream.Mode.ECB_ENCRYPT, countingKey(64));
              } else {
                JdkBlockStream.open(spec, BlockStream.Mode.ECB_ENCRYPT, countingKey(64));
              }
            });
  }

  @Test
  void rawKeyGivesCopiesAndIsZeroedAndNeverWritten() {
    RawKey key = RawKey.copyOf("AES", countingKey(64), 16);
    byte[] copy = key.getEncoded();
    Arrays.fill(copy, (byte) 9);

    assertThat(key.getEncoded()).isEqualTo(countingKey(16));
    assertThat(key.getAlgorithm()).isEqualTo("AES");
    assertThat(key.getFormat()).isEqualTo("RAW");
    assertThat(key).hasToString("raw key for AES");
    assertThat(key).isNotEqualTo(RawKey.copyOf("AES", countingKey(64), 16));
    assertThatThrownBy(() -> write(key)).isInstanceOf(NotSerializableException.class);
    key.destroy();
    assertThat(key.getEncoded()).isEqualTo(new byte[16]);
  }

  private static void write(Object key) throws Exception {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(key);
    }
  }
}
