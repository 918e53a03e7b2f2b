package io.github.ecryptfs.metadata;

import static io.github.ecryptfs.metadata.Vectors.FIXED;
import static io.github.ecryptfs.metadata.Vectors.FLAGS;
import static io.github.ecryptfs.metadata.Vectors.MARKER;
import static io.github.ecryptfs.metadata.Vectors.TEST;
import static io.github.ecryptfs.metadata.Vectors.byPassphrase;
import static io.github.ecryptfs.metadata.Vectors.header;
import static io.github.ecryptfs.metadata.Vectors.headerWith;
import static io.github.ecryptfs.metadata.Vectors.hex;
import static io.github.ecryptfs.metadata.Vectors.oneKey;
import static io.github.ecryptfs.metadata.Vectors.padded;
import static io.github.ecryptfs.metadata.Vectors.parse;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderCodecTest {
  private static final byte[] XATTR = headerWith(19, "06");

  @Test
  void oneKeyGivesTheKnownRegion() {
    assertThat(HeaderCodec.toRegion(oneKey())).isEqualTo(padded(header()));
  }

  @Test
  void theKnownRegionGivesItsHeader() throws MalformedMetadataException {
    assertThat(parse(padded(header()))).isEqualTo(oneKey());
  }

  @Test
  void theKnownXattrValueGivesAHeaderWhoseDataStartsAtZero() throws MalformedMetadataException {
    Header header = HeaderCodec.parseXattr(XATTR);

    assertThat(header.flags().inXattr()).isTrue();
    assertThat(header.layout().dataOffset()).isZero();
    assertThat(HeaderCodec.toXattr(header)).isEqualTo(XATTR);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 3f4173f9abe2deaaf69717b687919cf4b5165dc2aa3df56f96086ab214bbcb58, 8c2d04080301",
    "9, 24185e2551e6a98969269d6e6c5e8d8c59ffdda17a8ba5f08d7df2cccffc1c8e, 8c2d04090301",
    "4, 9933dcfcd63f5f50e03620cac81a0ca0, 8c1d04040301",
    "3, 35fac59121ccb59a266cf4d2d9ba3110, 8c1d04030301",
    "2, f240baac59d67a27f0eb197d51cec72eb39fb4f32b5a81d5, 8c2504020301"
  })
  void everyCipherGivesItsKnownPackets(int code, String wrapped, String start)
      throws MalformedMetadataException {
    Header header =
        Header.create(MARKER, FLAGS, List.of(byPassphrase(TEST, code, wrapped))).withUpperSize(13);
    byte[] known = hex(FIXED, start, "001122334455667760", wrapped, Vectors.TAG_11);

    assertThat(HeaderCodec.toRegion(header)).isEqualTo(padded(known));
    assertThat(parse(known)).isEqualTo(header);
  }

  @Test
  void twoKeysStandInOrder() throws MalformedMetadataException {
    Header header = Header.create(MARKER, FLAGS, List.of(Vectors.BY_TEST, Vectors.BY_HORSE));
    byte[] region = HeaderCodec.toRegion(header);

    assertThat(Arrays.copyOfRange(region, 26, 137))
        .isEqualTo(
            hex(
                "8c1d04070301001122334455667760b1ebbb80ff697843686025a41cf4bb1f"
                    + "ed1662085f434f4e534f4c4500000000d395309aaad4de06"
                    + "8c1d0407030100112233445566776015acd57db34cf672afe8488fa7afc44c"
                    + "ed1662085f434f4e534f4c45000000003ab38bb4917daae6",
                "00"));
    assertThat(parse(region)).isEqualTo(header);
  }
}
