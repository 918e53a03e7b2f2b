package io.github.ecryptfs.cli;

import io.github.ecryptfs.keys.KeyOption;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.RsaKeyFile;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ecryptfs key}: keys by their signatures. */
@Command(name = "key", description = "Tells signatures of keys and makes key files.")
final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  KeyCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "want signatures or generate");
  }

  /** Unlocks keys and prints a line for each. */
  @Command(
      name = "signatures",
      description = "Unlocks keys and prints their signatures, one a line.")
  int signatures(
      @Parameters(
              paramLabel = "MODULE:NAME=VALUE...",
              arity = "1..*",
              description = "Keys as for -o key=; docs/keys.md lists the modules.")
          List<String> keys)
      throws IOException, GeneralSecurityException {
    for (String key : keys) {
      MountOptionList.refuseSecret("key=" + key);
      try (KeySource source = KeyOption.parse(key)) {
        print(source);
      }
    }
    return 0;
  }

  private void print(KeySource source) throws IOException, GeneralSecurityException {
    for (WrappingKey key : source.unlock()) {
      try (key) {
        spec.commandLine().getOut().println(key.signature());
      }
    }
  }

  /** Makes a key file for the module {@code openssl} and prints the key's signature. */
  @Command(
      name = "generate",
      description =
          "Makes an RSA key of 3072 bits in a file for the module openssl, and prints its"
              + " signature.")
  int generate(
      @Parameters(paramLabel = "FILE", description = "The file, which must not be there yet.")
          Path file,
      @Option(
              names = "--passphrase-stdin",
              description = "Read the file's passphrase from the first line of standard input.")
          boolean fromStdin)
      throws Exception {
    try (Passphrase passphrase =
        fromStdin
            ? Passphrase.readLine(System.in)
            : Passphrase.askTwice("Passphrase for " + file + ": ")) {
      passphrase.useText(
          text ->
              spec.commandLine()
                  .getOut()
                  .println(RsaKeyFile.generate(file, text, new SecureRandom())));
    }
    return 0;
  }
}
