package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.FormatVectorsTest.DEFAULT_SALT;
import static io.github.ecryptfs.crypto.FormatVectorsTest.countingKey;
import static io.github.ecryptfs.crypto.FormatVectorsTest.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilenameCipherTest {
  private static FilenameCipher names(String cipher) {
    return new FilenameCipher(PassphraseKey.adopt(countingKey(64), DEFAULT_SALT), spec(cipher));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aes-16",
        "aes-24",
        "aes-32",
        "des3_ede-24",
        "cast5-5",
        "cast5-16",
        "blowfish-4",
        "blowfish-20",
        "blowfish-56",
        "twofish-16",
        "twofish-24",
        "twofish-32",
        "cast6-16",
        "cast6-20",
        "cast6-24",
        "cast6-28",
        "cast6-32"
      })
  void namesOfAllLengthsComeBack(String cipher) {
    int block = spec(cipher).algorithm().blockBytes();
    try (FilenameCipher names = names(cipher)) {
      for (int length = 1; length <= 255; length++) {
        byte[] name = new byte[length];
        Arrays.fill(name, (byte) (length | 1));

        byte[] encrypted = names.encrypt(name);

        String what = cipher + ", " + length + " bytes";
        assertThat(encrypted).as(what).hasSize(names.ciphertextBytes(length));
        assertThat(encrypted.length % block).as(what).isZero();
        assertThat(encrypted.length - length).as(what).isBetween(17, 16 + block);
        assertThat(names.decrypt(encrypted)).as(what).hasValue(name);
      }
    }
  }

  @Test
  void nameIsLeftAsItIs() {
    byte[] name = "name".getBytes(UTF_8);
    try (FilenameCipher names = names("aes-16")) {
      byte[] encrypted = names.encrypt(name);
      byte[] before = encrypted.clone();
      names.decrypt(encrypted);
      assertThat(name).isEqualTo("name".getBytes(UTF_8));
      assertThat(encrypted).isEqualTo(before);
    }
  }

  @Test
  void otherKeyDoesNotDecrypt() {
    FilenameCipher other =
        new FilenameCipher(PassphraseKey.adopt(new byte[64], DEFAULT_SALT), spec("aes-16"));
    assertThat(other.decrypt(names("aes-16").encrypt(new byte[] {'a'}))).isEmpty();
    assertThat(names("aes-32").decrypt(names("aes-16").encrypt(new byte[] {'a'}))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes-16", "blowfish-16"})
  void damageInThePrefixIsNoticed(String cipher) {
    int block = spec(cipher).algorithm().blockBytes();
    try (FilenameCipher names = names(cipher)) {
      byte[] encrypted = names.encrypt("a name".getBytes(UTF_8));
      for (int i = 0; i < 16 + block; i++) {
        byte[] damaged = encrypted.clone();
        damaged[i] ^= 1;
        assertThat(names.decrypt(damaged)).as("byte " + i).isEmpty();
      }
    }
  }

  @Test
  void ciphertextOfAnImpossibleLengthIsNoName() {
    try (FilenameCipher names = names("blowfish-16")) {
      byte[] encrypted = names.encrypt("0123456".getBytes(UTF_8)); // 16 prefix bytes, a zero, 7
      for (int length = 0; length < encrypted.length; length++) {
        assertThat(names.decrypt(Arrays.copyOf(encrypted, length))).as(length + " bytes").isEmpty();
      }
      assertThat(names.decrypt(encrypted)).isPresent();
    }
  }

  /** Plaintexts that a {@link FilenameCipher} never makes, encrypted with its key. */
  @Test
  void plaintextWithoutANameIsNone() {
    try (FilenameCipher names = names("blowfish-16")) {
      byte[] prefix = plain(names, "12345678"); // 23 prefix bytes, a zero, the name
      byte[] zeroInName = plain(names, "12345678");
      zeroInName[28] = 0;
      byte[] noName = Arrays.copyOf(prefix, 24);
      byte[] prefixOnly = Arrays.copyOf(prefix, 16);

      assertThat(names.decrypt(encrypted(prefix))).isPresent();
      assertThat(names.decrypt(encrypted(zeroInName))).isEmpty();
      assertThat(names.decrypt(encrypted(noName))).isEmpty();
      assertThat(names.decrypt(encrypted(prefixOnly))).isEmpty();
    }
  }

  private static byte[] plain(FilenameCipher names, String name) {
    return recode(BlockStream.Mode.ECB_DECRYPT, names.encrypt(name.getBytes(UTF_8)));
  }

  private static byte[] encrypted(byte[] plain) {
    return recode(BlockStream.Mode.ECB_ENCRYPT, plain);
  }

  private static byte[] recode(BlockStream.Mode mode, byte[] text) {
    byte[] result = new byte[text.length];
    BlockStream.open(spec("blowfish-16"), mode, countingKey(64))
        .update(text, 0, text.length, result, 0);
    return result;
  }

  @Test
  void whatIsNoNameIsNotEncrypted() {
    try (FilenameCipher names = names("aes-16")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> names.encrypt(new byte[0]))
          .withMessage("name: want at least one byte, and none of them zero");
      assertThatIllegalArgumentException().isThrownBy(() -> names.encrypt(new byte[] {'a', 0}));
    }
  }

  @Test
  void randomBytesAreNoName() {
    long seed = 7;
    Random random = new Random(seed);
    try (FilenameCipher names = names("aes-16")) {
      for (int i = 0; i < 1000; i++) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        assertThat(names.decrypt(bytes)).as("round " + i + ", seed " + seed).isEmpty();
      }
    }
  }

  @Test
  void keyThatWasDestroyedAfterwardsIsNotMissed() {
    PassphraseKey key = PassphraseKey.adopt(countingKey(64), DEFAULT_SALT);
    FilenameCipher names = new FilenameCipher(key, spec("aes-16"));
    key.destroy();
    byte[] name = {'a'};
    assertThat(names.encrypt(name)).isEqualTo(names("aes-16").encrypt(name));
  }

  @Test
  void closedCipherRefusesToWork() {
    FilenameCipher names = names("aes-16");
    byte[] encrypted = names.encrypt(new byte[] {'a'});

    names.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> names.encrypt(new byte[] {'a'}))
        .withMessage("filename cipher used after close()");
    assertThatIllegalStateException().isThrownBy(() -> names.decrypt(encrypted));
  }

  @Test
  void textFormNamesCipherAndKeyOnly() {
    FilenameCipher names = names("aes-16");
    assertThat(names).hasToString("filename cipher aes-16 under " + names.signature());
    assertThat(names.cipher()).isEqualTo(spec("aes-16"));
  }
}
