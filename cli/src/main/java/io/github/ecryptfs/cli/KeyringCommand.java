package io.github.ecryptfs.cli;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.keyring.KernelKeyring;
import io.github.ecryptfs.keys.keyring.KeyringLogin;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ecryptfs keyring}: keys in the kernel keyring of the user. */
@Command(
    name = "keyring",
    synopsisSubcommandLabel = "(add | list | remove)",
    description =
        "Keys in the kernel keyring of this user, where eCryptfs mounts find them: those of"
            + " Linux, and ours with -o key=keyring:keyring_sig=SIGNATURE.")
final class KeyringCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  KeyringCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "want keyring add, keyring list or keyring remove");
  }

  @Command(
      name = "add",
      description =
          "Adds the key of a passphrase, as ecryptfs-add-passphrase does, and prints its signature.")
  int add(
      @Option(
              names = "--salt",
              paramLabel = "HEX",
              description = "The salt, 16 hexadecimal digits; else 0011223344556677.")
          String salt,
      @Option(
              names = "--fnek",
              description = "Adds the key for names as well, with the salt that tools use there.")
          boolean names,
      @Option(
              names = "--passphrase-stdin",
              description = "Read the passphrase from the first line of standard input.")
          boolean fromStdin)
      throws IOException, GeneralSecurityException {
    try (Passphrase passphrase = Passphrase.get(fromStdin);
        KeySource source =
            passphrase.lendTo(bytes -> PassphraseKeys.of(bytes, salts(salt, names)))) {
      for (KeySignature signature : KeyringLogin.addAll(source, KernelKeyring.ofUser())) {
        spec.commandLine().getOut().println(signature);
      }
    }
    return 0;
  }

  private static Bytes[] salts(@Nullable String hex, boolean names) {
    Bytes content = hex == null ? PassphraseKeys.CONTENT_SALT : Bytes.ofHex(hex);
    return names ? new Bytes[] {content, PassphraseKeys.NAME_SALT} : new Bytes[] {content};
  }

  @Command(name = "list", description = "Prints the signatures of the keys that are there.")
  int list() throws IOException {
    KernelKeyring.ofUser().signatures().forEach(spec.commandLine().getOut()::println);
    return 0;
  }

  @Command(name = "remove", description = "Takes a key out. Mounts that have it already keep it.")
  int remove(
      @Parameters(paramLabel = "SIGNATURE", description = "16 hexadecimal digits.")
          String signature)
      throws IOException {
    if (KernelKeyring.ofUser().remove(KeySignature.parse(signature))) {
      return 0;
    }
    throw new IOException("the kernel keyring of this user has no key " + signature);
  }
}
