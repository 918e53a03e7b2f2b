package io.github.ecryptfs.metadata;

import java.nio.ByteBuffer;

/**
 * The fields before the packets, in place ({@code docs/format.md}, "Header"). All numbers are big
 * endian. Reading a field refuses a value that no header may have.
 *
 * <p>Not thread-safe: confined to one parse or encoding.
 */
final class FixedFields {
  private static final int SIZE_AT = 0;
  private static final int MARKER_AT = 8;
  private static final int VERSION_AT = 16;
  private static final int FLAGS_AT = 19;
  private static final int EXTENT_BYTES_AT = 20;
  private static final int EXTENT_COUNT_AT = 24;

  private static final int MARKER_END = 16;
  private static final int MARKER_DIFFERENCE = 0x3c81b7f5;

  private final ByteBuffer fields;

  private FixedFields(ByteBuffer fields) {
    this.fields = fields;
  }

  /** The fields of metadata of which {@code length} bytes are there. */
  static FixedFields of(byte[] source, int length) throws MalformedMetadataException {
    if (!haveMarker(source, length)) {
      throw new MissingMarkerException("header: no marker at offset 8; this is no eCryptfs file");
    }
    if (length < HeaderCodec.FIXED_BYTES) {
      throw new MalformedMetadataException(
          "header: %d bytes, want at least %d; the header is cut short"
              .formatted(length, HeaderCodec.FIXED_BYTES));
    }
    return new FixedFields(ByteBuffer.wrap(source));
  }

  /** The fields at the start of {@code target}, to be written. */
  static FixedFields in(byte[] target) {
    return new FixedFields(ByteBuffer.wrap(target));
  }

  /** Whether the marker is there and its halves differ as they should. */
  static boolean haveMarker(byte[] source, int length) {
    if (length < MARKER_END) {
      return false;
    }
    ByteBuffer fields = ByteBuffer.wrap(source);
    int difference = fields.getInt(MARKER_AT) ^ fields.getInt(MARKER_AT + Integer.BYTES);
    return difference == MARKER_DIFFERENCE;
  }

  long upperSize() throws MalformedMetadataException {
    long size = fields.getLong(SIZE_AT);
    if (size < 0) {
      throw damaged("negative size " + size + " at offset " + SIZE_AT);
    }
    return size;
  }

  int marker() {
    return fields.getInt(MARKER_AT);
  }

  int version() throws MalformedMetadataException {
    int version = fields.get(VERSION_AT) & 0xff;
    if (version > Header.VERSION) {
      throw new MalformedMetadataException(
          "header: version %d at offset %d, want at most %d; the file is not readable"
              .formatted(version, VERSION_AT, Header.VERSION));
    }
    return version;
  }

  /** The flags of metadata that stands in the attribute, or in the file. */
  HeaderFlags flags(boolean inXattr) throws MalformedMetadataException {
    HeaderFlags flags = HeaderFlags.ofByte(fields.get(FLAGS_AT));
    if (flags.inXattr() && !inXattr) {
      throw damaged("flag 04 at offset " + FLAGS_AT + " says that the metadata is not here");
    }
    return flags.withInXattr(inXattr);
  }

  /** Where data starts in a lower file that begins with this header. */
  int metadataBytes() throws MalformedMetadataException {
    if (hasNoMetadataSize()) {
      return HeaderCodec.MINIMUM_METADATA_BYTES;
    }
    long extentBytes = Integer.toUnsignedLong(fields.getInt(EXTENT_BYTES_AT));
    int extents = Short.toUnsignedInt(fields.getShort(EXTENT_COUNT_AT));
    if (!Header.isMetadataSize(extentBytes * extents)) {
      throw damaged(
          "metadata size of %d times %d bytes at offset %d"
              .formatted(extents, extentBytes, EXTENT_BYTES_AT));
    }
    return (int) extentBytes * extents;
  }

  /** Where the packets start. */
  int packetSetAt() {
    return hasNoMetadataSize() ? EXTENT_BYTES_AT : HeaderCodec.FIXED_BYTES;
  }

  /** Writes everything but what says how large the metadata is. */
  FixedFields put(Header header, boolean inXattr) {
    fields.putLong(SIZE_AT, header.upperSize());
    fields.putInt(MARKER_AT, header.marker());
    fields.putInt(MARKER_AT + Integer.BYTES, header.marker() ^ MARKER_DIFFERENCE);
    fields.put(VERSION_AT, (byte) header.version());
    fields.put(FLAGS_AT, header.flags().withInXattr(inXattr).toByte());
    return this;
  }

  /** Says that the metadata stands in the file; the other bits of the flags stay. */
  FixedFields clearInXattr() {
    fields.put(FLAGS_AT, (byte) (fields.get(FLAGS_AT) & ~HeaderFlags.IN_XATTR));
    return this;
  }

  /** Says where data starts, unless the version has no field for that. */
  FixedFields putMetadataBytes(int bytes) {
    if (!hasNoMetadataSize()) {
      fields.putInt(EXTENT_BYTES_AT, ExtentLayout.EXTENT_BYTES);
      fields.putShort(EXTENT_COUNT_AT, (short) (bytes / ExtentLayout.EXTENT_BYTES));
    }
    return this;
  }

  /** What to throw when a field has a value that it must not have. */
  static MalformedMetadataException damaged(String problem) {
    return new MalformedMetadataException("header: " + problem + "; the header is damaged");
  }

  private boolean hasNoMetadataSize() {
    return fields.get(VERSION_AT) == 0; // packets stand where later versions have the size
  }
}
