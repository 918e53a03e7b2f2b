package io.github.ecryptfs.metadata;

import static io.github.ecryptfs.metadata.EncryptedName.PREFIX;
import static io.github.ecryptfs.metadata.Vectors.NAME_KEY;
import static io.github.ecryptfs.metadata.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedNameTest {
  private static final String HELLO =
      "FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbqS4uUSCgU24LAfMmCvuyI---";
  private static final String HELLO_PACKET =
      "46 29 be877764c5918621 07"
          + "4f3c409ec56102f5ec35972536c329e7d9e1ba81e3ac80419732b6323bbebe50";
  private static final Tag70Packet HELLO_VALUE =
      new Tag70Packet(
          NAME_KEY,
          7,
          Bytes.ofHex("4f3c409ec56102f5ec35972536c329e7d9e1ba81e3ac80419732b6323bbebe50"));

  @Test
  void theKnownNameIsMadeOfItsPacket() {
    assertThat(HELLO_VALUE.encode()).isEqualTo(hex(HELLO_PACKET));
    assertThat(Tag70Packet.encode(NAME_KEY, 7, HELLO_VALUE.ciphertext().toArray()))
        .isEqualTo(hex(HELLO_PACKET));
    assertThat(EncryptedName.toLower(HELLO_VALUE)).isEqualTo(PREFIX + HELLO);
  }

  @ParameterizedTest
  @CsvSource({
    "FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbqS4uUSCgU24LAfMmCvuyI---, be877764c5918621, 7, 32",
    "FWayVrRYlN446EY.WUc7GBFqG9GB6qF3eRmJBaTYmEsBvaAHDmH6Azzew---, be877764c5918621, 9, 32",
    "FWbHZH0OehHS.URqPdiytgZHLV5txs-bH4KKHIpUr0YQwkgcLwrwo0yXCE--, d395309aaad4de06, 7, 32",
    "FWYp3QmdieuVx-ReNM93cFJhZmQKb9S.7xyoDzbVOSbBh3ttRUURq5F-zE--, 3515cca9baaea1f4, 7, 32",
    "FWYp3QmdieuVx-UP0Bp5ZhSV8z0l0qmRIVPgjmpEsGWRgxIcl0sTzLZcs---, 3515cca9baaea1f4, 8, 32",
    "FWYp3QmdieuVx-aK6fArd1FkXCt3ijqL6Arsiu3IFxKKhksWZXxt2HR.i---, 3515cca9baaea1f4, 9, 32",
    "FWYp3QmdieuVx-ENJPazcrf3HQ7pWVxijnxeY.TJuf5cmIawdVooB35qhU--, 3515cca9baaea1f4, 4, 32",
    "FWYp3QmdieuVx-7SUzZ0hbmbz5nk3WMwv4ZjYta1MzcS0Zfdls0zMhkKmk--, 3515cca9baaea1f4, 2, 32",
    "FWYp3QmdieuVx-CmuNOpVG2GsCd8MdmEh7ndp5ixhBAtzsKYxq46G0BYH---, 3515cca9baaea1f4, 3, 32",
    "FWYp3QmdieuVx-fYL1xMpMmdFjqaJi9sIgj8dZ-JCGwSNy1z0jeaA3Xa0U--, 3515cca9baaea1f4, 10, 32",
    "FWYp3QmdieuVx-hXoa6jmmm7G6ncyvOwfrhKvnaTxcFRZZA2T8r6pirQ.---, 3515cca9baaea1f4, 11, 32"
  })
  void knownNamesTellTheirKeyAndCipher(String text, String signature, int code, int bytes)
      throws MalformedMetadataException {
    Tag70Packet packet = EncryptedName.parse(PREFIX + text);

    assertThat(packet.signature()).hasToString(signature);
    assertThat(packet.cipherCode()).isEqualTo(code);
    assertThat(packet.ciphertext().size()).isEqualTo(bytes);
    assertThat(EncryptedName.toLower(packet)).isEqualTo(PREFIX + text);
  }

  @Test
  void theKnownNameGivesItsPacket() throws MalformedMetadataException {
    assertThat(EncryptedName.parse(PREFIX + HELLO)).isEqualTo(HELLO_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "32, 43, 84",
    "48, 59, 104",
    "64, 75, 124",
    "80, 91, 148",
    "96, 107, 168",
    "112, 123, 188",
    "128, 139, 212",
    "144, 155, 232",
    "160, 171, 252",
    "176, 187, 276",
    "182, 193, 284",
    "183, 195, 284",
    "192, 204, 296",
    "3024, 3036, 4072"
  })
  void lowerNamesHaveTheirKnownLengths(int ciphertext, int packet, int lowerName) {
    assertThat(Tag70Packet.packetBytes(ciphertext)).isEqualTo(packet);
    assertThat(EncryptedName.lowerLength(ciphertext)).isEqualTo(lowerName);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 160, 176, 192, 448, 3024, 8368})
  void namesOfAnyLengthComeBack(int ciphertextBytes) throws MalformedMetadataException {
    Tag70Packet packet = packetOf(ciphertextBytes);
    String lower = EncryptedName.toLower(packet);

    assertThat(EncryptedName.parse(lower)).isEqualTo(packet);
    assertThat(lower).hasSize(EncryptedName.lowerLength(ciphertextBytes));
    assertThat(packet.encode()).hasSize(Tag70Packet.packetBytes(ciphertextBytes));
  }

  @ParameterizedTest
  @CsvSource({
    "255, 16, 143",
    "255, 8, 143",
    "254, 16, 126",
    "254, 8, 134",
    "143, 16, 43",
    "143, 8, 51",
    "24, 16, 0",
    "1, 16, 0",
    "87, 16, 1"
  })
  void theNameLimitIsTheOneThatTheKernelTells(int lowerLimit, int block, int upperLimit) {
    assertThat(EncryptedName.nameLimit(lowerLimit, block)).isEqualTo(upperLimit);
  }

  @Test
  void aPlainNameIsToldFromAnEncryptedOne() {
    assertThat(EncryptedName.hasPrefix(PREFIX + HELLO)).isTrue();
    assertThat(EncryptedName.hasPrefix("ECRYPTFS_FEK_ENCRYPTED." + HELLO)).isFalse();
    assertThatThrownBy(() -> EncryptedName.parse("ECRYPTFS_FEK_ENCRYPTED." + HELLO))
        .isInstanceOf(MalformedMetadataException.class)
        .hasMessage(
            "encrypted name: no ECRYPTFS_FNEK_ENCRYPTED. at its start; this is a plain name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                          | no tag 70 at offset 0",
        "0129be                                      | no tag 70 at offset 0",
        "46 29 be877764c5918621 07                   | tag 70 at offset 0 claims 41 bytes, 10 are"
            + " left",
        "46 e0 be877764c5918621 07                   | tag 70 at offset 0 has length byte 224,"
            + " want less than 224",
        "46 00 be877764c5918621 07 00                | tag 70 at offset 0: has 0 bytes, want 9 to"
            + " 8383",
        "46 08 be877764c5918621 07 00                | tag 70 at offset 0: has 8 bytes, want 9 to"
            + " 8383",
        "46 09 be877764c5918621 07 00                | tag 70 at offset 0: 0 bytes of ciphertext"
            + " are not whole blocks",
        "46 11 be877764c5918621 07 0011223344556677 000000 | tag 70 at offset 0: 8 bytes of"
            + " ciphertext are not whole blocks",
        "46 11 be877764c5918621 00 0011223344556677 000000 | tag 70 at offset 0: unknown cipher"
            + " code 00 at offset 10"
      })
  void aDamagedPacketIsRefused(String packet, String problem) {
    byte[] padded = java.util.Arrays.copyOf(hex(packet), (hex(packet).length + 2) / 3 * 3);

    assertThatThrownBy(() -> EncryptedName.parse(PREFIX + FilenameAlphabet.encode(padded)))
        .isInstanceOf(MalformedMetadataException.class)
        .hasMessageStartingWith("encrypted name: " + problem + "; the name is ");
  }

  @Test
  void aPacketOfEightByteBlocksMayHaveAnOddNumberOfThem() throws MalformedMetadataException {
    byte[] packet = hex("46 11 be877764c5918621 04 0011223344556677");

    assertThat(Tag70Packet.parse(packet, packet.length).ciphertext())
        .isEqualTo(Bytes.ofHex("0011223344556677"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"----", "-----", "--------", "z---"})
  void textAfterThePacketIsRefused(String more) {
    assertThatThrownBy(() -> EncryptedName.parse(PREFIX + HELLO + more))
        .isInstanceOf(MalformedMetadataException.class);
  }

  @Test
  void fillBitsThatAreNotZeroAreRefused() {
    String changed = HELLO.substring(0, HELLO.length() - 1) + "z";

    assertThatThrownBy(() -> EncryptedName.parse(PREFIX + changed))
        .isInstanceOf(MalformedMetadataException.class)
        .hasMessage("encrypted name: text after its packet; the name is damaged");
  }

  @Test
  void everyTruncationIsRefused() {
    String lower = PREFIX + HELLO;
    for (int length = 0; length < lower.length(); length++) {
      String cut = lower.substring(0, length);
      assertThatThrownBy(() -> EncryptedName.parse(cut))
          .as("cut to %d characters", length)
          .isInstanceOf(MalformedMetadataException.class);
    }
  }

  @Test
  void everyTruncationOfThePacketIsRefused() {
    for (int length = 0; length < hex(HELLO_PACKET).length; length++) {
      int cut = length;
      assertThatThrownBy(() -> Tag70Packet.parse(hex(HELLO_PACKET), cut))
          .as("cut to %d bytes", cut)
          .isInstanceOf(MalformedMetadataException.class);
    }
  }

  @Test
  void everyFlippedBitOfThePacketIsRefusedOrGivesAnotherNameThatComesBack() {
    for (int bit = 0; bit < hex(HELLO_PACKET).length * 8; bit++) {
      byte[] flipped = hex(HELLO_PACKET);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      requireRefusedOrConsistent(PREFIX + FilenameAlphabet.encode(flipped), "bit " + bit);
    }
  }

  @Test
  void randomNamesAreRefusedOrComeBack() {
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      byte[] start = {0x46, (byte) (noise.length - 2 + random.nextInt(3))};
      System.arraycopy(start, 0, noise, 0, Math.min(noise.length, 2));
      requireRefusedOrConsistent(PREFIX + FilenameAlphabet.encode(noise), "seed " + seed);
    }
  }

  @ParameterizedTest
  @CsvSource({"7, 0", "7, 8", "7, 33", "4, 12", "1, 16", "7, 8384"})
  void noPacketIsMadeThatNobodyWouldRead(int code, int ciphertextBytes) {
    assertThatThrownBy(() -> Tag70Packet.encode(NAME_KEY, code, new byte[ciphertextBytes]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void requireRefusedOrConsistent(String lower, String what) {
    try {
      Tag70Packet packet = EncryptedName.parse(lower);
      assertThat(EncryptedName.toLower(packet)).as(what).isEqualTo(lower);
      assertThat(CipherSpec.algorithmOf(packet.cipherCode())).as(what).isPresent();
    } catch (MalformedMetadataException expected) {
      assertThat(expected).as(what).hasMessageStartingWith("encrypted name: ");
    } catch (RuntimeException unexpected) {
      fail(what + ": " + lower, unexpected);
    }
  }

  private static Tag70Packet packetOf(int ciphertextBytes) {
    byte[] ciphertext = new byte[ciphertextBytes];
    new Random(ciphertextBytes).nextBytes(ciphertext);
    return new Tag70Packet(NAME_KEY, 7, Bytes.copyOf(ciphertext));
  }
}
