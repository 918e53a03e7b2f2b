package io.github.ecryptfs.keys.tpm;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A command for a TPM 2.0: a header, handles, perhaps an authorisation, parameters. All numbers are
 * big-endian (TCG TPM 2.0 Library, part 3).
 *
 * <p>Not thread-safe: confined to the call that sends it. It may hold a secret, which {@link
 * #close()} zeroes.
 */
final class TpmCommand implements AutoCloseable {
  private static final int PLAIN = 0x8001;
  private static final int WITH_AUTHORISATION = 0x8002;
  private static final int SIZE_AT = 2;
  private static final int HEADER_BYTES = 10;

  /** For two parts of a sealed key and what stands around them. */
  private static final int ROOM_BYTES = 1024;

  /** The password session, with the empty password of what nobody has given another one. */
  private static final int PASSWORD_SESSION = 0x40000009;

  private static final int AUTHORISATION_BYTES = 9;
  private static final int CONTINUE_SESSION = 1;

  private final ByteBuffer bytes = ByteBuffer.allocate(ROOM_BYTES);

  private TpmCommand(int tag, int code) {
    bytes.putShort((short) tag).putInt(0).putInt(code);
  }

  /** A command without authorisation. */
  static TpmCommand plain(int code) {
    return new TpmCommand(PLAIN, code);
  }

  /** A command that uses one handle, which follows, by the empty password. */
  static TpmCommand byEmptyPassword(int code, int handle) {
    return by(PASSWORD_SESSION, 0, code, handle);
  }

  /** A command that uses one handle by a policy session, which goes on afterwards. */
  static TpmCommand byPolicy(int code, int handle, int session) {
    return by(session, CONTINUE_SESSION, code, handle);
  }

  private static TpmCommand by(int session, int attributes, int code, int handle) {
    return new TpmCommand(WITH_AUTHORISATION, code)
        .putInt(handle)
        .putInt(AUTHORISATION_BYTES)
        .putInt(session)
        .putShort(0) // no nonce
        .putByte(attributes)
        .putShort(0); // no password
  }

  TpmCommand putByte(int value) {
    bytes.put((byte) value);
    return this;
  }

  TpmCommand putShort(int value) {
    bytes.putShort((short) value);
    return this;
  }

  TpmCommand putInt(int value) {
    bytes.putInt(value);
    return this;
  }

  TpmCommand put(byte[] value) {
    bytes.put(value);
    return this;
  }

  /** Two bytes of size, and {@code value}. */
  TpmCommand putSized(byte[] value) {
    return putShort(value.length).put(value);
  }

  /** A selection of registers of the SHA-256 bank. */
  TpmCommand put(PcrSelection pcrs) {
    int bits = pcrs.bits();
    return putInt(1)
        .putShort(Tpm.SHA_256)
        .putByte(3)
        .putByte(bits)
        .putByte(bits >> 8)
        .putByte(bits >> 16);
  }

  /** The whole command, which the caller owns and zeroes. */
  byte[] toByteArray() {
    bytes.putInt(SIZE_AT, bytes.position());
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** What stands after the header: for structures that are put into a command as a whole. */
  byte[] body() {
    return Arrays.copyOfRange(bytes.array(), HEADER_BYTES, bytes.position());
  }

  @Override
  public void close() {
    Arrays.fill(bytes.array(), (byte) 0);
  }
}
