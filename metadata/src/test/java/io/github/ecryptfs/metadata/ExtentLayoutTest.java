package io.github.ecryptfs.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtentLayoutTest {
  private static final ExtentLayout IN_FILE = new ExtentLayout(8192);

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, 8192",
    "1, 0, 1, 1, 12288",
    "4095, 0, 4095, 1, 12288",
    "4096, 1, 0, 1, 12288",
    "4097, 1, 1, 2, 16384",
    "8192, 2, 0, 2, 16384",
    "9223372036854767615, 2251799813685245, 4095, 2251799813685246, 9223372036854775808"
  })
  void positionsAndSizesAreCutIntoExtents(
      long position, long extent, int offset, long count, java.math.BigInteger lowerSize) {
    assertThat(ExtentLayout.extentOf(position)).isEqualTo(extent);
    assertThat(ExtentLayout.offsetInExtent(position)).isEqualTo(offset);
    assertThat(ExtentLayout.extentCount(position)).isEqualTo(count);
    if (lowerSize.bitLength() < 64) {
      assertThat(IN_FILE.lowerSize(position)).isEqualTo(lowerSize.longValueExact());
    } else {
      assertThatThrownBy(() -> IN_FILE.lowerSize(position)).isInstanceOf(ArithmeticException.class);
    }
  }
}
