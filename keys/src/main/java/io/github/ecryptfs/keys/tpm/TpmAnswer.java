package io.github.ecryptfs.keys.tpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The answer of a TPM that did what it was asked. A TPM is not trusted to answer sensibly: nothing
 * is read beyond the end.
 *
 * <p>Not thread-safe: confined to the call that got it. It may hold a secret, which {@link
 * #close()} zeroes.
 */
final class TpmAnswer implements AutoCloseable {
  private static final int CODE_AT = 6;
  private static final int HEADER_BYTES = 10;

  private final ByteBuffer bytes;

  /**
   * Takes {@code answer} over.
   *
   * @param answer at least a header
   * @throws TpmRefusal if the TPM refused
   */
  TpmAnswer(byte[] answer) throws TpmRefusal {
    bytes = ByteBuffer.wrap(answer);
    int code = bytes.getInt(CODE_AT);
    if (code != 0) {
      throw new TpmRefusal(code);
    }
    bytes.position(HEADER_BYTES);
  }

  /** The next four bytes. */
  int readInt() throws IOException {
    return requireBytes(4).getInt();
  }

  /** Two bytes of size and as many as they say, in an array that the caller owns. */
  byte[] readSized() throws IOException {
    int size = requireBytes(2).getShort() & 0xffff;
    requireBytes(size);
    byte[] value = new byte[size];
    bytes.get(value);
    return value;
  }

  private ByteBuffer requireBytes(int count) throws IOException {
    if (bytes.remaining() < count) {
      throw new IOException(
          "TPM: an answer that is cut short, " + count + " bytes wanted at " + bytes.position());
    }
    return bytes;
  }

  @Override
  public void close() {
    Arrays.fill(bytes.array(), (byte) 0);
  }
}
