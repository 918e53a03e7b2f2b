package io.github.ecryptfs.metadata;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Headers as bytes: at the start of the lower file ("region") or as the value of the extended
 * attribute ({@code docs/format.md}, "Header", "xattr metadata", "Validation"). All numbers are big
 * endian.
 */
public final class HeaderCodec {
  /** How much of a lower file a reader looks at: packets must end before that. */
  public static final int WINDOW_BYTES = 4096;

  /** How much room the metadata takes in a lower file at least; new files take just that. */
  public static final int MINIMUM_METADATA_BYTES = 8192;

  /** The size of the fields before the packets. */
  public static final int FIXED_BYTES = 26;

  private static final int SIZE_AT = 0;
  private static final int MARKER_AT = 8;
  private static final int VERSION_AT = 16;
  private static final int FLAGS_AT = 19;
  private static final int EXTENT_BYTES_AT = 20;
  private static final int EXTENT_COUNT_AT = 24;

  private static final int MARKER_END = 16;
  private static final int MARKER_SECRET = 0x3c81b7f5;

  private HeaderCodec() {}

  /**
   * Parses the header of a lower file.
   *
   * @param window the start of the lower file
   * @param length how many bytes of {@code window} the file has; what comes after counts as absent,
   *     and so does what comes after {@link #WINDOW_BYTES}
   * @throws MissingMarkerException if that is no eCryptfs file
   * @throws MalformedMetadataException if the header is damaged or of an unknown version
   */
  public static Header parseRegion(byte[] window, int length) throws MalformedMetadataException {
    return parse(window, Math.min(length, WINDOW_BYTES), false);
  }

  /**
   * Parses the value of the extended attribute. The header that comes out says that it lives there,
   * also if the flag is clear; where its data would start in a file is not looked at.
   *
   * @throws MissingMarkerException if that is not the value that eCryptfs writes
   * @throws MalformedMetadataException if the value is damaged, too long, or of an unknown version
   */
  public static Header parseXattr(byte[] value) throws MalformedMetadataException {
    if (value.length > WINDOW_BYTES) {
      throw new MalformedMetadataException(
          "header: xattr value of "
              + value.length
              + " bytes, want at most "
              + WINDOW_BYTES
              + "; it is not readable");
    }
    return parse(value, value.length, true);
  }

  /**
   * The metadata of a lower file: {@link Header#metadataBytes()} bytes, zero after the packets. The
   * flag that the metadata lives in the extended attribute is clear.
   *
   * @throws IllegalArgumentException if the keys do not fit the window that readers look at, or the
   *     version is 0
   */
  public static byte[] toRegion(Header header) {
    return Arrays.copyOf(encode(header, false), header.metadataBytes());
  }

  /**
   * The value of the extended attribute, neither padded nor with an end mark, its flag set.
   *
   * @throws IllegalArgumentException if the keys do not fit the window that readers look at, or the
   *     version is 0
   */
  public static byte[] toXattr(Header header) {
    return encode(header, true);
  }

  /**
   * The metadata that makes a file out of {@code xattrValue} and the lower file beneath it, for the
   * encrypted view: all its bytes stay but those that say where the metadata lives and how large it
   * is.
   *
   * @return {@link #MINIMUM_METADATA_BYTES} bytes
   * @throws MalformedMetadataException if {@link #parseXattr} refuses the value
   */
  public static byte[] viewRegion(byte[] xattrValue) throws MalformedMetadataException {
    int version = parseXattr(xattrValue).version();
    byte[] region = Arrays.copyOf(xattrValue, MINIMUM_METADATA_BYTES);
    region[FLAGS_AT] = (byte) (region[FLAGS_AT] & ~HeaderFlags.IN_XATTR);
    if (version > 0) { // version 0 has packets there
      writeMetadataBytes(MINIMUM_METADATA_BYTES, region);
    }
    return region;
  }

