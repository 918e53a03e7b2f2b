package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.WrappedFileKey;

/**
 * The signature of the key that the tag 3 packet before it needs ({@code docs/format.md}, "Packet
 * set").
 *
 * @param signature names the wrapping key
 */
record Tag11Packet(KeySignature signature) implements Packet {
  static final int TAG = 0xed;

  private static final int BINARY = 0x62;
  private static final Bytes NAME = Bytes.ofHex("5f434f4e534f4c45"); // _CONSOLE
  private static final Bytes NO_DATE = Bytes.ofHex("00000000");
  private static final int BODY_BYTES = 2 + NAME.size() + NO_DATE.size() + KeySignature.BYTES;

  static Tag11Packet read(PacketReader body) throws MalformedMetadataException {
    body.requireBytes(BODY_BYTES, BODY_BYTES);
    body.expect(BINARY, "format");
    body.expect(NAME.size(), "name length");
    body.skip(NAME.size() + NO_DATE.size());
    return new Tag11Packet(body.readSignature());
  }

  @Override
  public WrappedFileKey toWrappedKey(PacketReader rest) throws MalformedMetadataException {
    throw rest.damaged(
        "tag 11 " + signature + " before offset " + rest.position() + " follows no tag 3");
  }

  @Override
  public void writeTo(PacketWriter out) {
    out.begin(TAG, BODY_BYTES).put(BINARY).put(NAME.size()).put(NAME).put(NO_DATE).put(signature);
  }
}
