package io.github.ecryptfs.metadata;

import static io.github.ecryptfs.metadata.Vectors.BY_HORSE;
import static io.github.ecryptfs.metadata.Vectors.BY_TEST;
import static io.github.ecryptfs.metadata.Vectors.FIXED;
import static io.github.ecryptfs.metadata.Vectors.FLAGS;
import static io.github.ecryptfs.metadata.Vectors.MARKER;
import static io.github.ecryptfs.metadata.Vectors.TAG_11;
import static io.github.ecryptfs.metadata.Vectors.TAG_3;
import static io.github.ecryptfs.metadata.Vectors.TEST;
import static io.github.ecryptfs.metadata.Vectors.byPassphrase;
import static io.github.ecryptfs.metadata.Vectors.header;
import static io.github.ecryptfs.metadata.Vectors.headerWith;
import static io.github.ecryptfs.metadata.Vectors.hex;
import static io.github.ecryptfs.metadata.Vectors.oneKey;
import static io.github.ecryptfs.metadata.Vectors.padded;
import static io.github.ecryptfs.metadata.Vectors.parse;
import static io.github.ecryptfs.metadata.Vectors.xattr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderCodecTest {
  private static final String VERSION_0 = "000000000000000d112233442da384b100000002";

  @Test
  void oneKeyGivesTheKnownRegion() {
    assertThat(HeaderCodec.toRegion(oneKey())).isEqualTo(padded(header()));
  }

  @Test
  void theKnownRegionGivesItsHeader() throws MalformedMetadataException {
    assertThat(parse(padded(header()))).isEqualTo(oneKey());
  }

  @Test
  void dataOfAFileWithAHeaderStartsAfterIt() throws MalformedMetadataException {
    assertThat(parse(header()).layout()).isEqualTo(new ExtentLayout(8192));
  }

  @Test
  void theKnownXattrValueGivesAHeaderWhoseDataStartsAtZero() throws MalformedMetadataException {
    Header header = HeaderCodec.parseXattr(xattr());

    assertThat(header.flags().inXattr()).isTrue();
    assertThat(header.layout()).isEqualTo(new ExtentLayout(0));
    assertThat(HeaderCodec.toXattr(header)).isEqualTo(xattr());
  }

  @Test
  void thePlaceOfTheBytesDecidesTheFlag() throws MalformedMetadataException {
    Header inXattr = HeaderCodec.parseXattr(xattr());

    assertThat(HeaderCodec.toRegion(inXattr)).isEqualTo(padded(header()));
    assertThat(HeaderCodec.toXattr(oneKey())).isEqualTo(xattr());
  }

  @ParameterizedTest
  @CsvSource({
    "8, 3f4173f9abe2deaaf69717b687919cf4b5165dc2aa3df56f96086ab214bbcb58, 8c2d04080301",
    "9, 24185e2551e6a98969269d6e6c5e8d8c59ffdda17a8ba5f08d7df2cccffc1c8e, 8c2d04090301",
    "4, 9933dcfcd63f5f50e03620cac81a0ca0, 8c1d04040301",
    "3, 35fac59121ccb59a266cf4d2d9ba3110, 8c1d04030301",
    "2, f240baac59d67a27f0eb197d51cec72eb39fb4f32b5a81d5, 8c2504020301",
    "10, fc475e9dab5164abc9b0e4ecc222d9f1596f0077feaba7838f1403545f5102a5, 8c2d040a0301",
    "11, 25fdbde467fb4649d1286952e9e49546, 8c1d040b0301"
  })
  void everyCipherGivesItsKnownPackets(int code, String wrapped, String start)
      throws MalformedMetadataException {
    Header header =
        Header.create(MARKER, FLAGS, List.of(byPassphrase(TEST, code, wrapped))).withUpperSize(13);
    byte[] known = hex(FIXED, start, "001122334455667760", wrapped, TAG_11);

    assertThat(HeaderCodec.toRegion(header)).isEqualTo(padded(known));
    assertThat(parse(known)).isEqualTo(header);
  }

  @Test
  void twoKeysStandInOrder() throws MalformedMetadataException {
    Header header = Header.create(MARKER, FLAGS, List.of(BY_TEST, BY_HORSE));
    byte[] region = HeaderCodec.toRegion(header);

    assertThat(Arrays.copyOfRange(region, 26, 137))
        .isEqualTo(
            hex(
                "8c1d04070301001122334455667760b1ebbb80ff697843686025a41cf4bb1f",
                "ed1662085f434f4e534f4c4500000000d395309aaad4de06",
                "8c1d0407030100112233445566776015acd57db34cf672afe8488fa7afc44c",
                "ed1662085f434f4e534f4c45000000003ab38bb4917daae6",
                "00"));
    assertThat(parse(region)).isEqualTo(header);
  }

  @ParameterizedTest
  @CsvSource({"128, 018a", "256, 01c04a", "512, 01c14a"})
  void aPublicKeyGivesATag1Packet(int wrappedBytes, String start)
      throws MalformedMetadataException {
    KeySignature signature = KeySignature.parse("66de655ed7da69d0");
    Bytes wrapped = Bytes.copyOf(filled(wrappedBytes, 0x5a));
    Header header =
        Header.create(
            MARKER, FLAGS, List.of(new WrappedFileKey.ByPublicKey(signature, wrapped), BY_TEST));
    byte[] region = HeaderCodec.toRegion(header.withUpperSize(13));

    assertThat(region)
        .isEqualTo(
            padded(
                hex(
                    FIXED,
                    start,
                    "0366de655ed7da69d001",
                    "5a".repeat(wrappedBytes),
                    TAG_3,
                    TAG_11)));
    assertThat(parse(region)).isEqualTo(header.withUpperSize(13));
  }

  @Test
  void aKeyOnAnEllipticCurveSaysSoInItsTag1Packet() throws MalformedMetadataException {
    WrappedFileKey.ByPublicKey key =
        new WrappedFileKey.ByPublicKey(
            KeySignature.parse("ab87a7ea80cf2321"),
            WrappedFileKey.ByPublicKey.ECDH,
            Bytes.ofHex("5a5b"));
    byte[] region = HeaderCodec.toRegion(Header.create(MARKER, FLAGS, List.of(BY_TEST, key)));

    assertThat(Arrays.copyOfRange(region, 26 + 55, 26 + 55 + 15))
        .isEqualTo(hex("010c", "03ab87a7ea80cf232112", "5a5b", "00"));
    assertThat(parse(region).keys()).containsExactly(BY_TEST, key);
  }

  @ParameterizedTest
  @CsvSource({
    "02, false, true, false, false",
    "0a, false, true, false, true",
    "03, true, true, false, false",
    "00, false, false, false, false",
    "f2, false, true, false, false"
  })
  void flagsAreReadAndUnknownOnesIgnored(
      String bits, boolean hmac, boolean encrypted, boolean inXattr, boolean names)
      throws MalformedMetadataException {
    assertThat(parse(headerWith(19, bits)).flags())
        .isEqualTo(new HeaderFlags(hmac, encrypted, inXattr, names));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x01, 0x02, 0x08, 0x0b, 0x00})
  void flagsAreWrittenAsTheyWereRead(int bits) throws MalformedMetadataException {
    byte[] region = padded(headerWith(19, String.format("%02x", bits)));

    assertThat(HeaderCodec.toRegion(parse(region))).isEqualTo(region);
  }

  @Test
  void theReservedBytesAreIgnored() throws MalformedMetadataException {
    assertThat(parse(headerWith(17, "1234"))).isEqualTo(oneKey());
  }

  @ParameterizedTest
  @CsvSource({
    "000010000002, 8192",
    "000020000001, 8192",
    "000010000003, 12288",
    "000010000004, 16384",
    "000010000010, 65536",
    "000010000100, 1048576"
  })
  void dataStartsWhereTheHeaderSays(String field, int metadataBytes)
      throws MalformedMetadataException {
    Header header = parse(headerWith(20, field));

    assertThat(header.metadataBytes()).isEqualTo(metadataBytes);
    assertThat(header.layout().dataOffset()).isEqualTo(metadataBytes);
    assertThat(HeaderCodec.toRegion(header)).hasSize(metadataBytes);
    assertThat(parse(HeaderCodec.toRegion(header))).isEqualTo(header);
  }

  @Test
  void whatAnXattrValueSaysOfTheSizeOfMetadataMeansNothing() throws MalformedMetadataException {
    byte[] value = xattr();
    Arrays.fill(value, 20, 26, (byte) 0xff);

    assertThat(HeaderCodec.parseXattr(value)).isEqualTo(HeaderCodec.parseXattr(xattr()));
  }

  @Test
  void anXattrValueWithoutItsFlagStillLivesThere() throws MalformedMetadataException {
    assertThat(HeaderCodec.parseXattr(header())).isEqualTo(HeaderCodec.parseXattr(xattr()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void versionsOneToThreeAreAlike(int version) throws MalformedMetadataException {
    byte[] region = padded(headerWith(16, "0" + version));
    Header header = parse(region);

    assertThat(header.version()).isEqualTo(version);
    assertThat(header.keys()).containsExactly(BY_TEST);
    assertThat(HeaderCodec.toRegion(header)).isEqualTo(region);
  }

  @Test
  void versionZeroHasItsPacketsFartherInFront() throws MalformedMetadataException {
    Header header = parse(hex(VERSION_0, TAG_3, TAG_11));

    assertThat(header).isEqualTo(new Header(13, MARKER, 0, FLAGS, 8192, List.of(BY_TEST)));
  }

  @Test
  void versionZeroIsNeverWritten() {
    Header header = new Header(13, MARKER, 0, FLAGS, 8192, List.of(BY_TEST));

    assertThatThrownBy(() -> HeaderCodec.toRegion(header))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header: version 0 is read, never written");
  }

  @Test
  void whatStandsBeyondTheLengthCountsAsAbsent() {
    assertThatThrownBy(() -> HeaderCodec.parseRegion(padded(header()), 80))
        .isInstanceOf(MalformedMetadataException.class)
        .hasMessage(
            "packet set: tag 11 at offset 57 claims 22 bytes, 21 are left; the header is cut"
                + " short");
  }

  @Test
  void seventyFourKeysFillTheWindow() throws MalformedMetadataException {
    Header header = Header.create(MARKER, FLAGS, Collections.nCopies(74, BY_TEST));

    assertThat(parse(HeaderCodec.toRegion(header))).isEqualTo(header);
    assertThat(HeaderCodec.toXattr(header)).hasSize(4096);
    assertThat(HeaderCodec.parseXattr(HeaderCodec.toXattr(header)).keys()).hasSize(74);
  }

  @Test
  void aSeventyFifthKeyIsRefusedBecauseNobodyWouldReadIt() {
    Header header = Header.create(MARKER, FLAGS, Collections.nCopies(75, BY_TEST));

    assertThatThrownBy(() -> HeaderCodec.toRegion(header))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("packet set: 75 keys take 4125 bytes, 4070 are read; at most 74 keys fit");
    assertThatThrownBy(() -> HeaderCodec.toXattr(header))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void packetsAfterTheWindowAreNotRead() throws MalformedMetadataException {
    byte[] region = padded(hex(FIXED, (TAG_3 + TAG_11).repeat(75)));

    assertThat(parse(region).keys()).hasSize(74);
  }

  @Test
  void aPacketThatLeavesTheWindowIsRefused() {
    String aes256 = "8c2d04090301001122334455667760" + "5a".repeat(32);
    byte[] region = padded(hex(FIXED, (aes256 + TAG_11).repeat(58)));

    assertThatThrownBy(() -> parse(region))
        .isInstanceOf(MalformedMetadataException.class)
        .hasMessage(
            "packet set: tag 3 at offset 4073 claims 45 bytes, 21 are left; the header is cut"
                + " short");
  }

  @Test
  void anXattrValueLongerThanTheWindowIsRefused() {
    assertThatThrownBy(() -> HeaderCodec.parseXattr(Arrays.copyOf(xattr(), 4097)))
        .isInstanceOf(MalformedMetadataException.class)
        .hasMessage("header: xattr value of 4097 bytes, want at most 4096; the header is damaged");
  }

  @Test
  void theEncryptedViewShowsWhatTheKernelShows() throws MalformedMetadataException {
    byte[] value =
        hex(
            "000000000000001055da48ef695bff1a03000006000010000002",
            "8c1d040703010011223344556677609f3a0cbdbe0d0eaacbff779a637203ea",
            "ed1662085f434f4e534f4c45000000007e63dbc7a60880d8");
    byte[] shown = value.clone();
    shown[19] = 0x02;

    assertThat(HeaderCodec.viewRegion(value)).isEqualTo(padded(shown));
  }

  @Test
  void theEncryptedViewOfAStrangeValueIsAnOrdinaryHeader() throws MalformedMetadataException {
    byte[] value = headerWith(16, "02abcdfe 0001000000ff");
    Arrays.fill(value, 69, 73, (byte) 0x77); // the date of the tag 11 packet
    byte[] region = HeaderCodec.viewRegion(value);

    assertThat(Arrays.copyOf(region, 26))
        .isEqualTo(hex("000000000000000d112233442da384b102abcdfa000010000002"));
    assertThat(Arrays.copyOfRange(region, 26, 81)).isEqualTo(Arrays.copyOfRange(value, 26, 81));
    assertThat(parse(region).keys()).containsExactly(BY_TEST);
  }

  @Test
  void theEncryptedViewOfVersionZeroKeepsItsPackets() throws MalformedMetadataException {
    byte[] value = hex(VERSION_0, TAG_3, TAG_11);

    assertThat(HeaderCodec.viewRegion(value)).isEqualTo(padded(value));
  }

  @Test
  void thereIsNoEncryptedViewOfADamagedValue() {
    assertThatThrownBy(() -> HeaderCodec.viewRegion(headerWith(28, "05")))
        .isInstanceOf(MalformedMetadataException.class);
  }

  @Test
  void sixteenBytesTellTheSize() {
    assertThat(HeaderCodec.peekUpperSize(header(), 16)).hasValue(13);
    assertThat(HeaderCodec.hasMarker(header(), 16)).isTrue();
  }

  @Test
  void fifteenBytesTellNothing() {
    assertThat(HeaderCodec.peekUpperSize(header(), 15)).isEmpty();
    assertThat(HeaderCodec.hasMarker(header(), 15)).isFalse();
  }

  @Test
  void aNegativeSizeIsNotToldButTheMarkerIs() {
    byte[] header = headerWith(0, "80");

    assertThat(HeaderCodec.peekUpperSize(header, 81)).isEmpty();
    assertThat(HeaderCodec.hasMarker(header, 81)).isTrue();
  }

  @Test
  void withoutMarkerNoSizeIsTold() {
    assertThat(HeaderCodec.peekUpperSize(headerWith(12, "2da384b0"), 81)).isEmpty();
  }

  @Test
  void theSizeIsWrittenInPlace() throws MalformedMetadataException {
    byte[] header = header();
    HeaderCodec.writeUpperSize(0x1234567890L, header, 0);
    byte[] elsewhere = new byte[10];
    HeaderCodec.writeUpperSize(1, elsewhere, 2);

    assertThat(parse(header)).isEqualTo(oneKey().withUpperSize(0x1234567890L));
    assertThat(elsewhere).isEqualTo(hex("00000000000000000001"));
  }

  @Test
  void noNegativeSizeIsWritten() {
    assertThatThrownBy(() -> HeaderCodec.writeUpperSize(-1, new byte[8], 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
