package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.KeySignature;

/**
 * An encrypted name before it becomes text ({@code docs/format.md}, "Names").
 *
 * @param signature names the key that encrypts names
 * @param cipherCode the code of the cipher, one that {@link CipherSpec#algorithmOf} knows
 * @param ciphertext one or more whole blocks of that cipher, at most 8374 bytes
 */
public record Tag70Packet(KeySignature signature, int cipherCode, Bytes ciphertext) {
  private static final int TAG = 0x46;
  private static final int FIXED_BYTES = KeySignature.BYTES + 1;
  private static final int MAXIMUM_CIPHERTEXT_BYTES = PacketWriter.MAXIMUM_BODY_BYTES - FIXED_BYTES;

  public Tag70Packet {
    if (!isWholeBlocks(cipherCode, ciphertext.size())
        || ciphertext.size() > MAXIMUM_CIPHERTEXT_BYTES) {
      throw new IllegalArgumentException(
          "tag 70: %d bytes of ciphertext under cipher code %02x"
              .formatted(ciphertext.size(), cipherCode));
    }
  }

  /** The bytes of a packet; a shorthand for making one and encoding it. */
  public static byte[] encode(KeySignature signature, int cipherCode, byte[] ciphertext) {
    return new Tag70Packet(signature, cipherCode, Bytes.copyOf(ciphertext)).encode();
  }

  /**
   * Parses the packet at the start of {@code packet}; what comes after it is not looked at.
   *
   * @param length how many bytes of {@code packet} are there
   */
  public static Tag70Packet parse(byte[] packet, int length) throws MalformedMetadataException {
    PacketReader in = PacketReader.ofName(packet, length);
    if (in.peekOr(-1) != TAG) {
      throw in.damaged("no tag 70 at offset 0");
    }
    return readBody(in.nextBody("tag 70"));
  }

  private static Tag70Packet readBody(PacketReader body) throws MalformedMetadataException {
    body.requireBytes(FIXED_BYTES, PacketWriter.MAXIMUM_BODY_BYTES);
    KeySignature signature = body.readSignature();
    int cipherCode = body.readCipherCode();
    if (!isWholeBlocks(cipherCode, body.remaining())) {
      throw body.damaged(body.remaining() + " bytes of ciphertext are not whole blocks");
    }
    return new Tag70Packet(signature, cipherCode, body.readRest());
  }

  /** Tag, length and body. */
  public byte[] encode() {
    return new PacketWriter()
        .begin(TAG, FIXED_BYTES + ciphertext.size())
        .put(signature)
        .put(cipherCode)
        .put(ciphertext)
        .toByteArray();
  }

  /** The size of a packet in bytes. */
  static int packetBytes(int ciphertextBytes) {
    return PacketWriter.packetBytes(FIXED_BYTES + ciphertextBytes);
  }

  private static boolean isWholeBlocks(int cipherCode, int bytes) {
    return bytes > 0
        && CipherSpec.algorithmOf(cipherCode)
            .map(CipherAlgorithm::blockBytes)
            .filter(block -> bytes % block == 0)
            .isPresent();
  }
}
