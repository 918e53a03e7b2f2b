package io.github.ecryptfs.metadata;

import static io.github.ecryptfs.metadata.Vectors.FIXED;
import static io.github.ecryptfs.metadata.Vectors.TAG_11;
import static io.github.ecryptfs.metadata.Vectors.TAG_3;
import static io.github.ecryptfs.metadata.Vectors.header;
import static io.github.ecryptfs.metadata.Vectors.headerWith;
import static io.github.ecryptfs.metadata.Vectors.hex;
import static io.github.ecryptfs.metadata.Vectors.oneKey;
import static io.github.ecryptfs.metadata.Vectors.padded;
import static io.github.ecryptfs.metadata.Vectors.parse;
import static io.github.ecryptfs.metadata.Vectors.xattr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers and xattr values that lie, and what is said of them. */
class DamagedHeaderTest {
  private static final String TAG_1 = "0112" + "03" + "66de655ed7da69d0" + "01" + "ab".repeat(8);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " 0 | ff | header: negative size -72057594037927923 at offset 0; the header is damaged",
        "16 | 04 | header: version 4 at offset 16, want at most 3; the file is not readable",
        "16 | 83 | header: version 131 at offset 16, want at most 3; the file is not readable",
        "19 | 06 | header: flag 04 at offset 19 says that the metadata is not here; the header is"
            + " damaged",
        "20 | 00000000 | header: metadata size of 2 times 0 bytes at offset 20; the header is damaged",
        "20 | 00000800 | header: metadata size of 2 times 2048 bytes at offset 20; the header is"
            + " damaged",
        "20 | ffffffff | header: metadata size of 2 times 4294967295 bytes at offset 20; the header is"
            + " damaged",
        "20 | ffffffffffff | header: metadata size of 65535 times 4294967295 bytes at offset 20; the"
            + " header is damaged",
        "20 | 00001001 | header: metadata size of 2 times 4097 bytes at offset 20; the header is"
            + " damaged",
        "24 | 0001 | header: metadata size of 1 times 4096 bytes at offset 20; the header is damaged",
        "24 | 0101 | header: metadata size of 257 times 4096 bytes at offset 20; the header is damaged",
        "26 | 00 | packet set: no packet at offset 26; the header is damaged",
        "26 | 02 | packet set: no packet at offset 26; the header is damaged",
        "26 | ed | packet set: tag 11 at offset 26: has 29 bytes, want 22; the header is damaged",
        "27 | 00 | packet set: tag 3 at offset 26: has 0 bytes, want 13 to 525; the header is"
            + " damaged",
        "27 | 0c | packet set: tag 3 at offset 26: has 12 bytes, want 13 to 525; the header is"
            + " damaged",
        "27 | 1c | packet set: no tag 11 at offset 56, where a tag 3 before it needs one; the"
            + " header is damaged",
        "27 | 7f | packet set: tag 3 at offset 26 claims 127 bytes, 53 are left; the header is cut"
            + " short",
        "27 | c2ff | packet set: tag 3 at offset 26 claims 959 bytes, 52 are left; the header is"
            + " cut short",
        "27 | e0 | packet set: tag 3 at offset 26 has length byte 224, want less than 224; the"
            + " header is damaged",
        "27 | ff | packet set: tag 3 at offset 26 has length byte 255, want less than 224; the"
            + " header is damaged",
        "28 | 05 | packet set: tag 3 at offset 26: version at offset 28 is 5, want 4; the header is"
            + " damaged",
        "29 | 00 | packet set: tag 3 at offset 26: unknown cipher code 00 at offset 29; the header"
            + " is damaged",
        "29 | ff | packet set: tag 3 at offset 26: unknown cipher code ff at offset 29; the header"
            + " is damaged",
        "30 | 01 | packet set: tag 3 at offset 26: S2K specifier at offset 30 is 1, want 3; the"
            + " header is damaged",
        "31 | 0a | packet set: tag 3 at offset 26: S2K hash at offset 31 is 10, want 1; the header"
            + " is damaged",
        "57 | ec | packet set: no tag 11 at offset 57, where a tag 3 before it needs one; the"
            + " header is damaged",
        "58 | 15 | packet set: tag 11 at offset 57: has 21 bytes, want 22; the header is damaged",
        "58 | 17 | packet set: tag 11 at offset 57 claims 23 bytes, 22 are left; the header is cut"
            + " short",
        "59 | 74 | packet set: tag 11 at offset 57: format at offset 59 is 116, want 98; the header"
            + " is damaged",
        "60 | 07 | packet set: tag 11 at offset 57: name length at offset 60 is 7, want 8; the"
            + " header is damaged"
      })
  void whatIsWrongIsSaidWithItsOffset(int offset, String bytes, String message) {
    assertThatThrownBy(() -> parse(headerWith(offset, bytes)))
        .isExactlyInstanceOf(MalformedMetadataException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "17, 1000", // reserved
    "40, 00", // iteration count
    "61, 0000000000000000", // name of the tag 11 packet
    "69, 01020304" // its date
  })
  void whatNobodyChecksIsIgnored(int offset, String bytes) throws MalformedMetadataException {
    assertThat(parse(headerWith(offset, bytes))).isEqualTo(oneKey());
  }

  @Test
  void whatFollowsTheEndOfThePacketsIsIgnored() throws MalformedMetadataException {
    assertThat(parse(hex(FIXED, TAG_3, TAG_11, "00", "8cff", "ed".repeat(99)))).isEqualTo(oneKey());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 12, 15})
  void aFileWithoutRoomForTheMarkerIsNoEcryptfsFile(int length) {
    assertThatThrownBy(() -> HeaderCodec.parseRegion(header(), length))
        .isInstanceOf(MissingMarkerException.class)
        .hasMessage("header: no marker at offset 8; this is no eCryptfs file");
  }

  @Test
  void aFileWithAnotherMarkerIsNoEcryptfsFile() {
    assertThatThrownBy(() -> parse(padded(headerWith(12, "00000000"))))
        .isInstanceOf(MissingMarkerException.class);
  }

  @Test
  void aFileThatEndsBeforeItsPacketsIsDamagedAndNotAPlainOne() {
    assertThatThrownBy(() -> HeaderCodec.parseRegion(header(), 25))
        .isExactlyInstanceOf(MalformedMetadataException.class)
        .hasMessage("header: 25 bytes, want at least 26; the header is cut short");
  }

  @Test
  void everyTruncationIsRefused() {
    for (int length = 0; length < header().length; length++) {
      int cut = length;
      assertThatThrownBy(() -> HeaderCodec.parseRegion(header(), cut))
          .as("header cut to %d bytes", cut)
          .isInstanceOf(MalformedMetadataException.class);
      assertThatThrownBy(() -> HeaderCodec.parseXattr(Arrays.copyOf(xattr(), cut)))
          .as("xattr cut to %d bytes", cut)
          .isInstanceOf(MalformedMetadataException.class);
    }
  }

  @Test
  void everyTruncationAfterThePacketsIsHarmless() throws MalformedMetadataException {
    for (int length = header().length; length <= HeaderCodec.MINIMUM_METADATA_BYTES; length++) {
      assertThat(HeaderCodec.parseRegion(padded(header()), length)).isEqualTo(oneKey());
    }
  }

  @Test
  void everyFlippedBitIsRefusedOrGivesAHeaderThatIsWrittenAsItIsRead() {
    byte[] everyPacket = hex(FIXED, TAG_1, TAG_3, TAG_11, "00");
    for (int bit = 0; bit < everyPacket.length * 8; bit++) {
      byte[] flipped = everyPacket.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      requireRefusedOrConsistent(flipped, "bit " + bit + " flipped");
    }
  }

  @Test
  void randomPacketsAreRefusedOrGiveAHeaderThatIsWrittenAsItIsRead() {
    for (int seed = 0; seed < 5_000; seed++) {
      requireRefusedOrConsistent(randomPackets(new Random(seed)), "seed " + seed);
    }
  }

  @Test
  void aFileWithAPacketWhoseSizeDoesNotFitItsCipherOpensWithItsOtherKey()
      throws MalformedMetadataException {
    String oddTag3 = "8c1104090301001122334455667760" + "01020304";
    List<WrappedFileKey> keys = parse(hex(FIXED, oddTag3, TAG_11, TAG_3, TAG_11)).keys();

    assertThat(keys)
        .containsExactly(Vectors.byPassphrase(Vectors.TEST, 9, "01020304"), Vectors.BY_TEST);
  }

  @Test
  void aTag3PacketMayBeEmptyAndMayBeFullButNotMore() throws MalformedMetadataException {
    assertThat(parse(hex(FIXED, tag3(0), TAG_11)).keys()).hasSize(1);
    assertThat(parse(hex(FIXED, tag3(512), TAG_11)).keys()).hasSize(1);
    assertThatThrownBy(() -> parse(hex(FIXED, tag3(513), TAG_11)))
        .hasMessage(
            "packet set: tag 3 at offset 26: has 526 bytes, want 13 to 525; the header is damaged");
  }

  @Test
  void aTag11PacketFollowsATag3PacketAndNothingElse() {
    assertThatThrownBy(() -> parse(hex(FIXED, TAG_11)))
        .hasMessage(
            "packet set: tag 11 d395309aaad4de06 before offset 50 follows no tag 3; the header is"
                + " damaged");
    assertThatThrownBy(() -> parse(hex(FIXED, TAG_1, TAG_11)))
        .isInstanceOf(MalformedMetadataException.class);
    assertThatThrownBy(() -> parse(hex(FIXED, TAG_3, TAG_11, TAG_11)))
        .isInstanceOf(MalformedMetadataException.class);
  }

  @Test
  void aTag3PacketIsFollowedByATag11PacketAndNothingElse() {
    assertThatThrownBy(() -> parse(hex(FIXED, TAG_3, TAG_3, TAG_11)))
        .hasMessage(
            "packet set: no tag 11 at offset 57, where a tag 3 before it needs one; the header is"
                + " damaged");
    assertThatThrownBy(() -> parse(hex(FIXED, TAG_3, TAG_1)))
        .isInstanceOf(MalformedMetadataException.class);
    assertThatThrownBy(() -> parse(hex(FIXED, TAG_3)))
        .isInstanceOf(MalformedMetadataException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0109                                       | tag 1 at offset 26 claims 9 bytes, 0 are"
            + " left",
        "0109 03 66de655ed7da69d0                   | tag 1 at offset 26: has 9 bytes, want 10 to"
            + " 522",
        "010b 04 66de655ed7da69d0 01 aa             | tag 1 at offset 26: version at offset 28 is"
            + " 4, want 3",
        "01                                         | tag 1 at offset 26 ends within its length",
        "01c0                                       | tag 1 at offset 26 ends within its length"
      })
  void aDamagedTag1PacketIsRefused(String packet, String problem) {
    assertThatThrownBy(() -> parse(hex(FIXED, packet)))
        .isInstanceOf(MalformedMetadataException.class)
        .hasMessageStartingWith("packet set: " + problem + "; the header is ");
  }

  @Test
  void aTag1PacketMayHoldAFourThousandBitCiphertextButNotMore() throws MalformedMetadataException {
    String start = "0366de655ed7da69d001";

    assertThat(parse(hex(FIXED, "01c14a", start, "ab".repeat(512))).keys()).hasSize(1);
    assertThatThrownBy(() -> parse(hex(FIXED, "01c14b", start, "ab".repeat(513))))
        .hasMessageContaining("has 523 bytes, want 10 to 522");
  }

  @Test
  void theAlgorithmOfATag1PacketIsKeptAndRefusesNothing() throws MalformedMetadataException {
    assertThat(parse(hex(FIXED, "010b", "0366de655ed7da69d0", "77", "ab")).keys())
        .containsExactly(
            new WrappedFileKey.ByPublicKey(
                KeySignature.parse("66de655ed7da69d0"), 0x77, Bytes.ofHex("ab")));
  }

  @Test
  void noPacketIsMadeThatNobodyWouldRead() {
    Bytes tooLong = Bytes.copyOf(new byte[513]);

    assertThatThrownBy(() -> new Tag1Packet(Vectors.TEST, WrappedFileKey.ByPublicKey.RSA, tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tag 1: wrapped key of 513 bytes, want at most 512");
    assertThatThrownBy(() -> new Tag3Packet(7, Vectors.SALT, tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tag 3: wrapped key of 513 bytes, want at most 512");
    assertThatThrownBy(() -> new Tag3Packet(1, Vectors.SALT, Bytes.ofHex("00")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tag 3: unknown cipher code 1");
    assertThatThrownBy(() -> new Tag3Packet(7, Bytes.ofHex("00"), Bytes.ofHex("00")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tag 3: salt of 1 bytes, want 8");
  }

  private static void requireRefusedOrConsistent(byte[] region, String what) {
    Header header;
    try {
      header = parse(region);
    } catch (MalformedMetadataException expected) {
      assertThat(expected).as(what).hasMessageContaining("; ");
      return;
    } catch (RuntimeException unexpected) {
      fail(what + ": " + HexFormat.of().formatHex(region), unexpected);
      return;
    }
    requireConsistent(header, what);
  }

  private static void requireConsistent(Header header, String what) {
    try {
      if (header.version() > 0) {
        assertThat(parse(HeaderCodec.toRegion(header))).as(what).isEqualTo(header);
        assertThat(HeaderCodec.parseXattr(HeaderCodec.toXattr(header)).keys())
            .as(what)
            .isEqualTo(header.keys());
      }
    } catch (MalformedMetadataException written) {
      fail(what + ": we wrote what we do not read", written);
    }
  }

  /** Packets that are right for the most part, with some bytes of noise. */
  private static byte[] randomPackets(Random random) {
    StringBuilder packets = new StringBuilder(FIXED);
    for (int i = random.nextInt(6); i >= 0; i--) {
      packets.append(
          switch (random.nextInt(4)) {
            case 0 -> TAG_1;
            case 1 -> tag3(random.nextInt(600));
            default -> TAG_3 + TAG_11;
          });
    }
    byte[] bytes = hex(packets.toString());
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[16 + random.nextInt(bytes.length - 16)] = (byte) random.nextInt();
    }
    return Arrays.copyOf(bytes, random.nextBoolean() ? bytes.length : random.nextInt(bytes.length));
  }

  private static String tag3(int wrappedBytes) {
    int body = 13 + wrappedBytes;
    String length =
        body < 192
            ? String.format("%02x", body)
            : String.format("%02x%02x", (body - 192) / 256 + 192, (body - 192) % 256);
    return "8c" + length + "04070301001122334455667760" + "5a".repeat(wrappedBytes);
  }
}
