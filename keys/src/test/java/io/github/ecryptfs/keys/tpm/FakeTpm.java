package io.github.ecryptfs.keys.tpm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A TPM that seals by turning bits around, on a socket. It answers as a real one does, unless a
 * test has given it another answer.
 */
final class FakeTpm implements AutoCloseable {
  static final int CREATE_PRIMARY = 0x131;
  static final int CREATE = 0x153;
  static final int LOAD = 0x157;
  static final int UNSEAL = 0x15e;
  static final int FLUSH = 0x165;
  static final int START_SESSION = 0x176;
  static final int POLICY_PCR = 0x17f;
  static final int GET_DIGEST = 0x189;

  private static final int SECRET_BYTES = 64;

  /** In the command that seals. */
  private static final int SECRET_AT = 33;

  private final ServerSocketChannel server;
  private final Thread thread;
  private final Map<Integer, byte[]> answers = new ConcurrentHashMap<>();
  private final List<byte[]> received = new CopyOnWriteArrayList<>();
  private final List<Integer> loaded = new ArrayList<>();
  private byte[] sealed = new byte[0];

  private FakeTpm(ServerSocketChannel server) {
    this.server = server;
    this.thread = new Thread(this::serve, "fake TPM");
    thread.setDaemon(true);
    thread.start();
  }

  /** On a Unix socket. */
  static FakeTpm at(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return new FakeTpm(server.bind(UnixDomainSocketAddress.of(socket)));
  }

  /** On a free port of this machine. */
  static FakeTpm onPort() throws IOException {
    return new FakeTpm(
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  /** The port, if it is on one. */
  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Answers the command of that code by these bytes from now on. */
  void answer(int code, byte[] answer) {
    answers.put(code, answer);
  }

  /** Refuses the command of that code from now on. */
  void refuse(int code, int error) {
    answer(code, ByteBuffer.allocate(10).putShort((short) 0x8001).putInt(10).putInt(error).array());
  }

  /** What the commands of that code were. */
  List<byte[]> received(int code) {
    return received.stream().filter(command -> ByteBuffer.wrap(command).getInt(6) == code).toList();
  }

  /** Whether all that was loaded was flushed. */
  synchronized boolean isEmpty() {
    return loaded.isEmpty();
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        ByteBuffer in = ByteBuffer.allocate(4096);
        while (client.read(in.clear()) > 0) {
          byte[] command = Arrays.copyOf(in.array(), in.position());
          received.add(command);
          byte[] answer = answerTo(command);
          int first = Math.min(7, answer.length);
          client.write(ByteBuffer.wrap(answer, 0, first));
          client.write(ByteBuffer.wrap(answer, first, answer.length - first));
          if (answer.length < 10 || ByteBuffer.wrap(answer).getInt(2) > answer.length) {
            break; // who waits for the rest gets the end
          }
        }
      } catch (IOException e) {
        // the client has gone, or the test has ended
      }
    }
  }

  private synchronized byte[] answerTo(byte[] command) {
    ByteBuffer in = ByteBuffer.wrap(command);
    int code = in.getInt(6);
    if (answers.containsKey(code)) {
      return answers.get(code);
    }
    return switch (code) {
      case CREATE_PRIMARY, LOAD -> answer(load(0x80000000 + received.size()), new byte[20]);
      case START_SESSION -> answer(load(0x03000000 + received.size()), new byte[18]);
      case GET_DIGEST -> answer(sized(new byte[32]));
      case CREATE -> {
        sealed = Arrays.copyOfRange(command, SECRET_AT, SECRET_AT + SECRET_BYTES);
        invert(sealed);
        yield answer(new byte[4], sized(sealed), sized(new byte[] {1, 2, 3}));
      }
      case UNSEAL -> {
        byte[] secret = sealed.clone();
        invert(secret);
        yield answer(new byte[4], sized(secret));
      }
      case FLUSH -> {
        loaded.remove((Integer) in.getInt(10));
        yield answer();
      }
      default -> answer();
    };
  }

  private byte[] load(int handle) {
    loaded.add(handle);
    return ByteBuffer.allocate(4).putInt(handle).array();
  }

  private static void invert(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }

  /** An answer without an error. */
  static byte[] answer(byte[]... parts) {
    ByteBuffer out = ByteBuffer.allocate(4096);
    out.putShort((short) 0x8001).putInt(0).putInt(0);
    for (byte[] part : parts) {
      out.put(part);
    }
    out.putInt(2, out.position());
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Two bytes of size, and the bytes. */
  static byte[] sized(byte[] bytes) {
    return ByteBuffer.allocate(2 + bytes.length).putShort((short) bytes.length).put(bytes).array();
  }

  @Override
  public void close() {
    try {
      server.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
