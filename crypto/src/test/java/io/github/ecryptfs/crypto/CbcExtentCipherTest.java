package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CbcExtentCipherTest {
  static Stream<CipherSpec> ciphers() {
    return Stream.of(
            "aes-16 aes-24 aes-32 des3_ede-24 cast5-8 cast5-16 blowfish-8 blowfish-56 twofish-16"
                + " twofish-32 cast6-16 cast6-32")
        .flatMap(names -> Arrays.stream(names.split(" ")))
        .map(FormatVectorsTest::spec);
  }

  private static byte[] random(int length, Random random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void everyRunIsWhatTheFormatSaysOneExtentAfterTheOther(CipherSpec spec) {
    long seed = 20260101;
    Random random = new Random(seed);
    byte[] raw = random(spec.keyBytes(), random);
    ReferenceCbc reference = new ReferenceCbc(spec, raw.clone());
    try (CbcExtentCipher extents = new CbcExtentCipher(FileEncryptionKey.adopt(spec, raw))) {
      for (int round = 0; round < 40; round++) {
        int count = round < 30 ? random.nextInt(40) : random.nextInt(200);
        long first = random.nextInt(2) == 0 ? random.nextInt(2000) : random.nextLong() >>> 14;
        byte[] plain = random(count * EXTENT_BYTES + 20, random);
        int at = random.nextInt(20);
        byte[] before = plain.clone();
        byte[] expected = reference.encrypt(first, plain, at, count);
        String what = spec + ", extents " + first + " + " + count + ", seed " + seed;

        byte[] encrypted = new byte[plain.length];
        extents.encrypt(first, count, plain, at, encrypted, 20 - at);
        assertThat(Arrays.copyOfRange(encrypted, 20 - at, 20 - at + expected.length))
            .as(what)
            .isEqualTo(expected);
        assertThat(plain).as(what).isEqualTo(before);

        byte[] decrypted = new byte[plain.length];
        byte[] encryptedBefore = encrypted.clone();
        extents.decrypt(first, count, encrypted, 20 - at, decrypted, at);
        assertThat(Arrays.copyOfRange(decrypted, at, at + expected.length))
            .as(what)
            .isEqualTo(Arrays.copyOfRange(plain, at, at + expected.length));
        assertThat(encrypted).as(what).isEqualTo(encryptedBefore);

        extents.encrypt(first, count, plain, at, plain, at);
        assertThat(Arrays.copyOfRange(plain, at, at + expected.length))
            .as(what)
            .isEqualTo(expected);
        extents.decrypt(first, count, plain, at, plain, at);
        assertThat(plain).as(what).isEqualTo(before);
      }
    }
  }
}
