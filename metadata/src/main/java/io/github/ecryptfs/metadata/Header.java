package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.List;

/**
 * The metadata of one file ({@code docs/format.md}, "Header"), wherever it is stored.
 *
 * <p>Immutable. The constructor refuses what no reader would accept with {@link
 * IllegalArgumentException}.
 *
 * @param upperSize the size of the decrypted file in bytes, not negative
 * @param marker the random first half of the marker
 * @param version the format version, 0 to 3
 * @param flags the flags
 * @param metadataBytes where data starts if the metadata stands in the file: a multiple of 4096
 *     from 8192 to 1 MiB
 * @param keys the wrapped keys of the file, at least one, in file order
 */
public record Header(
    long upperSize,
    int marker,
    int version,
    HeaderFlags flags,
    int metadataBytes,
    List<WrappedFileKey> keys) {
  /** The format version of new headers, the highest that is read. */
  public static final int VERSION = 3;

  private static final int MAXIMUM_METADATA_BYTES = 1 << 20;

  public Header {
    require(upperSize >= 0, "negative size " + upperSize);
    require(version >= 0 && version <= VERSION, "version " + version + ", want 0 to " + VERSION);
    require(isMetadataSize(metadataBytes), "metadata size of " + metadataBytes + " bytes");
    require(!keys.isEmpty(), "no wrapped key");
    keys = List.copyOf(keys);
  }

  /** The header of a new, empty file. */
  public static Header create(int marker, HeaderFlags flags, List<WrappedFileKey> keys) {
    return new Header(0, marker, VERSION, flags, HeaderCodec.MINIMUM_METADATA_BYTES, keys);
  }

  /** This header with another size. */
  public Header withUpperSize(long size) {
    return new Header(size, marker, version, flags, metadataBytes, keys);
  }

  /** Where the extents of the file lie in the lower file. */
  public ExtentLayout layout() {
    return new ExtentLayout(flags.inXattr() ? 0 : metadataBytes);
  }

  /** Whether data may start there: kernels write one page or two, we read what is not absurd. */
  static boolean isMetadataSize(long bytes) {
    return bytes >= HeaderCodec.MINIMUM_METADATA_BYTES
        && bytes <= MAXIMUM_METADATA_BYTES
        && bytes % ExtentLayout.EXTENT_BYTES == 0;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("header: " + otherwise);
    }
  }
}
