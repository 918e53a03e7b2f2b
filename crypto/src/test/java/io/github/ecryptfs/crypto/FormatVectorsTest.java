package io.github.ecryptfs.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The values that {@code docs/format.md} lists under "Test vectors", the last table kernel-made.
 */
class FormatVectorsTest {
  static final Bytes DEFAULT_SALT = Bytes.ofHex("0011223344556677");
  static final Bytes NAME_SALT = Bytes.copyOf("99887766".getBytes(UTF_8));

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static PassphraseKey key(String passphrase, Bytes salt) {
    return PassphraseKey.derive(passphrase.getBytes(UTF_8), salt);
  }

  static CipherSpec spec(String name) {
    int dash = name.lastIndexOf('-');
    return new CipherSpec(
        CipherAlgorithm.byKernelName(name.substring(0, dash)).orElseThrow(),
        Integer.parseInt(name.substring(dash + 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "test, 0011223344556677, d395309aaad4de06,"
        + " 58116605277520b3fa1315497f2089514d53100b08096ee8ab2c752c96ebfc7e8d270fce370c29b1afe1cde71ec6218c6fa62b7500b3b14e7456b6f53eb38580",
    "test, 3939383837373636, be877764c5918621,"
        + " ac4007120f27ff0d0c30ce723432d13c24dccb0c0a4e3b5ae4beece867b1968685ff009e5fb62960b904ec7f0d853447f11c1a75d63b97fb98b3f4ee374052f8",
    "correct horse battery staple, 0011223344556677, 3ab38bb4917daae6,"
        + " 61610075bd5ce0bed6021dfe7e0b6b7f5414db8b0b42bb283e41ec8e1ece6f2613988a4e2ced69e5666024300d9de35ac36594cfb618bb92565e35d916e95912",
    "correct horse battery staple, 3939383837373636, dfe2081a9780d1ee,"
        + " 059f72b46b47737efbbb6a80006c6f41a3f6eb0a06223818207d2536e34b371a2d95ee87d606f5f1b96120630297b803dfecf00ce1613038403c53ac6d7faba2",
    "pässwörd, 0011223344556677, ef89f76ff29f36e2,"
        + " 2e2dc8aa68ec9af41be7712a6cd46e2378037a13eb9c6ff7199db9ec8d38e790c31513bec3291a787493777586d15ed08eea08a7042a1d241084e9e78e4fccc1",
    "foo, 0011223344556677, 253ca7e88811d184,"
        + " 3f0cffa9389d2c396ad887c6ec657898e2e9e74cbb3cb1d25d410f58de2aa6b70dd81ccedaf8fad725346d8f751b8fc2c50ad69fba27d1d4fb735f207e76c6e9",
    "a, aaaaaaaaaaaaaaaa, c42ec75301dc1674,"
        + " 27f2ff49bfc520109f2579b36377a29955585cee6e8e5210b474a7ef7e5c4e9cf499075ace62d03b78d718d0e311726bb35b6699061f12d0731dd6a3efe9b3f2",
    "ef2fa983a4ecc87b6f48821bd9b36940220345624949e6bf826efd692678d78b, fa1507f9913d915b,"
        + " 09582907da54851e,"
        + " bdc9089cb08554ac6039c64345a82f49e175c1427104bb1906fed9f3ad703c4f3745b2ef9a2f4210b24c973fe17370ae39def8af31d7b3f304d1209ed4313f4d",
    "Test, 0011223344556677, 3515cca9baaea1f4, ''",
    "test, 9988776655443322, 7e12386ad4afbc03, ''",
  })
  void passphraseGivesSignatureAndKey(String passphrase, String salt, String sig, String key) {
    PassphraseKey derived = key(passphrase, Bytes.ofHex(salt));

    assertThat(derived.signature()).hasToString(sig);
    assertThat(derived.salt()).hasToString(salt);
    String bytes = derived.lendTo(HexFormat.of()::formatHex);
    assertThat(bytes).startsWith(key).hasSize(128);
  }

  @ParameterizedTest
  @CsvSource({
    "aes-16, 404811d3601cad796515bd4f09f7cac0, d8c8dcec9c511399fb6acb32f28d89e2,"
        + " 38bb59b82fa4464d4b2f49bdf5c339f3",
    "aes-24, d993be220b64ee6232cbc057f0e99c9d980b14bbd6a7d967044243f5b09a92d8,"
        + " f48b19cf162778b32ccc6ff221a9832c2705e12c0f5ca358, 395355dcdbadbceba346af0ba322f1e2",
    "aes-32, 3c66425c47d7794f02f42a86beba13aaba659878ba11f8227bc73371c41096cb,"
        + " 6bc167528d2cacbeba530d258932bd262859ef59fd97ac7c23e870e95f48955e,"
        + " bdf694738c0bb0d8aad2950c06a268fd",
    "blowfish-16, 0b395288f0a170c7a8b30ef47822fabd, e22bc7b80a217f19a9c7f26e097a0816,"
        + " 6518ef9e580ae643f36f07978a6a45f6",
    "blowfish-32, 8d4c552e93db8016b444142432d3181b6a1b6335138e3a64035e4686aad874f3,"
        + " 101a2abb1deae56081927af4ac0a1481a4d1a2051b09bcd312828c62d98312e0,"
        + " 9bc484568edd447c8264c33fb9c48745",
    "blowfish-56,"
        + " ad3eaae3e55e369dd0ac4d1cd455f54a119333d5102d10ac1414df7094f5c75cacda540591af777494674c951880f0daf0878df23d4c6b67,"
        + " 915fad1e4f62545fac8feaf7d6647a5ec744d364dfb7c5ea11ed7711dcfd3546f6b3391d58e91c201902728759872df30f9c705e7e31fff3,"
        + " 286f9c6ea654bdb6b4f09242e336732d",
    "cast5-16, a1bd0c89d48694481dd5c149a78b0d3a, 306a45edfe2e41c0c9d40365050bf301,"
        + " 3a28626f57c58604be3f801f16c8400a",
    "cast6-16, a89afa25c54af82def64a45ee4834fe4, c9e1373cd17ee7becf5f21b7e3852b89,"
        + " 72ff9b02974077432d6255a751344838",
    "cast6-32, cf94e19d498f2bafbe36066b61b1d00a7f5a7cbe94da44b9f0bafa6f8c188627,"
        + " 2bbde440634ccbb1fb3ac2a093b182864d8db6207124d1f64022a2fee968369d,"
        + " 4cdd7be22ff1a843dba551eebc064b63",
    "des3_ede-24, 02f9ea8f60a6a00f42ad41c50d9b03713b897dc82b5b57b8,"
        + " f303f97f721794920834e550aec511995894fceb38fee063, 182db3f88f056372ccd947fef67e67b5",
    "twofish-16, 13eeb365f47f28e80293c40b7743e3c9, 334b6910e61a6bf9671517cbdee0a4f4,"
        + " e671b6685ab4956e9c24e6a7afc291aa",
    "twofish-32, 9f09dfc65e70d596cb5f403dbc1efc0a78bcfcff3320fca7c45acc43a176ea96,"
        + " 63a83189d02be0660df63c00d5963a2b54cf4d8cac583dc00eeaf7e82cc537f9,"
        + " 5ab667c8d624c17d86278b1248c2ced1",
  })
  void kernelMadeFileOpensAndIsMadeAgain(String cipher, String efek, String fek, String start)
      throws KeyUnwrapException {
    CipherSpec spec = spec(cipher);
    PassphraseKey wrapping = key("Test", DEFAULT_SALT);
    var wrapped =
        new WrappedFileKey.ByPassphrase(
            wrapping.signature(), spec.code(), DEFAULT_SALT, Bytes.ofHex(efek));

    FileEncryptionKey key = wrapping.unwrap(wrapped);

    assertThat(key.cipher()).isEqualTo(spec);
    String raw = key.lendTo(HexFormat.of()::formatHex);
    assertThat(raw).isEqualTo(fek);
    assertThat(wrapping.wrap(key)).isEqualTo(wrapped);
    try (CbcExtentCipher extents = new CbcExtentCipher(key)) {
      byte[] plain = Arrays.copyOf("Hello World\n".getBytes(UTF_8), 4096);
      byte[] encrypted = new byte[4096];
      extents.encrypt(0, 1, plain, 0, encrypted, 0);
      assertThat(Arrays.copyOf(encrypted, 16)).isEqualTo(hex(start));
      byte[] decrypted = new byte[4096];
      extents.decrypt(0, 1, encrypted, 0, decrypted, 0);
      assertThat(decrypted).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "16, 1ac1ef01e96caf1be0d329331a4fc2a8, 0, cd096e1db464e9b4c91e51419090606b",
    "16, 1ac1ef01e96caf1be0d329331a4fc2a8, 1, 41e2d33e4f39f1b90c7b306fc13cb684",
    "16, 1ac1ef01e96caf1be0d329331a4fc2a8, 9, ea706b3d1e79a424baa00a982a3eabc4",
    "16, 1ac1ef01e96caf1be0d329331a4fc2a8, 10, 5ce066bcdaf9ef30ca01ce592e8d196e",
    "16, 1ac1ef01e96caf1be0d329331a4fc2a8, 4097, 4f53ff8102153d10e64c50112dd3df44",
    "16, 1ac1ef01e96caf1be0d329331a4fc2a8, 123456789, 80475553aae7aa469b078c339c27491b",
    "24, 8bd9c8efbbac58748951ca5a45cfd386, 0, 5f42b2012fa068f478c07882170b5ca9",
    "24, 8bd9c8efbbac58748951ca5a45cfd386, 1, cf42d56252e60cf072d1fb24188dca0a",
    "24, 8bd9c8efbbac58748951ca5a45cfd386, 4097, 9e6d0f65875664d920eb4aa8584c25a1",
    "32, b4ffcb23737cec315a4a4d1aa2a620ce, 0, 5b3f833d19f2220ff578b04b0875cedc",
    "32, b4ffcb23737cec315a4a4d1aa2a620ce, 1, 0ea39d8ae87f3ce1989dd5c3e771e5d0",
    "32, b4ffcb23737cec315a4a4d1aa2a620ce, 4097, 3786bac3af9bce9afb048a403b1d729a",
  })
  void extentNumberGivesVector(int keyBytes, String root, long extent, String vector) {
    ExtentIvs vectors = new ExtentIvs(countingKey(keyBytes));
    byte[] iv = new byte[16];
    vectors.write(extent, 1, iv);

    assertThat(vectors.root()).hasToString(root);
    assertThat(iv).isEqualTo(hex(vector));
  }

  /** Bytes 0, 1, 2 and so on. */
  static byte[] countingKey(int keyBytes) {
    byte[] key = new byte[keyBytes];
    for (int i = 0; i < keyBytes; i++) {
      key[i] = (byte) i;
    }
    return key;
  }

  @ParameterizedTest
  @CsvSource({
    "aes-16, 00, 3bc81713ec66a1fc1fcbe3294d1a1273, b1ebbb80ff697843686025a41cf4bb1f",
    "aes-24, 00, 9237ccfcea85ee719038593bde3f0719,"
        + " 3f4173f9abe2deaaf69717b687919cf4b5165dc2aa3df56f96086ab214bbcb58",
    "aes-32, 00, 5d4b92e7628696cb777f61854da66afa,"
        + " 24185e2551e6a98969269d6e6c5e8d8c59ffdda17a8ba5f08d7df2cccffc1c8e",
    "blowfish-16, 00, 5d0332ffa875213890b4e908c16e6010, 9933dcfcd63f5f50e03620cac81a0ca0",
    "cast5-16, 00, c88a856d1a35b3f11cad36c6b8cb3a68, 35fac59121ccb59a266cf4d2d9ba3110",
    "des3_ede-24, 0123456789abcdef23456789abcdef01456789abcdef0123,"
        + " e58adb2adebe4e2b34f331e91ff10192, f240baac59d67a27f0eb197d51cec72eb39fb4f32b5a81d5",
  })
  void fileOfTheFormatsExampleIsMade(String cipher, String fek, String start, String efek) {
    CipherSpec spec = spec(cipher);
    byte[] raw = fek.equals("00") ? countingKey(spec.keyBytes()) : hex(fek);
    FileEncryptionKey key = FileEncryptionKey.adopt(spec, raw);
    byte[] extent = Arrays.copyOf("Hello, World\n".getBytes(UTF_8), 4096);

    Bytes wrapped = key("test", DEFAULT_SALT).wrap(key).wrapped();
    try (CbcExtentCipher extents = new CbcExtentCipher(key)) {
      extents.encrypt(0, 1, extent, 0, extent, 0);
    }

    assertThat(wrapped).hasToString(efek);
    assertThat(Arrays.copyOf(extent, 16)).isEqualTo(hex(start));
  }

  @Test
  void wholeExtentAndLongFileOfTheFormatsExampleAreMade() throws GeneralSecurityException {
    FileEncryptionKey key = FileEncryptionKey.adopt(spec("aes-16"), countingKey(16));
    byte[] small = Arrays.copyOf("Hello, World\n".getBytes(UTF_8), 4096);
    byte[] longer = new byte[3 * 4096];
    for (int i = 0; i < 10000; i++) {
      longer[i] = (byte) (7 * i + i / 4096);
    }

    try (CbcExtentCipher extents = new CbcExtentCipher(key)) {
      extents.encrypt(0, 1, small, 0, small, 0);
      extents.encrypt(0, 3, longer, 0, longer, 0);
    }

    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    assertThat(Arrays.copyOf(small, 32))
        .isEqualTo(hex("3bc81713ec66a1fc1fcbe3294d1a1273e9b9e67dd17226e084bf1c02b7be21a8"));
    assertThat(Arrays.copyOfRange(small, 4080, 4096))
        .isEqualTo(hex("51e3cea2452cd0784df4669fa55127eb"));
    assertThat(sha256.digest(small))
        .isEqualTo(hex("c5e38d694be6b811c29eaeafaabaa8ec5ebad7b7fa24582ed7540ac52fe2b937"));
    sha256.update(headerOfTheExample(10000));
    assertThat(sha256.digest(longer))
        .isEqualTo(hex("4adb38f261413cb89fb4cb08a73862b6b8cfcd64b6e8e2fb6ead77ece56c2611"));
  }

  private static byte[] headerOfTheExample(int size) {
    byte[] header =
        hex(
            "0000000000000000112233442da384b103000002000010000002"
                + "8c1d04070301001122334455667760b1ebbb80ff697843686025a41cf4bb1f"
                + "ed1662085f434f4e534f4c4500000000d395309aaad4de06");
    header[6] = (byte) (size >> 8);
    header[7] = (byte) size;
    return Arrays.copyOf(header, 8192);
  }

  @ParameterizedTest
  @CsvSource({
    "test, 3939383837373636, aes-16, hello.txt,"
        + " FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbqS4uUSCgU24LAfMmCvuyI---",
    "test, 3939383837373636, aes-32, hello.txt,"
        + " FWayVrRYlN446EY.WUc7GBFqG9GB6qF3eRmJBaTYmEsBvaAHDmH6Azzew---",
    "test, 0011223344556677, aes-16, hello.txt,"
        + " FWbHZH0OehHS.URqPdiytgZHLV5txs-bH4KKHIpUr0YQwkgcLwrwo0yXCE--",
    "test, 3939383837373636, aes-16, a,"
        + " FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbQ6c91K.POk3wnAz97hMe9E--",
    "test, 3939383837373636, aes-16, 0123456789abcde,"
        + " FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbSCBI.654P5jGPxb6Xjoex---",
    "test, 3939383837373636, aes-16, ü.txt,"
        + " FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbAbeoTYfMV4CK.fToYPrE7U--",
    "test, 3939383837373636, aes-16, ../target/file,"
        + " FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbb5X9PX4WWrQpsFW8ahjCARE--",
    "test, 3939383837373636, aes-16,"
        + " xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx,"
        + " FeayVrRYlN446ERDD20SlK20xSkpZmIqkmbbXByGabgziXZHlhyzkFStvzJrXrSfws-bPIKZ1EmCx2HpRsxrezC-7qp3dEoAXjF2xLSDRujnU0RhFOIB16voFDJrXrSfws-bPIKZ1EmCx2HpRsxrezC-7qp3dEoAXjF2xLSDRujnU0RhFOIB16voFDJrXrSfws-bPIKZ1EmCx2HpRsxrezC-7qp3dEoAXjF2",
    "HmPR65GG1nFFBHh1PdQMIGQ7vatEmi2c3qgqxZs3zk, 3939383837373636, aes-16, test,"
        + " FWZB1tuBWdoRP-Sf55XoVbymY5V0-HPdXGywjF1JHoQN1FY.YxESl6Azb---",
    "Test, 0011223344556677, aes-16, TestFile,"
        + " FWYp3QmdieuVx-ReNM93cFJhZmQKb9S.7xyoDzbVOSbBh3ttRUURq5F-zE--",
    "Test, 0011223344556677, aes-24, TestFile,"
        + " FWYp3QmdieuVx-UP0Bp5ZhSV8z0l0qmRIVPgjmpEsGWRgxIcl0sTzLZcs---",
    "Test, 0011223344556677, aes-32, TestFile,"
        + " FWYp3QmdieuVx-aK6fArd1FkXCt3ijqL6Arsiu3IFxKKhksWZXxt2HR.i---",
    "Test, 0011223344556677, blowfish-16, TestFile,"
        + " FWYp3QmdieuVx-Fi4vCFunEkpmguVPgTV8O7OCI7gcIM0RzNtZOMT.ad8k--",
    "Test, 0011223344556677, blowfish-32, TestFile,"
        + " FWYp3QmdieuVx-Gcj-1XYP8.88HiL.Iqo1dD0FdJ43mOKINZrz4jr23Alk--",
    "Test, 0011223344556677, blowfish-56, TestFile,"
        + " FWYp3QmdieuVx-ENJPazcrf3HQ7pWVxijnxeY.TJuf5cmIawdVooB35qhU--",
    "Test, 0011223344556677, des3_ede-24, TestFile,"
        + " FWYp3QmdieuVx-7SUzZ0hbmbz5nk3WMwv4ZjYta1MzcS0Zfdls0zMhkKmk--",
    "Test, 0011223344556677, cast5-16, TestFile,"
        + " FWYp3QmdieuVx-CmuNOpVG2GsCd8MdmEh7ndp5ixhBAtzsKYxq46G0BYH---",
    "Test, 0011223344556677, twofish-16, TestFile,"
        + " FWYp3QmdieuVx-dxaIZlhnn0IL1A0yGabE.2NzWC-quHTGlvm8pmEKMfbk--",
    "Test, 0011223344556677, twofish-32, TestFile,"
        + " FWYp3QmdieuVx-fYL1xMpMmdFjqaJi9sIgj8dZ-JCGwSNy1z0jeaA3Xa0U--",
    "Test, 0011223344556677, cast6-16, TestFile,"
        + " FWYp3QmdieuVx-iVruuRcV5MVN0bTnYT8x7OmVQPutg9Nd8wzTUkDI3Y4E--",
    "Test, 0011223344556677, cast6-32, TestFile,"
        + " FWYp3QmdieuVx-hXoa6jmmm7G6ncyvOwfrhKvnaTxcFRZZA2T8r6pirQ.---",
  })
  void nameGivesItsCiphertextAndComesBack(
      String passphrase, String salt, String cipher, String name, String lower) {
    byte[] packet = packetIn(lower);
    int body = 2; // after tag and length
    byte[] ciphertext = Arrays.copyOfRange(packet, body + KeySignature.BYTES + 1, packet.length);
    CipherSpec spec = spec(cipher);

    try (PassphraseKey key = key(passphrase, Bytes.ofHex(salt));
        FilenameCipher names = new FilenameCipher(key, spec)) {
      byte[] plain = name.getBytes(UTF_8);
      byte[] encrypted = names.encrypt(plain);

      assertThat(names.signature()).isEqualTo(KeySignature.read(packet, body));
      assertThat(spec.code()).isEqualTo(packet[body + KeySignature.BYTES]);
      assertThat(encrypted).isEqualTo(Arrays.copyOf(ciphertext, encrypted.length));
      assertThat(encrypted).hasSize(names.ciphertextBytes(plain.length));
      assertThat(packet).hasSizeBetween(body + 9 + encrypted.length, body + 11 + encrypted.length);
      assertThat(names.decrypt(encrypted)).hasValue(plain);
    }
  }

  /** The bytes that the 64 characters of lower names stand for. */
  private static byte[] packetIn(String text) {
    String alphabet = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    byte[] bytes = new byte[text.length() / 4 * 3];
    for (int i = 0; i < text.length(); i++) {
      int shift = 10 - (i * 6) % 8;
      int bits = alphabet.indexOf(text.charAt(i)) << shift;
      int at = i * 6 / 8;
      bytes[at] |= (byte) (bits >> 8);
      if (at + 1 < bytes.length) {
        bytes[at + 1] |= (byte) bits;
      }
    }
    return bytes;
  }
}
