package io.github.ecryptfs.cli;

import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.tpm.PcrSelection;
import io.github.ecryptfs.keys.tpm.TpmAddress;
import io.github.ecryptfs.keys.tpm.TpmKeys;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ecryptfs tpm}: keys that a TPM 2.0 seals. */
@Command(
    name = "tpm",
    synopsisSubcommandLabel = "seal",
    description = "Keys that a TPM 2.0 seals to the state of this machine.")
final class TpmCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  TpmCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "want tpm seal");
  }

  @Command(
      name = "seal",
      description =
          "Seals the key of a passphrase to the registers as they are now, and prints its"
              + " signature. Keep the passphrase: a TPM forgets.")
  int seal(
      @Parameters(paramLabel = "FILE", description = "Where the sealed key goes, or is replaced.")
          Path file,
      @Option(names = "--pcrs", defaultValue = "7", description = "As in 0+4+7; else 7.")
          String pcrs,
      @Option(names = "--socket", description = "A software TPM, in place of /dev/tpmrm0.")
          @Nullable Path socket,
      @Option(
              names = "--passphrase-stdin",
              description = "Read the passphrase from the first line of standard input.")
          boolean fromStdin)
      throws IOException {
    TpmAddress tpm = socket == null ? TpmAddress.ofMachine() : TpmAddress.unixSocket(socket);
    try (Passphrase passphrase = Passphrase.get(fromStdin);
        PassphraseKey key =
            passphrase.lendTo(bytes -> PassphraseKey.derive(bytes, PassphraseKeys.CONTENT_SALT))) {
      TpmKeys.seal(key, PcrSelection.parse(pcrs), tpm, file);
      spec.commandLine().getOut().println(key.signature());
    }
    return 0;
  }
}
