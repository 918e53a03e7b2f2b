package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.WrappedFileKey;

/**
 * A file key that a public key wraps ({@code docs/format.md}, "Packet set").
 *
 * @param signature names the public key
 * @param wrapped the ciphertext as the key module made it, at most 512 bytes
 */
record Tag1Packet(KeySignature signature, Bytes wrapped) implements Packet {
  static final int TAG = 0x01;

  private static final int FIXED_BYTES = 10;
  private static final int VERSION = 3;
  private static final int RSA = 1;

  Tag1Packet {
    if (wrapped.size() > MAXIMUM_WRAPPED_BYTES) {
      throw new IllegalArgumentException(
          "tag 1: wrapped key of "
              + wrapped.size()
              + " bytes, want at most "
              + MAXIMUM_WRAPPED_BYTES);
    }
  }

  static Tag1Packet of(WrappedFileKey.ByPublicKey key) {
    return new Tag1Packet(key.signature(), key.wrapped());
  }

  static Tag1Packet read(PacketReader body) throws MalformedMetadataException {
    body.requireBytes(FIXED_BYTES, FIXED_BYTES + MAXIMUM_WRAPPED_BYTES);
    body.expect(VERSION, "version");
    KeySignature signature = body.readSignature();
    body.skip(1); // the algorithm: nobody looks at it, the key module knows its own
    return new Tag1Packet(signature, body.readRest());
  }

  @Override
  public WrappedFileKey toWrappedKey(PacketReader rest) {
    return new WrappedFileKey.ByPublicKey(signature, wrapped);
  }

  @Override
  public void writeTo(PacketWriter out) {
    out.begin(TAG, FIXED_BYTES + wrapped.size()).put(VERSION).put(signature).put(RSA).put(wrapped);
  }
}
