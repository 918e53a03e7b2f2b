package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngineShelfTest {
  private static final CipherSpec AES = FormatVectorsTest.spec("aes-16");

  private final Random random = new Random(20260102);
  private final EngineShelf shelf = new EngineShelf();

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.crypto.CbcExtentCipherTest#ciphers")
  void enginesServeOneFileAfterTheOther(CipherSpec spec) {
    for (int file = 0; file < 3; file++) {
      byte[] key = random(spec.keyBytes());
      byte[] plain = random(8 * EXTENT_BYTES);
      byte[] expected = new ReferenceCbc(spec, key.clone()).encrypt(5, plain, 0, 8);
      try (CbcExtentCipher extents = cipher(spec, key)) {
        check(extents, 8, plain, expected);
        check(extents, 1, plain, expected);
      }
    }
  }

  private static void check(CbcExtentCipher extents, int count, byte[] plain, byte[] expected) {
    int bytes = count * EXTENT_BYTES;
    byte[] text = new byte[bytes];
    extents.encrypt(5, count, plain, 0, text, 0);
    assertThat(text).isEqualTo(Arrays.copyOf(expected, bytes));
    extents.decrypt(5, count, text, 0, text, 0);
    assertThat(text).isEqualTo(Arrays.copyOf(plain, bytes));
  }

  private CbcExtentCipher cipher(CipherSpec spec, byte[] key) {
    return new CbcExtentCipher(FileEncryptionKey.adopt(spec, key), shelf);
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void anEngineThatRestedIsUsedAgain() {
    EngineShelf.Row<ExtentDecryption> row = shelf.of(AES).decryption;
    decryptOnce();
    ExtentDecryption rested = row.take().orElseThrow();
    row.putBack(rested);

    decryptOnce();

    assertThat(row.take()).containsSame(rested);
    assertThat(row.take()).isEmpty();
  }

  private void decryptOnce() {
    try (CbcExtentCipher extents = cipher(AES, random(16))) {
      extents.decrypt(0, 1, new byte[EXTENT_BYTES], 0, new byte[EXTENT_BYTES], 0);
    }
  }

  @Test
  void oneTooManyForgetsItsKey() {
    EngineShelf.Row<ExtentDecryption> row = shelf.of(AES).decryption;
    List<ExtentDecryption> engines = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      engines.add(engine());
      row.putBack(engines.get(i));
    }

    assertForgotten(engines.get(8));
    assertThat(row.take()).containsSame(engines.get(0));
  }

  private ExtentDecryption engine() {
    byte[] key = random(16);
    BlockStream stream = BlockStream.open(AES, BlockStream.Mode.CBC_DECRYPT, key);
    return new ExtentDecryption(stream, new ExtentIvs(key), 16);
  }

  private static void assertForgotten(ExtentDecryption engine) {
    assertThatIllegalStateException()
        .isThrownBy(() -> engine.serve(new byte[16]))
        .withMessage("AES stream used after it forgot its key");
  }

  @Test
  void allForgetTheirKeysWhenTheMountEnds() {
    EngineShelf.Row<ExtentDecryption> row = shelf.of(AES).decryption;
    ExtentDecryption resting = engine();
    row.putBack(resting);

    shelf.close();

    assertForgotten(resting);
    assertThat(row.take()).isEmpty();
  }

  @Test
  void whatComesBackAfterTheEndForgetsItsKey() {
    EngineShelf.Row<ExtentDecryption> row = shelf.of(AES).decryption;
    ExtentDecryption late = engine();
    shelf.close();

    row.putBack(late);

    assertForgotten(late);
    assertThat(row.take()).isEmpty();
  }
}
