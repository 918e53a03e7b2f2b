package io.github.ecryptfs.tck.reference;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What stands in front of a file's content or in its extended attribute ({@code docs/format.md},
 * "Header").
 *
 * @param size bytes of the content; negative if the field is damaged
 * @param dataOffset where the content starts in a lower file
 * @param flags the flag byte
 * @param packets the wrapped keys, in the order of the file
 */
record ReferenceHeader(long size, long dataOffset, int flags, List<KeyPacket> packets) {
  private static final int WINDOW = 4096;
  private static final int MARKER = 0x3c81b7f5;

  /** A wrapped file key. */
  sealed interface KeyPacket {
    /** The 16 hex digits of the key that unwraps it. */
    String signature();

    /** Unwraps with {@code key}, whose signature is this packet's. */
    FileKey unwrap(ReferenceKey key) throws UnreadableException;
  }

  /** Tag 3 and the tag 11 packet after it; {@code wrapped} in hex. */
  record ByPassphrase(String signature, int cipherCode, String wrapped) implements KeyPacket {
    @Override
    public FileKey unwrap(ReferenceKey key) throws UnreadableException {
      if (key instanceof ReferencePassphrase passphrase) {
        return passphrase.unwrap(cipherCode, HexFormat.of().parseHex(wrapped));
      }
      throw new UnreadableException("a passphrase packet names a public key");
    }
  }

  /** Tag 1; {@code wrapped} in hex. */
  record ByPublicKey(String signature, String wrapped) implements KeyPacket {
    @Override
    public FileKey unwrap(ReferenceKey key) throws UnreadableException {
      if (key instanceof ReferenceRsaKey rsa) {
        return rsa.unwrap(HexFormat.of().parseHex(wrapped));
      }
      throw new UnreadableException("a public key packet names a passphrase");
    }
  }

  /** Parses the start of a lower file, or the value of the attribute. */
  static ReferenceHeader parse(byte[] start) throws UnreadableException {
    demand(start.length >= 26, "too short for a header");
    ByteBuffer window = ByteBuffer.wrap(Arrays.copyOf(start, WINDOW));
    long size = window.getLong();
    int marker = window.getInt();
    demand((marker ^ window.getInt()) == MARKER, "no marker");
    int version = window.get() & 0xff;
    demand(version <= 3, "version " + version);
    window.getShort();
    int flags = window.get() & 0xff;
    long dataOffset = 8192;
    if (version > 0) {
      dataOffset = (window.getInt() & 0xffffffffL) * (window.getShort() & 0xffff);
    }
    window.limit(Math.min(start.length, WINDOW));
    return new ReferenceHeader(size, dataOffset, flags, packets(window));
  }

  private static List<KeyPacket> packets(ByteBuffer window) throws UnreadableException {
    List<KeyPacket> packets = new ArrayList<>();
    while (window.hasRemaining()) {
      int tag = window.get() & 0xff;
      if (tag == 0x8c) {
        packets.add(passphrasePacket(window));
      } else if (tag == 0x01) {
        packets.add(publicKeyPacket(window));
      } else {
        demand(tag != 0xed, "tag 11 without tag 3");
        break;
      }
    }
    demand(!packets.isEmpty(), "no key packet");
    return packets;
  }

  private static KeyPacket passphrasePacket(ByteBuffer window) throws UnreadableException {
    byte[] key = body(window);
    demand(key.length > 13, "tag 3 without a wrapped key");
    demand(key[0] == 4 && key[2] == 3 && key[3] == 1, "tag 3 of an unknown kind");
    ReferenceCipher.ofCode(key[1]);
    demand(window.hasRemaining() && (window.get() & 0xff) == 0xed, "tag 3 without tag 11");
    byte[] literal = body(window);
    demand(literal.length == 22 && literal[0] == 0x62 && literal[1] == 8, "not a signature");
    HexFormat hex = HexFormat.of();
    return new ByPassphrase(
        hex.formatHex(literal, 14, 22), key[1], hex.formatHex(key, 13, key.length));
  }

  private static KeyPacket publicKeyPacket(ByteBuffer window) throws UnreadableException {
    byte[] body = body(window);
    demand(body.length > 10 && body[0] == 3, "tag 1 of an unknown kind");
    HexFormat hex = HexFormat.of();
    return new ByPublicKey(hex.formatHex(body, 1, 9), hex.formatHex(body, 10, body.length));
  }

  private static byte[] body(ByteBuffer window) throws UnreadableException {
    int length = length(window);
    demand(length <= window.remaining(), "a packet reaches beyond its header");
    byte[] body = new byte[length];
    window.get(body);
    return body;
  }

  /** The length field of a packet, in one or two bytes. */
  static int length(ByteBuffer window) throws UnreadableException {
    demand(window.hasRemaining(), "a packet without length");
    int first = window.get() & 0xff;
    if (first < 192) {
      return first;
    }
    demand(first < 224 && window.hasRemaining(), "a length that the format does not have");
    return ((first - 192) << 8) + (window.get() & 0xff) + 192;
  }

  private static void demand(boolean holds, String otherwise) throws UnreadableException {
    if (!holds) {
      throw new UnreadableException(otherwise);
    }
  }
}
