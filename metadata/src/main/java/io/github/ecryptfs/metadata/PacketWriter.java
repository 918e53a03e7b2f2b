package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import java.io.ByteArrayOutputStream;

/**
 * Packets one after the other ({@code docs/format.md}, "Packet set").
 *
 * <p>Not thread-safe: confined to one encoding. What is written is no secret.
 */
final class PacketWriter {
  /** The longest body that the two length bytes can tell. */
  static final int MAXIMUM_BODY_BYTES = 8383;

  private static final int ONE_BYTE_LIMIT = 192;

  /** Room for the packets of three passphrases, so that most headers need no more. */
  private static final int USUAL_BYTES = 192;

  private final ByteArrayOutputStream packets = new ByteArrayOutputStream(USUAL_BYTES);

  /** The size of a packet in bytes: tag, length and body. */
  static int packetBytes(int bodyBytes) {
    return 1 + (bodyBytes < ONE_BYTE_LIMIT ? 1 : 2) + bodyBytes;
  }

  /** Starts a packet: its tag and the length of the body that the caller writes next. */
  PacketWriter begin(int tag, int bodyBytes) {
    packets.write(tag);
    if (bodyBytes >= ONE_BYTE_LIMIT) {
      packets.write(((bodyBytes - ONE_BYTE_LIMIT) >> 8) + ONE_BYTE_LIMIT);
      return put(bodyBytes - ONE_BYTE_LIMIT);
    }
    return put(bodyBytes);
  }

  /** Writes the low eight bits of {@code value}. */
  PacketWriter put(int value) {
    packets.write(value);
    return this;
  }

  /** Writes all of {@code bytes}. */
  PacketWriter put(Bytes bytes) {
    packets.writeBytes(bytes.toArray());
    return this;
  }

  /** Writes the eight bytes of {@code signature}. */
  PacketWriter put(KeySignature signature) {
    byte[] bytes = new byte[KeySignature.BYTES];
    signature.write(bytes, 0);
    packets.writeBytes(bytes);
    return this;
  }

  /** What was written so far. */
  byte[] toByteArray() {
    return packets.toByteArray();
  }
}
