package io.github.ecryptfs.tck.reference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes the lower file that must come out for a given content, marker and file key.
 *
 * <p>Marker and file key are random, so they are taken from the file under test; everything else is
 * prescribed by the format and is made here afresh. Immutable.
 */
public final class ReferenceEncoder {
  private static final int EXTENT = 4096;

  private final List<ReferencePassphrase> keys;
  private final boolean encryptedNames;

  /** An encoder of files that are wrapped for {@code keys}, in this order. */
  public ReferenceEncoder(List<ReferencePassphrase> keys, boolean encryptedNames) {
    this.keys = List.copyOf(keys);
    this.encryptedNames = encryptedNames;
  }

  /** The lower file in header mode that {@code lower} should be, made from its content. */
  public byte[] withHeader(byte[] lower) throws UnreadableException {
    ReferenceHeader header = ReferenceHeader.parse(lower);
    FileKey key = header.packets().get(0).unwrap(keys.get(0));
    byte[] region = Arrays.copyOf(metadata(lower, header, key, 0), 8192);
    return concat(region, extents(lower, 8192, header, key));
  }

  /** The attribute that {@code metadata} should be. */
  public byte[] attribute(byte[] metadata) throws UnreadableException {
    ReferenceHeader header = ReferenceHeader.parse(metadata);
    return metadata(metadata, header, header.packets().get(0).unwrap(keys.get(0)), 4);
  }

  /** The lower file in xattr mode that {@code lower} should be, made from its content. */
  public byte[] withAttribute(byte[] lower, byte[] metadata) throws UnreadableException {
    ReferenceHeader header = ReferenceHeader.parse(metadata);
    return extents(lower, 0, header, header.packets().get(0).unwrap(keys.get(0)));
  }

  private byte[] metadata(byte[] made, ReferenceHeader header, FileKey key, int flags)
      throws UnreadableException {
    int marker = ByteBuffer.wrap(made).getInt(8);
    ByteBuffer fixed = ByteBuffer.allocate(26);
    fixed.putLong(header.size()).putInt(marker).putInt(marker ^ 0x3c81b7f5);
    fixed.put((byte) 3).putShort((short) 0).put((byte) (2 | flags | (encryptedNames ? 8 : 0)));
    fixed.putInt(4096).putShort((short) 2);
    ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    metadata.writeBytes(fixed.array());
    for (ReferencePassphrase wrappingKey : keys) {
      metadata.writeBytes(packets(wrappingKey, key));
    }
    return metadata.toByteArray();
  }

  private static byte[] packets(ReferencePassphrase wrappingKey, FileKey key)
      throws UnreadableException {
    HexFormat hex = HexFormat.of();
    byte[] wrapped = key.wrap(wrappingKey);
    String tag3 =
        "8c%02x04%02x0301%s60%s"
            .formatted(13 + wrapped.length, key.code(), wrappingKey.salt(), hex.formatHex(wrapped));
    String tag11 = "ed1662085f434f4e534f4c4500000000" + wrappingKey.signature();
    return hex.parseHex(tag3 + tag11);
  }

  private static byte[] extents(byte[] lower, int offset, ReferenceHeader header, FileKey key)
      throws UnreadableException {
    byte[] content = key.decrypt(lower, offset, (int) header.size());
    int extents = (content.length + EXTENT - 1) / EXTENT;
    return key.encrypt(Arrays.copyOf(content, extents * EXTENT));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
