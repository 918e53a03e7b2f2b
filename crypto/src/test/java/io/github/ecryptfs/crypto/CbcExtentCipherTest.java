package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way of working gives what the plain way of the format gives. */
class CbcExtentCipherTest {
  private static final long SEED = 20260101;
  private static final CipherSpec AES = FormatVectorsTest.spec("aes-16");
  private static final int[] COUNTS = {0, 1, 2, 7, 8, 9, 16, 17, 63, 64, 65, 71, 72, 130, 200};

  private final Random random = new Random(SEED);

  static Stream<CipherSpec> ciphers() {
    return Stream.of(
            "aes-16 aes-24 aes-32 des3_ede-24 cast5-8 cast5-16 blowfish-8 blowfish-16 blowfish-56"
                + " twofish-16 twofish-32 cast6-16 cast6-32")
        .flatMap(names -> Arrays.stream(names.split(" ")))
        .map(FormatVectorsTest::spec);
  }

  /** A cipher and the plain way under the same random key. */
  private record Pair(CbcExtentCipher extents, ReferenceCbc reference) {}

  private Pair pair(CipherSpec spec) {
    byte[] raw = random(spec.keyBytes());
    ReferenceCbc reference = new ReferenceCbc(spec, raw.clone());
    return new Pair(new CbcExtentCipher(FileEncryptionKey.adopt(spec, raw)), reference);
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private long extentNumber() {
    return random.nextBoolean()
        ? random.nextInt(2000)
        : random.nextLong() >>> random.nextInt(1, 60);
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void runsOfAnyCipherAreWhatThePlainWayGives(CipherSpec spec) {
    Pair pair = pair(spec);
    try (CbcExtentCipher extents = pair.extents()) {
      for (int count : COUNTS) {
        checkRun(extents, pair.reference(), count, spec);
      }
    }
  }

  @Test
  void runsOfAnyLengthAreWhatThePlainWayGives() {
    Pair pair = pair(AES);
    try (CbcExtentCipher extents = pair.extents()) {
      IntStream.rangeClosed(1, 200)
          .forEach(count -> checkRun(extents, pair.reference(), count, AES));
    }
  }

  private void checkRun(ExtentCipher extents, ReferenceCbc reference, int count, CipherSpec spec) {
    long first = extentNumber();
    int at = random.nextInt(20);
    int to = random.nextInt(20);
    int length = count * EXTENT_BYTES;
    byte[] plain = random(length + 20);
    byte[] cipher = random(length + 20);
    String what = spec + ", extents " + first + " + " + count + ", seed " + SEED;

    byte[] expectedCipher = cipher.clone();
    System.arraycopy(reference.encrypt(first, plain, at, count), 0, expectedCipher, to, length);
    byte[] plainBefore = plain.clone();
    extents.encrypt(first, count, plain, at, cipher, to);
    assertThat(cipher).as(what).isEqualTo(expectedCipher);
    assertThat(plain).as(what).isEqualTo(plainBefore);

    byte[] decrypted = random(length + 20);
    byte[] expectedPlain = decrypted.clone();
    System.arraycopy(plain, at, expectedPlain, at, length);
    extents.decrypt(first, count, cipher, to, decrypted, at);
    assertThat(decrypted).as(what).isEqualTo(expectedPlain);
    assertThat(cipher).as(what).isEqualTo(expectedCipher);

    checkInPlace(extents, first, count, plain, at, expectedCipher, to, what);
  }

  private static void checkInPlace(
      ExtentCipher extents,
      long first,
      int count,
      byte[] text,
      int at,
      byte[] cipher,
      int to,
      String what) {
    byte[] before = text.clone();
    int length = count * EXTENT_BYTES;
    extents.encrypt(first, count, text, at, text, at);
    assertThat(Arrays.copyOfRange(text, at, at + length))
        .as("in place: " + what)
        .isEqualTo(Arrays.copyOfRange(cipher, to, to + length));
    extents.decrypt(first, count, text, at, text, at);
    assertThat(text).as("in place: " + what).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {999_999_999_999_995L, 9_999_999_999_999_995L, Long.MAX_VALUE - 20, 9, 95})
  void numbersThatGrowADigitOrOutgrowTheirFieldAreWrittenAsTheKernelDoes(long first) {
    Pair pair = pair(AES);
    byte[] plain = random(20 * EXTENT_BYTES);
    byte[] cipher = new byte[plain.length];
    try (CbcExtentCipher extents = pair.extents()) {
      extents.encrypt(first, 20, plain, 0, cipher, 0);
    }
    assertThat(cipher).isEqualTo(pair.reference().encrypt(first, plain, 0, 20));
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void anyBlocksOfAnyExtentsDecryptWithoutTheRest(CipherSpec spec) {
    Pair pair = pair(spec);
    int extentCount = 67;
    long first = extentNumber();
    byte[] plain = random(extentCount * EXTENT_BYTES);
    byte[] cipher = pair.reference().encrypt(first, plain, 0, extentCount);
    int block = spec.algorithm().blockBytes();
    try (CbcExtentCipher extents = pair.extents()) {
      checkRange(extents, first, 0, 0, plain, cipher);
      checkRange(extents, first, 0, plain.length, plain, cipher);
      for (int run = 0; run < 60; run++) {
        int from = random.nextInt(EXTENT_BYTES / block) * block;
        int most = run % 3 == 0 ? plain.length - from : 2 * EXTENT_BYTES;
        checkRange(extents, first, from, random.nextInt(most / block) * block, plain, cipher);
      }
    }
  }

  private void checkRange(
      ExtentCipher extents, long first, int from, int bytes, byte[] plain, byte[] cipher) {
    String what = extents + ", extent " + first + " from " + from + ", " + bytes + ", seed " + SEED;
    byte[] decrypted = new byte[bytes + 6];
    byte[] expected = new byte[bytes + 6];
    System.arraycopy(plain, from, expected, 3, bytes);
    extents.decryptRange(first, from, bytes, cipher, from, decrypted, 3);
    assertThat(decrypted).as(what).isEqualTo(expected);

    byte[] inPlace = cipher.clone();
    byte[] expectedInPlace = cipher.clone();
    System.arraycopy(plain, from, expectedInPlace, from, bytes);
    extents.decryptRange(first, from, bytes, inPlace, from, inPlace, from);
    assertThat(inPlace).as("in place: " + what).isEqualTo(expectedInPlace);
  }

  @ParameterizedTest
  @MethodSource("ciphers")
  void partOfAnExtentIsEncryptedAsIfAllOfItWere(CipherSpec spec) {
    Pair pair = pair(spec);
    byte[] plain = random(EXTENT_BYTES + 5);
    int block = spec.algorithm().blockBytes();
    try (CbcExtentCipher extents = pair.extents()) {
      for (int from : new int[] {0, block, 9 * block, EXTENT_BYTES - block, 2048, 0}) {
        for (int to : new int[] {from, from + block, EXTENT_BYTES}) {
          checkPart(extents, pair.reference(), plain, from, to);
        }
      }
    }
  }

  private void checkPart(
      ExtentCipher extents, ReferenceCbc reference, byte[] plain, int from, int to) {
    byte[] cipher = random(EXTENT_BYTES + 7);
    byte[] expected = cipher.clone();
    System.arraycopy(reference.encrypt(77, plain, 5, 1), 0, cipher, 7, from);
    System.arraycopy(cipher, 7, expected, 7, from);
    plain[5 + Math.min(from, EXTENT_BYTES - 1)]++;
    byte[] changed = reference.encrypt(77, plain, 5, 1);
    System.arraycopy(changed, from, expected, 7 + from, to - from);

    byte[] plainBefore = plain.clone();
    extents.encryptRange(77, from, to, plain, 5, cipher, 7);

    String what = extents + " from " + from + " to " + to + ", seed " + SEED;
    assertThat(cipher).as(what).isEqualTo(expected);
    assertThat(plain).as(what).isEqualTo(plainBefore);
  }

  @Test
  void wrongCallsAreRefusedAndDoNoHarm() {
    Pair pair = pair(AES);
    byte[] text = random(3 * EXTENT_BYTES);
    byte[] before = text.clone();
    byte[] other = new byte[3 * EXTENT_BYTES];
    try (CbcExtentCipher extents = pair.extents()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> extents.encrypt(-1, 1, text, 0, other, 0))
          .withMessage("extents: no 1 from number -1 on");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> extents.decrypt(Long.MAX_VALUE, 1, text, 0, other, 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> extents.encrypt(0, 1, text, 0, text, 4095))
          .withMessage("input at 0 and output at 4095 overlap in one array");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> extents.decrypt(0, 1, text, 1, text, 0));
      for (int bytes : new int[] {20, -16, EXTENT_BYTES + 4}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> extents.decryptRange(0, 0, bytes, text, 0, other, 0))
            .withMessageContaining("want whole blocks of 16 bytes");
      }
      for (int from : new int[] {-16, 8, EXTENT_BYTES + 16}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> extents.decryptRange(0, from, 16, text, 16, other, 0))
            .withMessageContaining("want whole blocks of 16 bytes");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> extents.encryptRange(0, from, EXTENT_BYTES, text, 0, other, 0))
            .withMessage(
                "part of an extent: want whole blocks of 16 bytes, got " + from + " to 4096");
      }
      for (int to : new int[] {0, 40, EXTENT_BYTES + 16}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> extents.encryptRange(0, 16, to, text, 0, other, 0));
      }
      assertThatThrownBy(() -> extents.decryptRange(0, 16, 16, text, 0, other, 0))
          .as("no room for the block before")
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> extents.encrypt(0, 1, text, 0, other, 2 * EXTENT_BYTES + 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> extents.decrypt(0, Integer.MAX_VALUE, text, 0, other, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> extents.encrypt(0, -1, text, 0, other, 0));
      assertThat(text).isEqualTo(before);
      assertThat(other).containsOnly(0);
    }
  }

  @Test
  void inputAndOutputMayBeTwoPlacesOfOneArray() {
    Pair pair = pair(AES);
    int length = 9 * EXTENT_BYTES;
    byte[] text = random(2 * length);
    byte[] plain = Arrays.copyOf(text, length);
    byte[] cipher = pair.reference().encrypt(7, plain, 0, 9);
    try (CbcExtentCipher extents = pair.extents()) {
      extents.encrypt(7, 9, text, 0, text, length);
      assertThat(Arrays.copyOf(text, length)).isEqualTo(plain);
      assertThat(Arrays.copyOfRange(text, length, 2 * length)).isEqualTo(cipher);

      Arrays.fill(text, 0, length, (byte) 0);
      extents.decrypt(7, 9, text, length, text, 0);
      assertThat(Arrays.copyOf(text, length)).isEqualTo(plain);
      assertThat(Arrays.copyOfRange(text, length, 2 * length)).isEqualTo(cipher);
    }
  }

  @Test
  void threadsShareACipher() throws Exception {
    Pair pair = pair(AES);
    int runs = 200;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (CbcExtentCipher extents = pair.extents()) {
      List<Future<?>> results = new ArrayList<>();
      for (int run = 0; run < runs; run++) {
        long first = run;
        int count = 1 + run % 12;
        byte[] plain = random(count * EXTENT_BYTES);
        byte[] expected = pair.reference().encrypt(run, plain, 0, count);
        results.add(threads.submit(() -> checkRoundTrip(extents, first, plain, expected)));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void checkRoundTrip(
      ExtentCipher extents, long first, byte[] plain, byte[] expected) {
    int count = plain.length / EXTENT_BYTES;
    byte[] text = new byte[plain.length];
    extents.encrypt(first, count, plain, 0, text, 0);
    assertThat(text).as("extent " + first).isEqualTo(expected);
    extents.decrypt(first, count, text, 0, text, 0);
    assertThat(text).as("extent " + first).isEqualTo(plain);
  }

  @Test
  void keyThatWasDestroyedAfterwardsIsNotMissed() {
    FileEncryptionKey key = FileEncryptionKey.adopt(AES, FormatVectorsTest.countingKey(16));
    CbcExtentCipher extents = new CbcExtentCipher(key);
    key.destroy();
    byte[] text = new byte[EXTENT_BYTES];

    extents.encrypt(0, 1, text, 0, text, 0);

    assertThat(text)
        .isEqualTo(
            new ReferenceCbc(AES, FormatVectorsTest.countingKey(16))
                .encrypt(0, new byte[EXTENT_BYTES], 0, 1));
  }

  @Test
  void closedCipherRefusesToWork() {
    CbcExtentCipher extents = pair(AES).extents();
    byte[] text = new byte[8 * EXTENT_BYTES];
    extents.encrypt(0, 8, text, 0, text, 0);
    extents.encrypt(0, 1, text, 0, text, 0);
    extents.decrypt(0, 1, text, 0, text, 0);

    extents.close();
    extents.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> extents.encrypt(0, 1, text, 0, text, 0))
        .withMessage("extent cipher used after close()");
    assertThatIllegalStateException().isThrownBy(() -> extents.encrypt(0, 8, text, 0, text, 0));
    assertThatIllegalStateException().isThrownBy(() -> extents.decrypt(0, 1, text, 0, text, 0));
    assertThatIllegalStateException()
        .isThrownBy(() -> extents.decryptRange(0, 0, 16, text, 0, text, 0));
    assertThatIllegalStateException()
        .isThrownBy(() -> extents.encryptRange(0, 16, 32, text, 0, text, 0));
  }

  @Test
  void textFormHoldsNoKey() {
    byte[] raw = FormatVectorsTest.countingKey(16);
    String hex = HexFormat.of().formatHex(raw);
    CbcExtentCipher extents = new CbcExtentCipher(FileEncryptionKey.adopt(AES, raw));
    assertThat(extents).hasToString("extent cipher aes-16");
    assertThat(extents.toString()).doesNotContain(hex);
  }
}
