package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.WrappedFileKey;

/**
 * A file key that a passphrase wraps; the tag 11 packet that follows it names the wrapping key
 * ({@code docs/format.md}, "Packet set").
 *
 * <p>Whether the size of the wrapped key fits the cipher is left to whoever unwraps it, so that a
 * file with one bad packet still opens with another key.
 *
 * @param cipherCode a code that {@link CipherSpec#algorithmOf} knows
 * @param salt eight bytes that nobody needs for reading
 * @param wrapped the wrapped key, at most 512 bytes
 */
record Tag3Packet(int cipherCode, Bytes salt, Bytes wrapped) implements Packet {
  static final int TAG = 0x8c;

  private static final int FIXED_BYTES = 13;
  private static final int SALT_BYTES = 8;
  private static final int VERSION = 4;
  private static final int SALTED_AND_ITERATED = 3;
  private static final int MD5 = 1; // what the format says; the key derivation is another one
  private static final int ITERATIONS_65536 = 0x60;

  Tag3Packet {
    require(CipherSpec.algorithmOf(cipherCode).isPresent(), "unknown cipher code " + cipherCode);
    require(salt.size() == SALT_BYTES, "salt of " + salt.size() + " bytes, want " + SALT_BYTES);
    require(
        wrapped.size() <= MAXIMUM_WRAPPED_BYTES,
        "wrapped key of " + wrapped.size() + " bytes, want at most " + MAXIMUM_WRAPPED_BYTES);
  }

  static Tag3Packet of(WrappedFileKey.ByPassphrase key) {
    return new Tag3Packet(key.cipherCode(), key.salt(), key.wrapped());
  }

  static Tag3Packet read(PacketReader body) throws MalformedMetadataException {
    body.requireBytes(FIXED_BYTES, FIXED_BYTES + MAXIMUM_WRAPPED_BYTES);
    body.expect(VERSION, "version");
    int cipherCode = body.readCipherCode();
    body.expect(SALTED_AND_ITERATED, "S2K specifier");
    body.expect(MD5, "S2K hash");
    Bytes salt = body.readBytes(SALT_BYTES);
    body.skip(1); // the iteration count
    return new Tag3Packet(cipherCode, salt, body.readRest());
  }

  @Override
  public WrappedFileKey toWrappedKey(PacketReader rest) throws MalformedMetadataException {
    int next = rest.position();
    if (Packet.readNext(rest).orElse(this) instanceof Tag11Packet literal) {
      return new WrappedFileKey.ByPassphrase(literal.signature(), cipherCode, salt, wrapped);
    }
    throw rest.damaged("no tag 11 at offset " + next + ", where a tag 3 before it needs one");
  }

  @Override
  public void writeTo(PacketWriter out) {
    out.begin(TAG, FIXED_BYTES + wrapped.size());
    out.put(VERSION).put(cipherCode).put(SALTED_AND_ITERATED).put(MD5);
    out.put(salt).put(ITERATIONS_65536).put(wrapped);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("tag 3: " + otherwise);
    }
  }
}
