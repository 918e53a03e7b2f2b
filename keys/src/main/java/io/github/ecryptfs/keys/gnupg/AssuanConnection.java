package io.github.ecryptfs.keys.gnupg;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A connection to a server of GnuPG, in the Assuan protocol: lines of at most 1000 bytes. The
 * client sends a command; the server answers with status and data lines and at last with OK or ERR.
 * In between it may inquire for data.
 *
 * <p>Not thread-safe: confined to one call of the agent. Buffers hold secrets, and {@link #close()}
 * zeroes them.
 */
final class AssuanConnection implements AutoCloseable {
  /** Without the line feed. */
  private static final int MAXIMUM_LINE_BYTES = 1000;

  /** A hostile server ends here. */
  private static final int MAXIMUM_ANSWER_LINES = 1000;

  /** In bytes of the line; an escaped byte takes three. */
  private static final int DATA_CHUNK_BYTES = 300;

  private final ByteChannel channel;
  private final ByteBuffer received = ByteBuffer.allocateDirect(4096).flip();
  private final byte[] line = new byte[MAXIMUM_LINE_BYTES];

  /** Takes {@code channel} over. */
  AssuanConnection(ByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects to the server that listens on {@code socket}, and waits for its greeting.
   *
   * @throws IOException if nobody listens there, or it is not such a server
   */
  static AssuanConnection open(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      AssuanConnection connection = new AssuanConnection(channel);
      connection.answer(AssuanInquiry.none());
      return connection;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Sends a command whose answer is OK, without data that matters.
   *
   * @param command a name and arguments that hold no line break
   * @throws AgentRefusal if the server answers ERR
   * @throws IOException if the connection fails or the answer is none
   */
  void call(String command) throws IOException {
    call(command, AssuanInquiry.none()).close();
  }

  /**
   * Sends a command that the server inquires about.
   *
   * @return what it answered, which the caller closes
   * @throws AgentRefusal if the server answers ERR
   * @throws IOException if the connection fails or the answer is none
   */
  AssuanAnswer call(String command, AssuanInquiry inquiry) throws IOException {
    byte[] bytes = command.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAXIMUM_LINE_BYTES) {
      throw new IOException("command of " + bytes.length + " bytes, too long for gpg-agent");
    }
    sendLine(bytes);
    return answer(inquiry);
  }

  private AssuanAnswer answer(AssuanInquiry inquiry) throws IOException {
    AssuanAnswer answer = new AssuanAnswer();
    try {
      for (int lines = 0; lines < MAXIMUM_ANSWER_LINES; lines++) {
        int length = readLine();
        if (lineIs("OK", length)) {
          return answer;
        }
        take(length, answer, inquiry);
      }
      throw new IOException("gpg-agent answers without an end");
    } catch (IOException | RuntimeException e) {
      answer.close();
      throw e;
    }
  }

  private void take(int length, AssuanAnswer answer, AssuanInquiry inquiry) throws IOException {
    if (lineIs("D", length)) {
      answer.addEscaped(line, 2, length);
    } else if (lineIs("S", length)) {
      answer.addStatus(text(2, length));
    } else if (lineIs("INQUIRE", length)) {
      reply(text(8, length), inquiry);
    } else if (lineIs("ERR", length)) {
      throw refusal(text(4, length));
    } else if (!lineIs("#", length)) {
      throw new IOException("gpg-agent answers with a line that is no Assuan");
    }
  }

  /** A server may ask for what we do not have; the command then fails on its side. */
  private void reply(String keyword, AssuanInquiry inquiry) throws IOException {
    if (!keyword.equals(inquiry.keyword())) {
      sendLine("CAN".getBytes(StandardCharsets.US_ASCII));
      return;
    }
    byte[] data = inquiry.data().toArray();
    for (int at = 0; at < data.length; at += DATA_CHUNK_BYTES) {
      sendLine(AssuanText.dataLine(data, at, Math.min(data.length, at + DATA_CHUNK_BYTES)));
    }
    sendLine("END".getBytes(StandardCharsets.US_ASCII));
  }

  private static IOException refusal(String error) {
    String number = error.split(" ", 2)[0];
    if (!number.matches("[0-9]{1,10}")) {
      return new IOException("gpg-agent answers with an error that has no number");
    }
    return new AgentRefusal(Long.parseLong(number), error.substring(number.length()).strip());
  }

  /** Whether the line is {@code word}, alone or with a space behind it. */
  private boolean lineIs(String word, int length) {
    byte[] start = word.getBytes(StandardCharsets.US_ASCII);
    boolean begins =
        length >= start.length && Arrays.equals(line, 0, start.length, start, 0, start.length);
    return begins && (length == start.length || line[start.length] == ' ');
  }

  private String text(int from, int length) {
    return from >= length ? "" : new String(line, from, length - from, StandardCharsets.UTF_8);
  }

  private int readLine() throws IOException {
    for (int length = 0; length <= MAXIMUM_LINE_BYTES; length++) {
      byte next = nextByte();
      if (next == '\n') {
        return length;
      }
      if (length < MAXIMUM_LINE_BYTES) {
        line[length] = next;
      }
    }
    throw new IOException("gpg-agent answers with a line of more than 1000 bytes");
  }

  private byte nextByte() throws IOException {
    if (!received.hasRemaining()) {
      received.clear();
      int count = channel.read(received);
      received.flip();
      if (count <= 0) {
        throw new EOFException("gpg-agent has closed the connection");
      }
    }
    return received.get();
  }

  private void sendLine(byte[] content) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(content.length + 1);
    bytes.put(content).put((byte) '\n').flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    Arrays.fill(line, (byte) 0);
    received.clear();
    received.put(new byte[received.capacity()]);
    channel.close();
  }
}
