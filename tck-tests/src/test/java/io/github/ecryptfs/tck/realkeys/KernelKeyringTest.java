package io.github.ecryptfs.tck.realkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.keyring.KernelKeyring;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import io.github.ecryptfs.tck.NeedsProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys in the kernel's keyring, put there by ecryptfs-utils and by us. The keyring is that of the
 * user who runs the test, so the passphrase is a new one each time, and its keys are removed.
 */
@NeedsProgram({"keyctl", "ecryptfs-add-passphrase"})
final class KernelKeyringTest {
  private final String passphrase = UUID.randomUUID().toString();
  private final KernelKeyring keyring = KernelKeyring.ofUser();

  @TempDir Path lower;

  @BeforeEach
  void requireKeyring() {
    Run run = Run.of(Map.of(), "keyctl", "session", "-", "keyctl", "link", "@u", "@s");
    boolean required = "required".equals(System.getenv("ECRYPTFS_REAL_TOOLS"));
    assumeTrue(run.exitCode() == 0 || required, "the kernel refuses keyctl here: " + run.output());
    run.orFail();
  }

  @AfterEach
  void removeKey() throws IOException {
    try (PassphraseKey key = key()) {
      inSession("keyctl unlink $(keyctl search @s user " + key.signature() + ") @u; true");
    }
  }

  private PassphraseKey key() {
    byte[] bytes = passphrase.getBytes(StandardCharsets.UTF_8);
    return PassphraseKey.derive(bytes, PassphraseKeys.CONTENT_SALT);
  }

  /** Runs a script in a session of its own, in which the user's keys can be read. */
  private String inSession(String script) {
    String whole = "keyctl link @u @s && " + script;
    return Run.fed(
            passphrase + "\n", Map.of(), List.of("keyctl", "session", "-", "sh", "-c", whole))
        .orFail()
        .output()
        .replaceFirst("Joined session keyring.*\n", "");
  }

  private FileSystem mount(MountOptions.Builder options) throws IOException {
    return Ecryptfs.mount(lower, options.build());
  }

  @Test
  void aKeyThatEcryptfsUtilsAddedOpensAMount() throws IOException {
    String signature;
    try (PassphraseKey key = key()) {
      signature = key.signature().toString();
    }
    try (FileSystem fs =
        mount(
            MountOptions.builder()
                .passphrase(passphrase.toCharArray())
                .filenameSignature(signature))) {
      Files.writeString(fs.getPath("/letter"), "Dear reader");
    }

    assertThat(inSession("ecryptfs-add-passphrase -")).contains("[" + signature + "]");

    try (FileSystem fs =
        mount(
            MountOptions.builder()
                .keys("keyring:keyring_sig=" + signature)
                .filenameSignature(signature))) {
      assertThat(Files.readString(fs.getPath("/letter"))).isEqualTo("Dear reader");
    }
    assertThat(keyring.signatures()).contains(KeySignature.parse(signature));
  }

  /** The program says "Inserted" also of a key that is there; so the kernel's copy is compared. */
  @Test
  void aKeyThatWeAddedIsTheOneThatEcryptfsUtilsWouldAdd() throws IOException {
    try (PassphraseKey key = key()) {
      String dump = "keyctl pipe $(keyctl search @s user " + key.signature() + ") | od -v -tx1";
      keyring.add(key);
      String ours = inSession(dump);
      assertThat(keyring.remove(key.signature())).isTrue();

      String theirs = inSession("ecryptfs-add-passphrase - >&2 && " + dump);

      assertThat(theirs).contains("[" + key.signature() + "]").endsWith(ours);
      assertThat(ours).hasSizeGreaterThan(2 * 740);
    }
  }

  @Test
  void aKeyThatIsNotThereIsAnErrorThatSaysWhatToDo() {
    assertThatThrownBy(() -> mount(MountOptions.builder().keys("keyring:sig=0123456789abcdef")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no key 0123456789abcdef; log in, or add it");
  }

  @Test
  void aRevokedKeyIsAnErrorThatSaysSo() {
    inSession("ecryptfs-add-passphrase -");
    try (PassphraseKey key = key()) {
      String id = inSession("keyctl search @s user " + key.signature());
      inSession("keyctl revoke " + id);

      assertThatThrownBy(() -> mount(MountOptions.builder().keys("keyring:sig=" + key.signature())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("key " + key.signature() + ": ")
          .hasMessageContaining("Key has been revoked");
      inSession("keyctl unlink " + id + " @u");
    }
  }
}
