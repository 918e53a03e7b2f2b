package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.WrappedFileKey;

/**
 * A file key that a public key wraps ({@code docs/format.md}, "Packet set").
 *
 * @param signature names the public key
 * @param algorithm the kind of that key in the numbers of OpenPGP, one byte; any is read, since the
 *     key module knows its own
 * @param wrapped the ciphertext as the key module made it, at most 512 bytes
 */
record Tag1Packet(KeySignature signature, int algorithm, Bytes wrapped) implements Packet {
  static final int TAG = 0x01;

  private static final int FIXED_BYTES = 10;
  private static final int VERSION = 3;

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
    return new Tag1Packet(key.signature(), key.algorithm(), key.wrapped());
  }

  static Tag1Packet read(PacketReader body) throws MalformedMetadataException {
    body.requireBytes(FIXED_BYTES, FIXED_BYTES + MAXIMUM_WRAPPED_BYTES);
    body.expect(VERSION, "version");
    return new Tag1Packet(body.readSignature(), body.readByte(), body.readRest());
  }

  @Override
  public WrappedFileKey toWrappedKey(PacketReader rest) {
    return new WrappedFileKey.ByPublicKey(signature, algorithm, wrapped);
  }

  @Override
  public void writeTo(PacketWriter out) {
    out.begin(TAG, FIXED_BYTES + wrapped.size());
    out.put(VERSION).put(signature).put(algorithm).put(wrapped);
  }
}
