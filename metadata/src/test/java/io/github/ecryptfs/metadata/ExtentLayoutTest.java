package io.github.ecryptfs.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtentLayoutTest {
  private static final ExtentLayout IN_FILE = new ExtentLayout(8192);
  private static final ExtentLayout IN_XATTR = new ExtentLayout(0);

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 0, 1",
    "4095, 0, 4095",
    "4096, 1, 0",
    "4097, 1, 1",
    "9223372036854775807, 2251799813685247, 4095"
  })
  void aPositionIsAnExtentAndAnOffsetInIt(long position, long extent, int offset) {
    assertThat(ExtentLayout.extentOf(position)).isEqualTo(extent);
    assertThat(ExtentLayout.offsetInExtent(position)).isEqualTo(offset);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 8192",
    "1, 1, 12288",
    "13, 1, 12288",
    "4096, 1, 12288",
    "4097, 2, 16384",
    "10000, 3, 20480",
    "9223372036854763520, 2251799813685245, 9223372036854771712"
  })
  void aFileHasWholeExtentsAfterItsMetadata(long upperSize, long extents, long lowerSize) {
    assertThat(ExtentLayout.extentCount(upperSize)).isEqualTo(extents);
    assertThat(IN_FILE.lowerSize(upperSize)).isEqualTo(lowerSize);
    assertThat(IN_XATTR.lowerSize(upperSize)).isEqualTo(lowerSize - 8192);
    assertThat(IN_FILE.lowerOffset(extents)).isEqualTo(lowerSize);
  }

  @Test
  void aSizeThatHasNoLowerSizeIsRefusedAndNotWrapped() {
    assertThat(ExtentLayout.extentCount(Long.MAX_VALUE)).isEqualTo(1L << 51);
    assertThatThrownBy(() -> IN_XATTR.lowerSize(Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> IN_FILE.lowerSize(9223372036854763521L))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void nothingIsNegative() {
    assertThatThrownBy(() -> new ExtentLayout(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data offset is negative: -1");
    assertThatThrownBy(() -> IN_FILE.lowerOffset(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> IN_FILE.lowerSize(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExtentLayout.extentOf(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ExtentLayout.offsetInExtent(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
