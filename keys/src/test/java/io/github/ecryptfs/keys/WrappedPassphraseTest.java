package io.github.ecryptfs.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.PassphraseKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrappedPassphraseTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] LOGIN = utf8("login password");

  /** A file that ecryptfs-utils wrote. */
  record Wrapped(String file, String passphrase, String wrappingPassphrase) {
    boolean isVersion1() {
      return file.startsWith("wrapped-v1");
    }
  }

  static List<Wrapped> wrapped() {
    return List.of(
        new Wrapped("wrapped-v2-01", "mount passphrase", "login password"),
        new Wrapped("wrapped-v1-01", "mount passphrase", "login password"),
        new Wrapped("rewrapped-01", "mount passphrase", "new wrapping"),
        new Wrapped("wrapped-v2-02", "0123456789abcdef0123456789abcdef", "pw"),
        new Wrapped("wrapped-v1-02", "0123456789abcdef0123456789abcdef", "pw"),
        new Wrapped("wrapped-v2-03", "x", "y"),
        new Wrapped("wrapped-v1-03", "x", "y"),
        new Wrapped(
            "wrapped-v2-04",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"),
        new Wrapped(
            "wrapped-v1-04",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"),
        new Wrapped("wrapped-v2-05", "sixteen byte pp!", "wrap"),
        new Wrapped("wrapped-v1-05", "sixteen byte pp!", "wrap"),
        new Wrapped("wrapped-v2-06", "ünicöde ✓", "логин"),
        new Wrapped("wrapped-v1-06", "ünicöde ✓", "логин"),
        new Wrapped("wrapped-v2-07", "seventeen bytes!!", " "),
        new Wrapped("wrapped-v1-07", "seventeen bytes!!", " "));
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void filesOfTheToolsAreUnwrapped(Wrapped given) throws Exception {
    byte[] file = Resource.bytes("wrapped/" + given.file());
    WrappedPassphrase parsed = WrappedPassphrase.parse(file);

    assertThat(parsed.unwrap(utf8(given.wrappingPassphrase()))).isEqualTo(utf8(given.passphrase()));
    assertThat(parsed.isVersion1()).isEqualTo(given.isVersion1());
    assertThat(parsed.toBytes()).isEqualTo(file);
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void wrongWrappingPassphraseIsNoticed(Wrapped given) throws Exception {
    WrappedPassphrase parsed = WrappedPassphrase.parse(Resource.bytes("wrapped/" + given.file()));

    assertThatThrownBy(() -> parsed.unwrap(utf8("wrong")))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageContaining("the wrapping passphrase is wrong");
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void wrappingWithTheSaltOfAFileGivesItsBytes(Wrapped given) throws Exception {
    byte[] file = Resource.bytes("wrapped/" + given.file());
    Bytes salt = given.isVersion1() ? PassphraseKeys.CONTENT_SALT : Bytes.copyOf(file, 2, 8);

    WrappedPassphrase ours =
        WrappedPassphrase.wrap(utf8(given.passphrase()), utf8(given.wrappingPassphrase()), salt);

    byte[] withoutSalt = Arrays.copyOfRange(ours.toBytes(), 10, ours.toBytes().length);
    assertThat(given.isVersion1() ? withoutSalt : ours.toBytes()).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "empty, ''",
    "one-colon, 3a",
    "version-0,"
        + " 3a00f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb13597523844414",
    "version-1,"
        + " 3a01f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb13597523844414",
    "version-3,"
        + " 3a03f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb13597523844414",
    "cut-1, 3a02f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb135975238444",
    "cut-to-26, 3a02f6e5869816d0e4b335393336653436666166396538373363",
    "cut-to-10, 3a02f6e5869816d0e4b3",
    "extra-byte,"
        + " 3a02f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb1359752384441478",
    "salt-changed,"
        + " 3a020000000000000000353933366534366661663965383733638f0fda003010e2eaeb13597523844414",
    "sig-upper,"
        + " 3a02f6e5869816d0e4b3353933364534364641463945383733438f0fda003010e2eaeb13597523844414",
    "v1-cut-1, 32303363366665656430663665646135a1405fc24095e0eb232e46aed137bf",
    "v1-sig-only, 32303363366665656430663665646135",
    "v1-upper-hex, 32303343364645454430463645444135a1405fc24095e0eb232e46aed137bf16",
    "v1-not-hex, 7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7aa1405fc24095e0eb232e46aed137bf16",
  })
  void damageThatTheToolsNoticeIsNoticed(String label, String file) {
    assertThatThrownBy(() -> unwrap(file, LOGIN))
        .as(label)
        .isInstanceOfAny(WrappedPassphraseException.class, UnrecoverableKeyException.class)
        .hasMessageStartingWith("wrapped passphrase: ");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'want at least 16 bytes, got 0'",
    "3a00f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2ea, unknown version 0",
    "3afff6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2ea, unknown version 255",
    "3a02f6e5869816d0e4b33539333665343666, 'of ciphertext, got 0'",
    "3a02f6e5869816d0e4b33539333665343666616639653837336300, 'of ciphertext, got 1'",
    "7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7aa1405fc24095e0eb, neither a version nor a signature",
  })
  void fileThatIsNoneIsRefusedWithTheReason(String file, String reason) {
    assertThatThrownBy(() -> unwrap(file, LOGIN))
        .isInstanceOf(WrappedPassphraseException.class)
        .hasMessageContaining(reason);
  }

  /** The second block is none of a passphrase, but looks like one; or the only block is another. */
  @ParameterizedTest
  @CsvSource({
    "3a02f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb1359752384441430313233343536373839616263646566,"
        + " 6d6f756e7420706173737068726173658e2ae61c26e7d8546ec32b32d488cd61",
    "3a02f6e5869816d0e4b3353933366534366661663965383733638f0fda003010e2eaeb13597523844415,"
        + " b97ff3bb1a6c3f1c0629d2633d61e77e",
    "32303363366665656430663665646135a1405fc24095e0eb232e46aed137bf1630313233343536373839616263646566,"
        + " 6d6f756e7420706173737068726173658e1b24fdd8bc200b7d62c20b544bbd87",
  })
  void damageThatNobodyCanNoticeGivesWhatTheToolsGive(String file, String printed)
      throws Exception {
    assertThat(HEX.formatHex(unwrap(file, LOGIN))).isEqualTo(printed);
  }

  @Test
  void bytesBehindTheFourthBlockCountForNothing() throws Exception {
    byte[] file = Resource.bytes("wrapped/wrapped-v2-04");

    WrappedPassphrase longer = WrappedPassphrase.parse(Arrays.copyOf(file, file.length + 1));

    assertThat(longer).isEqualTo(WrappedPassphrase.parse(file));
  }

  /** The vector of the format notes for a salt of one's own. */
  @Test
  void versionOneTakesTheSaltOfItsUser() throws Exception {
    byte[] file = HEX.parseHex("62656639343537653437343061383535cfb39b273936340fb9f71318ac89be70");

    assertThat(WrappedPassphrase.parse(file, Bytes.ofHex("0123456789abcdef")).unwrap(utf8("*")))
        .isEqualTo(utf8("!"));
    assertThatThrownBy(() -> WrappedPassphrase.parse(file).unwrap(utf8("*")))
        .isInstanceOf(UnrecoverableKeyException.class);
  }

  @Test
  void wrappingTwiceGivesDifferentFilesOfVersionTwo() throws Exception {
    SecureRandom random = new SecureRandom();
    WrappedPassphrase one = WrappedPassphrase.wrap(utf8("mount"), LOGIN, random);
    WrappedPassphrase two = WrappedPassphrase.wrap(utf8("mount"), LOGIN, random);

    assertThat(one).isNotEqualTo(two);
    assertThat(one.isVersion1()).isFalse();
    assertThat(WrappedPassphrase.parse(one.toBytes())).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(one.unwrap(LOGIN)).isEqualTo(two.unwrap(LOGIN)).isEqualTo(utf8("mount"));
  }

  @Test
  void passphraseOfEveryLengthSurvives() throws Exception {
    for (int length : new int[] {1, 15, 16, 17, 32, 33, 63, 64}) {
      byte[] passphrase = new byte[length];
      Arrays.fill(passphrase, (byte) 0xe4);
      WrappedPassphrase wrapped =
          WrappedPassphrase.wrap(passphrase, LOGIN, PassphraseKeys.CONTENT_SALT);

      assertThat(wrapped.unwrap(LOGIN)).as("length %d", length).isEqualTo(passphrase);
      assertThat(wrapped.toBytes()).hasSize(26 + (length + 15) / 16 * 16);
    }
  }

  @Test
  void callersArraysStayAsTheyAre() throws Exception {
    byte[] passphrase = utf8("mount");
    byte[] login = LOGIN.clone();

    WrappedPassphrase.wrap(passphrase, login, new SecureRandom()).unwrap(login);

    assertThat(passphrase).isEqualTo(utf8("mount"));
    assertThat(login).isEqualTo(LOGIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0", "\0", "a\0b"})
  void passphraseThatCannotBeKeptIsNotWrapped(String passphrase) {
    assertThatThrownBy(() -> WrappedPassphrase.wrap(utf8(passphrase), LOGIN, new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("passphrase to wrap: ");
  }

  @Test
  void passphraseOf65BytesIsNotWrapped() {
    assertThatThrownBy(() -> WrappedPassphrase.wrap(new byte[65], LOGIN, new SecureRandom()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("passphrase to wrap: want 1 to 64 bytes");
  }

  /**
   * All-zero and zero-then-something plaintexts, made by wrapping the block as a file key would be.
   */
  @ParameterizedTest
  @ValueSource(strings = {"00000000000000000000000000000000", "61006200000000000000000000000000"})
  void plaintextThatNoToolWritesIsRefused(String plaintext) throws Exception {
    byte[] file = WrappedPassphrase.wrap(utf8("x"), LOGIN, PassphraseKeys.CONTENT_SALT).toBytes();
    System.arraycopy(encrypted(HEX.parseHex(plaintext)), 0, file, 26, 16);

    assertThatThrownBy(() -> WrappedPassphrase.parse(file).unwrap(LOGIN))
        .isInstanceOf(WrappedPassphraseException.class)
        .hasMessageContaining("no passphrase in it");
  }

  private static byte[] encrypted(byte[] block) throws Exception {
    PassphraseKey key = PassphraseKey.derive(LOGIN, PassphraseKeys.CONTENT_SALT);
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(key.lendTo(secret -> Arrays.copyOf(secret, 16)), "AES"));
    return cipher.doFinal(block);
  }

  @Test
  void noBytesCauseAnythingButTheExceptionsOfTheContract() {
    long seed = 20_26;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] file = new byte[random.nextInt(100)];
      random.nextBytes(file);
      if (file.length > 1 && random.nextBoolean()) {
        file[0] = ':';
        file[1] = 2;
      }
      assertParsesOrRefuses(file, seed);
    }
  }

  private static void assertParsesOrRefuses(byte[] file, long seed) {
    try {
      byte[] again = WrappedPassphrase.parse(file).toBytes();
      assertThat(file).as("seed %d", seed).startsWith(again);
    } catch (WrappedPassphraseException e) {
      assertThat(e).as("seed %d", seed).hasMessageStartingWith("wrapped passphrase: ");
    }
  }

  @Test
  void equalityTakesAllOfTheFileAndTheSalt() throws Exception {
    byte[] file = Resource.bytes("wrapped/wrapped-v1-01");
    byte[] otherSignature = file.clone();
    otherSignature[0] ^= 1;
    byte[] otherCiphertext = file.clone();
    otherCiphertext[20] ^= 1;

    assertThat(WrappedPassphrase.parse(file))
        .isEqualTo(WrappedPassphrase.parse(file))
        .isNotEqualTo(WrappedPassphrase.parse(file, PassphraseKeys.NAME_SALT))
        .isNotEqualTo(WrappedPassphrase.parse(otherSignature))
        .isNotEqualTo(WrappedPassphrase.parse(otherCiphertext))
        .isNotEqualTo(null);
  }

  @Test
  void textNamesTheVersionAlone() throws Exception {
    assertThat(WrappedPassphrase.parse(Resource.bytes("wrapped/wrapped-v1-01")))
        .hasToString("wrapped passphrase, version 1");
    assertThat(WrappedPassphrase.parse(Resource.bytes("wrapped/wrapped-v2-01")))
        .hasToString("wrapped passphrase, version 2");
  }

  private static byte[] unwrap(String hex, byte[] wrappingPassphrase)
      throws GeneralSecurityException {
    return WrappedPassphrase.parse(HEX.parseHex(hex)).unwrap(wrappingPassphrase);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
