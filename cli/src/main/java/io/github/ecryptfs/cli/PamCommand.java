package io.github.ecryptfs.cli;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.Secret;
import io.github.ecryptfs.keys.home.EcryptfsHome;
import io.github.ecryptfs.keys.home.HomeFlag;
import io.github.ecryptfs.keys.home.LoginKeys;
import io.github.ecryptfs.keys.home.SignatureFile;
import io.github.ecryptfs.keys.keyring.KernelKeyring;
import io.github.ecryptfs.keys.keyring.KeyringLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.UnrecoverableKeyException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ecryptfs pam}: what pam_exec runs, as the user who logs in ({@code docs/keys.md},
 * "Login"). A user without a wrapped passphrase is none of its business.
 */
@Command(
    name = "pam",
    description = {
      "For pam_exec, run as the user who logs in. At auth it reads the login password from standard"
          + " input and puts the keys of the home into the kernel keyring; at close_session it"
          + " takes them out if the home has the flag auto-umount. Other types do nothing."
    })
final class PamCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--home", paramLabel = "DIR", description = "Else the home of this user.")
  private Path home = Path.of(System.getProperty("user.home"));

  @Option(
      names = "--type",
      defaultValue = "${env:PAM_TYPE:-none}",
      description = "auth, open_session or close_session; else the variable PAM_TYPE.")
  private String type = "none";

  PamCommand() {}

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    EcryptfsHome files = EcryptfsHome.of(home);
    if (!isSetUp(files)) {
      return 0;
    }
    if (type.equals("auth")) {
      unlock(files);
    } else if (type.equals("close_session") && files.isSet(HomeFlag.AUTO_UMOUNT)) {
      forget(files.signatures());
    }
    return 0;
  }

  private static boolean isSetUp(EcryptfsHome files) {
    try {
      return Files.exists(files.configuration().resolve("wrapped-passphrase"));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void unlock(EcryptfsHome files) throws IOException, GeneralSecurityException {
    if (files.isSet(HomeFlag.WRAPPING_INDEPENDENT)) {
      spec.commandLine()
          .getErr()
          .println("ecryptfs: the wrapping passphrase is not the login password; not unlocked");
      return;
    }
    try (Passphrase login = Passphrase.readLine(System.in);
        Secret password = login.lendTo(bytes -> Secret.adopt(bytes.clone()));
        KeySource keys = new LoginKeys(files, password)) {
      KeyringLogin.addAll(keys, KernelKeyring.ofUser());
    } catch (UnrecoverableKeyException e) {
      throw new GeneralSecurityException(
          e.getMessage()
              + "; if the login password was changed, run ecryptfs passphrase rewrap with the old and the new"
              + " one",
          e);
    }
  }

  private static void forget(SignatureFile signatures) throws IOException {
    KernelKeyring keyring = KernelKeyring.ofUser();
    keyring.remove(signatures.content());
    Optional<KeySignature> names = signatures.names();
    if (names.isPresent()) {
      keyring.remove(names.get());
    }
  }
}
