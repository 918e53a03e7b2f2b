package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.keys.program.Program;
import io.github.ecryptfs.keys.program.ProgramOutput;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A home of GnuPG: its public keys, as {@code gpg} tells them, and its agent, which has the secret
 * ones.
 *
 * <p>Immutable.
 */
public final class GnuPgHome {
  private final Program gpg;
  private final Program gpgconf;

  /** A home whose programs are these. */
  GnuPgHome(Program gpg, Program gpgconf) {
    this.gpg = gpg;
    this.gpgconf = gpgconf;
  }

  /** The one that gpg uses by itself: GNUPGHOME or the home directory's {@code .gnupg}. */
  public static GnuPgHome usual() {
    return new GnuPgHome(Program.of("gpg", "--batch", "--no-tty"), Program.of("gpgconf"));
  }

  /** Another one. */
  public static GnuPgHome at(Path directory) {
    String home = directory.toAbsolutePath().toString();
    GnuPgHome usual = usual();
    return new GnuPgHome(usual.gpg.with("GNUPGHOME", home), usual.gpgconf.with("GNUPGHOME", home));
  }

  /**
   * The public keys that fit {@code name}, in the machine-readable form of gpg; its signatures are
   * checked by gpg.
   *
   * @throws IOException if gpg cannot be run
   */
  String listing(String name) throws IOException {
    try (ProgramOutput output =
        gpg.run("--with-colons", "--with-keygrip", "--with-key-data", "--list-keys", "--", name)) {
      return output.text(); // gpg fails too if there is no such key: the listing is empty then
    }
  }

  /**
   * Where the agent listens.
   *
   * @throws IOException if gpgconf cannot be run
   */
  Path agentSocket() throws IOException {
    try (ProgramOutput output = gpgconf.run("--list-dirs", "agent-socket")) {
      return Path.of(output.orThrow().text());
    } catch (InvalidPathException e) {
      throw new IOException("gpgconf told no path for the socket of gpg-agent", e);
    }
  }

  /**
   * Starts the agent if it does not run.
   *
   * @throws IOException if it does not start
   */
  void launchAgent() throws IOException {
    try (ProgramOutput output = gpgconf.run("--launch", "gpg-agent")) {
      output.orThrow();
    }
  }
}