  /**
   * The upper size, from the first 16 bytes alone; empty if they hold no marker or a negative size.
   */
  public static OptionalLong peekUpperSize(byte[] start, int length) {
    if (!hasMarker(start, length)) {
      return OptionalLong.empty();
    }
    long size = ByteBuffer.wrap(start).getLong(SIZE_AT);
    return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /**
   * Whether the first {@code length} bytes of {@code start} hold the marker: if not, that is no
   * eCryptfs file.
   */
  public static boolean hasMarker(byte[] start, int length) {
    if (length < MARKER_END) {
      return false;
    }
    ByteBuffer fields = ByteBuffer.wrap(start);
    return (fields.getInt(MARKER_AT) ^ fields.getInt(MARKER_AT + 4)) == MARKER_SECRET;
  }

  /**
   * Writes the size field, the only part of the metadata that changes after a file is made: eight
   * bytes at {@code offset}.
   */
  public static void writeUpperSize(long size, byte[] target, int offset) {
    if (size < 0) {
      throw new IllegalArgumentException("header: negative size " + size);
    }
    ByteBuffer.wrap(target).putLong(offset, size);
  }

  private static Header parse(byte[] source, int length, boolean inXattr)
      throws MalformedMetadataException {
    requireFixedFields(source, length);
    ByteBuffer fields = ByteBuffer.wrap(source);
    int version = versionOf(fields);
    return new Header(
        upperSizeOf(fields),
        fields.getInt(MARKER_AT),
        version,
        flagsOf(fields, inXattr),
        version == 0 || inXattr ? MINIMUM_METADATA_BYTES : metadataBytesOf(fields),
        PacketSet.parse(source, version == 0 ? EXTENT_BYTES_AT : FIXED_BYTES, length).keys());
  }

  private static void requireFixedFields(byte[] source, int length)
      throws MalformedMetadataException {
    if (!hasMarker(source, length)) {
      throw new MissingMarkerException(
          "header: no eCryptfs marker at offset 8; this is not an eCryptfs file");
    }
    if (length < FIXED_BYTES) {
      throw new MalformedMetadataException(
          "header: "
              + length
              + " bytes, want at least "
              + FIXED_BYTES
              + "; the header is cut short");
    }
  }

  private static int versionOf(ByteBuffer fields) throws MalformedMetadataException {
    int version = fields.get(VERSION_AT) & 0xff;
    if (version > Header.VERSION) {
      throw new MalformedMetadataException(
          "header: version "
              + version
              + " at offset 16, want at most "
              + Header.VERSION
              + "; the file is not readable");
    }
    return version;
  }

  private static long upperSizeOf(ByteBuffer fields) throws MalformedMetadataException {
    long size = fields.getLong(SIZE_AT);
    if (size < 0) {
      throw new MalformedMetadataException(
          "header: negative size " + size + " at offset 0; the header is damaged");
    }
    return size;
  }

  private static HeaderFlags flagsOf(ByteBuffer fields, boolean inXattr)
      throws MalformedMetadataException {
    HeaderFlags flags = HeaderFlags.ofByte(fields.get(FLAGS_AT));
    if (flags.inXattr() && !inXattr) {
      throw new MalformedMetadataException(
          "header: flag 04 at offset 19 says that the metadata is not here; the header is damaged");
    }
    return flags.withInXattr(inXattr);
  }

  private static int metadataBytesOf(ByteBuffer fields) throws MalformedMetadataException {
    long extentBytes = Integer.toUnsignedLong(fields.getInt(EXTENT_BYTES_AT));
    int extents = Short.toUnsignedInt(fields.getShort(EXTENT_COUNT_AT));
    if (!Header.isMetadataSize(extentBytes * extents)) {
      throw new MalformedMetadataException(
          "header: metadata of "
              + extents
              + " times "
              + extentBytes
              + " bytes at offset 20; the header is damaged");
    }
    return (int) extentBytes * extents;
  }

  private static byte[] encode(Header header, boolean inXattr) {
    byte[] packets = new PacketSet(header.keys()).encode();
    requireReadable(header, packets.length);
    byte[] bytes = new byte[FIXED_BYTES + packets.length];
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    fields.putLong(SIZE_AT, header.upperSize());
    fields
        .putInt(MARKER_AT, header.marker())
        .putInt(MARKER_AT + 4, header.marker() ^ MARKER_SECRET);
    fields.put(VERSION_AT, (byte) header.version());
    fields.put(FLAGS_AT, header.flags().withInXattr(inXattr).toByte());
    writeMetadataBytes(header.metadataBytes(), bytes);
    fields.put(FIXED_BYTES, packets);
    return bytes;
  }

  private static void requireReadable(Header header, int packetBytes) {
    if (header.version() == 0) {
      throw new IllegalArgumentException("header: version 0 is read only");
    }
    if (packetBytes > WINDOW_BYTES - FIXED_BYTES) {
      throw new IllegalArgumentException(
          "packet set: %d keys take %d bytes, %d are readable; at most 74 keys fit, fewer if they are long"
              .formatted(header.keys().size(), packetBytes, WINDOW_BYTES - FIXED_BYTES));
    }
  }

  private static void writeMetadataBytes(int metadataBytes, byte[] target) {
    ByteBuffer fields = ByteBuffer.wrap(target);
    fields.putInt(EXTENT_BYTES_AT, ExtentLayout.EXTENT_BYTES);
    fields.putShort(EXTENT_COUNT_AT, (short) (metadataBytes / ExtentLayout.EXTENT_BYTES));
  }
}
