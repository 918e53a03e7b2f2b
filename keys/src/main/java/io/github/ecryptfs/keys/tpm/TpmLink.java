package io.github.ecryptfs.keys.tpm;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A way to a TPM 2.0: commands go in, answers come out, one after the other. A device of the kernel
 * and the socket of a software TPM take the same bytes.
 *
 * <p>Not thread-safe: confined to one use of the TPM.
 */
final class TpmLink implements AutoCloseable {
  /** The largest answer that TPMs give. */
  private static final int MAXIMUM_BYTES = 4096;

  private static final int HEADER_BYTES = 10;
  private static final int SIZE_AT = 2;

  private final ByteChannel channel;

  /** Takes {@code channel} over. */
  TpmLink(ByteChannel channel) {
    this.channel = channel;
  }

  /** The device of a TPM, such as {@code /dev/tpmrm0}, which shares it between programs. */
  static TpmLink device(Path device) throws IOException {
    return new TpmLink(FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** A software TPM on a Unix socket. */
  static TpmLink unixSocket(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new TpmLink(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** A software TPM on a port of this machine. */
  static TpmLink localPort(int port) throws IOException {
    return new TpmLink(
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
  }

  /**
   * Sends a command and waits for the answer.
   *
   * @param command left for the caller to zero
   * @return the whole answer, which the caller owns and zeroes
   * @throws IOException if the connection fails, or what comes is no answer
   */
  byte[] transmit(byte[] command) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(command);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    byte[] room = new byte[MAXIMUM_BYTES];
    try {
      ByteBuffer in = ByteBuffer.wrap(room);
      fill(in, HEADER_BYTES);
      int size = in.getInt(SIZE_AT);
      if (size < HEADER_BYTES || size > MAXIMUM_BYTES) {
        throw new IOException("TPM: an answer that claims " + size + " bytes");
      }
      fill(in, size);
      return Arrays.copyOf(room, size);
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  /** A device gives its whole answer to one read; a socket may give it in pieces. */
  private void fill(ByteBuffer in, int size) throws IOException {
    while (in.position() < size) {
      if (channel.read(in) <= 0) {
        throw new EOFException("TPM: the answer ends after " + in.position() + " bytes");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
