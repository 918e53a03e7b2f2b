package io.github.ecryptfs.cli;

import io.github.ecryptfs.keys.Secret;
import io.github.ecryptfs.keys.home.EcryptfsHome;
import io.github.ecryptfs.keys.home.WrappedPassphraseFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code ecryptfs passphrase}: what a mount passphrase is wrapped in, as by ecryptfs-utils. */
@Command(
    name = "passphrase",
    description = "Wraps mount passphrases under login passwords, as ecryptfs-utils do.")
final class PassphraseCommand implements Runnable {
  private static final String FILE = "The file; default ~/.ecryptfs/wrapped-passphrase.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"--stdin", "--passphrase-stdin"},
      scope = ScopeType.INHERIT,
      description = "Read passphrases from standard input, one a line, in the order of questions.")
  private boolean fromStdin;

  PassphraseCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "want wrap, unwrap, rewrap or upgrade");
  }

  /** Writes a file. */
  @Command(
      name = "wrap",
      description = "Asks for a mount passphrase and a password, and writes the file.")
  int wrap(@Parameters(paramLabel = "FILE", arity = "0..1", description = FILE) Optional<Path> file)
      throws Exception {
    try (Passphrase passphrase = ask("Passphrase to wrap: ");
        Passphrase wrapping = askNew("Wrapping passphrase: ")) {
      passphrase.use(
          secret ->
              wrapping.use(password -> wrapped(file).wrap(secret, password, new SecureRandom())));
    }
    return 0;
  }

  /** Prints the mount passphrase. */
  @Command(name = "unwrap", description = "Prints the mount passphrase.")
  int unwrap(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = FILE) Optional<Path> file)
      throws Exception {
    try (Passphrase wrapping = ask("Wrapping passphrase: ")) {
      wrapping.use(password -> print(wrapped(file).unwrap(password)));
    }
    return 0;
  }

  private void print(byte[] passphrase) throws IOException {
    try (Secret secret = Secret.adopt(passphrase)) {
      char[] text = secret.revealText();
      spec.commandLine().getOut().println(text);
      Arrays.fill(text, '\0');
    }
  }

  /** Changes the wrapping passphrase. */
  @Command(
      name = "rewrap",
      description =
          "Changes the password that the file is wrapped under. No file is encrypted again. Nothing"
              + " changes if the old password is wrong.")
  int rewrap(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = FILE) Optional<Path> file)
      throws Exception {
    try (Passphrase old = ask("Old wrapping passphrase: ");
        Passphrase next = askNew("New wrapping passphrase: ")) {
      old.use(from -> next.use(to -> wrapped(file).rewrap(from, to, new SecureRandom())));
    }
    return 0;
  }

  /** Writes a file of version 1 as version 2. */
  @Command(
      name = "upgrade",
      description = "Writes a file of version 1, without a salt of its own, anew as version 2.")
  int upgrade(
      @Parameters(paramLabel = "FILE", arity = "0..1", description = FILE) Optional<Path> file)
      throws Exception {
    try (Passphrase wrapping = ask("Wrapping passphrase: ")) {
      wrapping.use(password -> wrapped(file).upgrade(password, new SecureRandom()));
    }
    return 0;
  }

  /** The salt in the settings of the user counts for all files, as with the tools. */
  private static WrappedPassphraseFile wrapped(Optional<Path> file) throws IOException {
    EcryptfsHome home = EcryptfsHome.of(Path.of(System.getProperty("user.home")));
    return file.isPresent()
        ? WrappedPassphraseFile.at(file.get()).withVersionOneSalt(home.settings().salt())
        : home.wrappedPassphrase();
  }

  private Passphrase ask(String question) throws IOException {
    return fromStdin ? Passphrase.readLine(System.in) : Passphrase.ask(question);
  }

  private Passphrase askNew(String question) throws IOException {
    return fromStdin ? Passphrase.readLine(System.in) : Passphrase.askTwice(question);
  }
}
