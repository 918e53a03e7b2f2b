package io.github.ecryptfs.keys.gnupg;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A server on a Unix socket that answers each line of its clients by a function, in ISO 8859-1 so
 * that all bytes pass. What it answers is what a gpg-agent was seen to say, or what it never would.
 */
final class ScriptedAgent implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel server;
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final Thread thread;

  private ScriptedAgent(Path socket, String greeting, UnaryOperator<String> answers)
      throws IOException {
    this.socket = socket;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    this.thread = new Thread(() -> serve(greeting, answers), "scripted agent");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Listens on {@code socket}.
   *
   * @param answers what to say to a line, with line feeds; an empty text says nothing
   */
  static ScriptedAgent at(Path socket, UnaryOperator<String> answers) throws IOException {
    return new ScriptedAgent(socket, "OK Pleased to meet you\n", answers);
  }

  /** Greets with {@code greeting} and hangs up at the first line. */
  static ScriptedAgent greeting(Path socket, String greeting) throws IOException {
    return new ScriptedAgent(socket, greeting, line -> "hang up");
  }

  private void serve(String greeting, UnaryOperator<String> answers) {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        talk(client, greeting, answers);
      } catch (IOException e) {
        // the client has gone, or the test has ended
      }
    }
  }

  private void talk(SocketChannel client, String greeting, UnaryOperator<String> answers)
      throws IOException {
    OutputStream out = Channels.newOutputStream(client);
    out.write(greeting.getBytes(StandardCharsets.ISO_8859_1));
    BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.ISO_8859_1));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      received.add(line);
      String answer = answers.apply(line);
      if (answer.equals("hang up")) {
        return;
      }
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /** All lines that came. */
  List<String> received() {
    return received;
  }

  @Override
  public void close() {
    try {
      server.close();
      thread.join();
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
