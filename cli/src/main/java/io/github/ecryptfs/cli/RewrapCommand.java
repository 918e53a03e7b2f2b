package io.github.ecryptfs.cli;

import io.github.ecryptfs.keys.home.EcryptfsHome;
import io.github.ecryptfs.keys.home.WrappedPassphraseFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ecryptfs rewrap}: the wrapped passphrase of a home under another login password. */
@Command(
    name = "rewrap",
    description =
        "Wraps the mount passphrase of a home under a new login password. No file is encrypted"
            + " again. Nothing changes if the old password is wrong.")
final class RewrapCommand implements Callable<Integer> {
  @Option(names = "--home", paramLabel = "DIR", description = "Else the home of this user.")
  private Path home = Path.of(System.getProperty("user.home"));

  @Option(
      names = "--passphrase-stdin",
      description = "Read the old and the new password from two lines of standard input.")
  private boolean fromStdin;

  RewrapCommand() {}

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    WrappedPassphraseFile file = EcryptfsHome.of(home).wrappedPassphrase();
    try (Passphrase old = Passphrase.get(fromStdin, "Old password: ");
        Passphrase fresh = Passphrase.get(fromStdin, "New password: ")) {
      byte[] before = old.lendTo(byte[]::clone);
      byte[] after = fresh.lendTo(byte[]::clone);
      try {
        file.rewrap(before, after, new SecureRandom());
      } finally {
        Arrays.fill(before, (byte) 0);
        Arrays.fill(after, (byte) 0);
      }
    }
    return 0;
  }
}
