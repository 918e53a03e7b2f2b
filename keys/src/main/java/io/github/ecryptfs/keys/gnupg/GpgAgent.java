package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeyUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The gpg-agent of a home: it decrypts with secret keys that leave neither it nor their card, and
 * asks for passphrases and PINs by its pinentry. It is started if it does not run.
 *
 * <p>Thread-safe: each call has a connection of its own. A call takes as long as a person does who
 * is asked for a passphrase.
 */
final class GpgAgent {
  /** What the agent hands to pinentry, and where we know it from. */
  private static final Map<String, String> SCREEN =
      Map.of(
          "ttyname", "GPG_TTY",
          "ttytype", "TERM",
          "display", "DISPLAY",
          "xauthority", "XAUTHORITY",
          "lc-ctype", "LC_CTYPE");

  private final GnuPgHome home;
  private final UnaryOperator<String> environment;

  /**
   * The agent of {@code home}.
   *
   * @param environment a variable's value, or an empty text
   */
  GpgAgent(GnuPgHome home, UnaryOperator<String> environment) {
    this.home = home;
    this.environment = environment;
  }

  /** The agent of {@code home}, for the terminal or screen of this process. */
  static GpgAgent of(GnuPgHome home) {
    return new GpgAgent(home, variable -> Optional.ofNullable(System.getenv(variable)).orElse(""));
  }

  /**
   * What a secret key makes of a ciphertext.
   *
   * @param key whose secret half is wanted
   * @param ciphertext in the form of {@link Canonical}
   * @return the plaintext, which the caller owns and zeroes
   * @throws KeyUnavailableException if the agent does not run, has no such key or refuses; says
   *     what to do
   */
  Plaintext decrypt(Recipient key, Bytes ciphertext) throws KeyUnavailableException {
    try (AssuanConnection agent = connect()) {
      setScreen(agent);
      agent.call("SETKEY " + key.keygrip());
      agent.call("SETKEYDESC " + AssuanText.argument("An encrypted file needs the " + key + "."));
      return decrypt(agent, ciphertext);
    } catch (AgentRefusal e) {
      throw new KeyUnavailableException(key + ": " + e.advice() + " (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new KeyUnavailableException(key + ": " + e.getMessage(), e);
    }
  }

  private static Plaintext decrypt(AssuanConnection agent, Bytes ciphertext) throws IOException {
    AssuanInquiry inquiry = new AssuanInquiry("CIPHERTEXT", ciphertext);
    try (AssuanAnswer answer = agent.call("PKDECRYPT", inquiry)) {
      byte[] data = answer.data();
      try {
        return new Plaintext(Canonical.value(data), !answer.hasStatus("PADDING 0"));
      } finally {
        Arrays.fill(data, (byte) 0);
      }
    }
  }

  private void setScreen(AssuanConnection agent) throws IOException {
    for (Map.Entry<String, String> option : SCREEN.entrySet()) {
      String value = environment.apply(option.getValue());
      if (value.matches("[\\x21-\\x7e]{1,200}")) {
        agent.call("OPTION " + option.getKey() + "=" + value);
      }
    }
  }

  private AssuanConnection connect() throws IOException {
    Path socket = home.agentSocket();
    try {
      return AssuanConnection.open(socket);
    } catch (IOException notRunning) {
      home.launchAgent();
      return reconnect(socket, notRunning);
    }
  }

  private static AssuanConnection reconnect(Path socket, IOException before) throws IOException {
    try {
      return AssuanConnection.open(socket);
    } catch (IOException e) {
      e.addSuppressed(before);
      throw new IOException(
          "gpg-agent does not answer at " + socket + "; try gpgconf --launch gpg-agent", e);
    }
  }
}
