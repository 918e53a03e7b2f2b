package io.github.ecryptfs.tck.realkeys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.home.WrappedPassphraseFile;
import io.github.ecryptfs.keys.keyring.KernelKeyring;
import io.github.ecryptfs.tck.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recipe of {@code docs/keys.md}, "Login", by a real PAM: a service file of its own, which is
 * removed again, and the login of the user who runs the test, root.
 */
@NeedsProgram({"pamtester", "keyctl"})
final class LoginTest {
  private final String service = "ecryptfs-test-" + UUID.randomUUID();
  private final Path serviceFile = Path.of("/etc/pam.d", service);
  private final KernelKeyring keyring = KernelKeyring.ofUser();
  private final byte[] mountPassphrase = UUID.randomUUID().toString().getBytes(UTF_8);

  @TempDir Path home;

  private KeySignature signature = new KeySignature(0);

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(
        Files.isWritable(serviceFile.getParent()), "only root may make a PAM service to test");
    Path files = Files.createDirectory(home.resolve(".ecryptfs"));
    WrappedPassphraseFile.at(files.resolve("wrapped-passphrase"))
        .wrap(mountPassphrase, "first".getBytes(UTF_8), new SecureRandom());
    try (PassphraseKey key = PassphraseKey.derive(mountPassphrase, PassphraseKeys.CONTENT_SALT)) {
      signature = key.signature();
    }
    Files.writeString(files.resolve("Private.sig"), signature + "\n");
    Path hook = home.resolve("hook");
    Files.writeString(hook, "#!/bin/sh\nexec " + command("pam --home", home) + "\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(
        serviceFile,
        """
        auth required pam_exec.so expose_authtok quiet %1$s
        account required pam_permit.so
        session required pam_exec.so quiet %1$s
        """
            .formatted(hook));
  }

  @AfterEach
  void cleanUp() throws IOException {
    Files.deleteIfExists(serviceFile);
    keyring.remove(signature);
  }

  private static String command(String name, Path argument) {
    return "'%s' -XX:TieredStopAtLevel=1 -cp '%s' io.github.ecryptfs.cli.Main %s '%s'"
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"),
            name,
            argument);
  }

  private Run login(String password, String... operations) {
    List<String> command = new ArrayList<>(List.of("pamtester", service, "root"));
    command.addAll(List.of(operations));
    return Run.fed(password + "\n", Map.of(), command);
  }

  @Test
  void aLoginPutsTheKeyIntoTheKeyringAndALogoutTakesItOut() throws IOException {
    Files.createFile(home.resolve(".ecryptfs/auto-umount"));

    login("first", "authenticate", "open_session").orFail();
    assertThat(keyring.signatures()).contains(signature);

    login("", "close_session").orFail();
    assertThat(keyring.signatures()).doesNotContain(signature);
  }

  @Test
  void aWrongPasswordUnlocksNothing() throws IOException {
    assertThat(login("wrong", "authenticate").exitCode()).isNotZero();
    assertThat(keyring.signatures()).doesNotContain(signature);
  }

  @Test
  void afterAPasswordChangeTheNewPasswordUnlocksOnceItIsRewrapped() throws IOException {
    Run rewrap =
        Run.fed(
            "first\nsecond\n",
            Map.of(),
            List.of(
                "sh",
                "-c",
                command(
                    "passphrase rewrap --stdin", home.resolve(".ecryptfs/wrapped-passphrase"))));
    assertThat(rewrap.orFail().output()).isEmpty();

    assertThat(login("first", "authenticate").exitCode()).isNotZero();
    login("second", "authenticate").orFail();
    assertThat(keyring.signatures()).contains(signature);
  }

  @Test
  void aUserWhoseWrappingPassphraseIsAnotherLogsInWithoutKeys() throws IOException {
    Files.createFile(home.resolve(".ecryptfs/wrapping-independent"));

    login("anything", "authenticate", "open_session", "close_session").orFail();
    assertThat(keyring.signatures()).doesNotContain(signature);
  }
}
