package io.github.ecryptfs.metadata;

/**
 * Where the extents of a file lie: upper positions to lower offsets and sizes ({@code
 * docs/format.md}, "Extents").
 *
 * <p>Immutable. What does not fit a {@code long} is an {@link ArithmeticException}, what is
 * negative an {@link IllegalArgumentException}.
 *
 * @param dataOffset the lower offset of extent 0 in bytes
 */
public record ExtentLayout(long dataOffset) {
  /** The size of an extent, whatever the header says. */
  public static final int EXTENT_BYTES = 4096;

  private static final int SHIFT = 12;

  public ExtentLayout {
    requireNotNegative(dataOffset, "data offset");
  }

  /** The extent that holds the byte at {@code upperPosition}. */
  public static long extentOf(long upperPosition) {
    return requireNotNegative(upperPosition, "upper position") >> SHIFT;
  }

  /** Where in its extent the byte at {@code upperPosition} stands, from 0 to 4095. */
  public static int offsetInExtent(long upperPosition) {
    return (int) (requireNotNegative(upperPosition, "upper position") & (EXTENT_BYTES - 1));
  }

  /** How many extents a file of {@code upperSize} bytes has; the last one may be partly padding. */
  public static long extentCount(long upperSize) {
    return extentOf(upperSize) + (offsetInExtent(upperSize) == 0 ? 0 : 1);
  }

  /** The lower offset at which {@code extent} starts. */
  public long lowerOffset(long extent) {
    return Math.addExact(
        dataOffset, Math.multiplyExact(requireNotNegative(extent, "extent"), EXTENT_BYTES));
  }

  /** The size of the lower file for an upper size: whole extents after the metadata. */
  public long lowerSize(long upperSize) {
    return lowerOffset(extentCount(upperSize));
  }

  private static long requireNotNegative(long value, String what) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " is negative: " + value);
    }
    return value;
  }
}
