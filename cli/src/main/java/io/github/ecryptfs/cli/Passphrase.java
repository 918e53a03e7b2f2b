package io.github.ecryptfs.cli;

import java.io.Console;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A passphrase that somebody gave, as bytes of UTF-8. Whoever asked for it closes it, which zeroes
 * it. Not thread-safe.
 */
final class Passphrase implements AutoCloseable {
  /** More than eCryptfs takes, so that a line that is too long is refused and not cut. */
  private static final int MOST_BYTES = 1024;

  private static final int MOST_BYTES_A_CHAR = 3;

  private final byte[] bytes;

  private Passphrase(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The passphrase from the next line of standard input, or else from the terminal. */
  static Passphrase get(boolean fromStdin) throws IOException {
    return fromStdin ? readLine(System.in) : ask("Passphrase: ");
  }

  /**
   * Asks for it at the terminal, without echo.
   *
   * @throws IOException if there is no terminal, or its input has ended
   */
  static Passphrase ask(String prompt) throws IOException {
    char[] text = console().readPassword("%s", prompt);
    if (text == null) {
      throw new EOFException("no passphrase given");
    }
    try {
      return new Passphrase(utf8(text));
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  @SuppressWarnings("SystemConsoleNull") // the console of java.base is null without a terminal
  private static Console console() throws IOException {
    // Not that of JLine, which some JDKs prefer: it is there without a terminal too.
    System.setProperty("jdk.console", "java.base");
    Console console = System.console();
    if (console == null) {
      throw new IOException(
          "no terminal to ask for the passphrase; --passphrase-stdin reads it from a pipe");
    }
    return console;
  }

  private static byte[] utf8(char[] text) throws CharacterCodingException {
    ByteBuffer room = ByteBuffer.allocate(text.length * MOST_BYTES_A_CHAR);
    try {
      var result = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), room, true);
      if (result.isError()) {
        result.throwException();
      }
      return Arrays.copyOf(room.array(), room.position());
    } finally {
      Arrays.fill(room.array(), (byte) 0);
    }
  }

  /**
   * Reads it from the next line of {@code in}, byte by byte, so that what follows is still there. A
   * zero byte, as PAM modules send it, ends it too.
   *
   * @throws IOException if {@code in} has ended or the line is absurdly long
   */
  static Passphrase readLine(InputStream in) throws IOException {
    byte[] room = new byte[MOST_BYTES];
    try {
      return new Passphrase(Arrays.copyOf(room, readLine(in, room)));
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  private static int readLine(InputStream in, byte[] room) throws IOException {
    int length = 0;
    for (int next = in.read(); next != '\n' && next != 0; next = in.read()) {
      if (next < 0 && length == 0) {
        throw new EOFException("no passphrase on standard input");
      }
      if (next < 0) {
        break;
      }
      if (length == room.length) {
        throw new IOException("the first line of standard input is too long for a passphrase");
      }
      room[length++] = (byte) next;
    }
    return length;
  }

  /**
   * Asks for a new one at the terminal, twice, since nobody sees what is typed.
   *
   * @throws IOException if the two differ, or as {@link #ask}
   */
  static Passphrase askTwice(String prompt) throws IOException {
    Passphrase first = ask(prompt);
    try (Passphrase second = ask("Again: ")) {
      if (!Arrays.equals(first.bytes, second.bytes)) {
        first.close();
        throw new IOException("the two passphrases differ");
      }
    }
    return first;
  }

  /** Something to do with a secret that may fail. */
  interface Use<T> {
    /** Does it; keeps no copy of {@code secret}. */
    void with(T secret) throws Exception;
  }

  /** Lends the bytes for one call. */
  void use(Use<byte[]> use) throws Exception {
    use.with(bytes);
  }

  /** Lends the characters for one call. */
  void useText(Use<char[]> use) throws Exception {
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
    char[] characters = Arrays.copyOf(text.array(), text.length());
    try {
      use.with(characters);
    } finally {
      Arrays.fill(characters, '\0');
      Arrays.fill(text.array(), '\0');
    }
  }

  /** Lends the bytes for one call. */
  <T> T lendTo(Function<byte[], T> use) {
    return use.apply(bytes);
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
