package io.github.ecryptfs.metadata;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Headers as bytes: at the start of the lower file ("region") or as the value of the extended
 * attribute ({@code docs/format.md}, "Header", "xattr metadata", "Validation").
 */
public final class HeaderCodec {
  /** How much of a lower file a reader looks at: packets must end within it. */
  public static final int WINDOW_BYTES = 4096;

  /** How much room metadata takes in a lower file at least; new files take just that. */
  public static final int MINIMUM_METADATA_BYTES = 8192;

  /** The size of the fields before the packets. */
  public static final int FIXED_BYTES = 26;

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
   * also if its flag was clear. What the value says of the size of metadata means nothing and is
   * not looked at.
   *
   * @throws MissingMarkerException if that is not the value that eCryptfs writes
   * @throws MalformedMetadataException if the value is damaged, too long, or of an unknown version
   */
  public static Header parseXattr(byte[] value) throws MalformedMetadataException {
    if (value.length > WINDOW_BYTES) {
      throw FixedFields.damaged(
          "xattr value of " + value.length + " bytes, want at most " + WINDOW_BYTES);
    }
    return parse(value, value.length, true);
  }

  /**
   * The metadata of a lower file, {@link Header#metadataBytes()} bytes, zero after the packets.
   * Whatever the flags of {@code header} say, its bytes say that metadata stands in the file.
   *
   * @throws IllegalArgumentException if the keys do not fit the window that readers look at, or the
   *     version is 0
   */
  public static byte[] toRegion(Header header) {
    byte[] region = new byte[header.metadataBytes()];
    writeRegion(header, region);
    return region;
  }

  /**
   * Writes what {@link #toRegion} gives.
   *
   * @param target {@link Header#metadataBytes()} bytes of any content
   * @throws IllegalArgumentException as {@link #toRegion}
   */
  public static void writeRegion(Header header, byte[] target) {
    byte[] start = encode(header, false);
    System.arraycopy(start, 0, target, 0, start.length);
    Arrays.fill(target, start.length, header.metadataBytes(), (byte) 0);
  }

  /**
   * The value of the extended attribute, neither padded nor with an end mark. Whatever the flags of
   * {@code header} say, its bytes say that metadata stands in the attribute.
   *
   * @throws IllegalArgumentException if the keys do not fit the window that readers look at, or the
   *     version is 0
   */
  public static byte[] toXattr(Header header) {
    return encode(header, true);
  }

  /**
   * The metadata that makes one file of {@code xattrValue} and the data of its lower file, for the
   * encrypted view. Its bytes stay, but for those that say where the metadata stands and how large
   * it is.
   *
   * @return {@link #MINIMUM_METADATA_BYTES} bytes that {@link #parseRegion} takes
   * @throws MalformedMetadataException if {@link #parseXattr} refuses the value
   */
  public static byte[] viewRegion(byte[] xattrValue) throws MalformedMetadataException {
    parseXattr(xattrValue);
    byte[] region = Arrays.copyOf(xattrValue, MINIMUM_METADATA_BYTES);
    FixedFields.in(region).clearInXattr().putMetadataBytes(MINIMUM_METADATA_BYTES);
    return region;
  }

  /** The upper size, from the first 16 bytes alone; empty without marker or if it is negative. */
  public static OptionalLong peekUpperSize(byte[] start, int length) {
    if (!hasMarker(start, length)) {
      return OptionalLong.empty();
    }
    long size = ByteBuffer.wrap(start).getLong(0);
    return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /**
   * Whether the first {@code length} bytes of {@code start} hold the marker. If not, that is no
   * eCryptfs file; if so, it is one, and all that is wrong with it is damage.
   */
  public static boolean hasMarker(byte[] start, int length) {
    return FixedFields.haveMarker(start, length);
  }

  /**
   * Writes the size field: eight bytes at {@code offset}. Nothing else in metadata changes once a
   * file is made.
   *
   * @throws IllegalArgumentException if {@code size} is negative
   */
  public static void writeUpperSize(long size, byte[] target, int offset) {
    if (size < 0) {
      throw new IllegalArgumentException("header: negative size " + size);
    }
    ByteBuffer.wrap(target).putLong(offset, size);
  }

  private static Header parse(byte[] source, int length, boolean inXattr)
      throws MalformedMetadataException {
    FixedFields fields = FixedFields.of(source, length);
    return new Header(
        fields.upperSize(),
        fields.marker(),
        fields.version(),
        fields.flags(inXattr),
        inXattr ? MINIMUM_METADATA_BYTES : fields.metadataBytes(),
        PacketSet.parse(source, fields.packetSetAt(), length).keys());
  }

  private static byte[] encode(Header header, boolean inXattr) {
    byte[] packets = new PacketSet(header.keys()).encode();
    requireReadable(header, packets.length);
    byte[] bytes = new byte[FIXED_BYTES + packets.length];
    FixedFields.in(bytes).put(header, inXattr).putMetadataBytes(header.metadataBytes());
    System.arraycopy(packets, 0, bytes, FIXED_BYTES, packets.length);
    return bytes;
  }

  private static void requireReadable(Header header, int packetBytes) {
    if (header.version() == 0) {
      throw new IllegalArgumentException("header: version 0 is read, never written");
    }
    if (packetBytes > WINDOW_BYTES - FIXED_BYTES) {
      throw new IllegalArgumentException(
          "packet set: %d keys take %d bytes, %d are read; at most 74 keys fit"
              .formatted(header.keys().size(), packetBytes, WINDOW_BYTES - FIXED_BYTES));
    }
  }
}
