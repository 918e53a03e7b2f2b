package io.github.ecryptfs.keys.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.KeyModules;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.WrappingKey;
import io.github.ecryptfs.keys.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.UnrecoverableKeyException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a script in place of keyctl, whose keyrings are directories. */
final class KeyringKeysTest {
  private static final KeySignature TEST = KeySignature.parse("d395309aaad4de06");

  @TempDir Path directory;

  private KernelKeyring keyring;

  @BeforeEach
  void makeKeyctl() throws IOException {
    Files.createDirectories(directory.resolve("@u"));
    Files.createDirectories(directory.resolve("@s"));
    Path script = directory.resolve("keyctl");
    Files.writeString(
        script,
        """
        #!/bin/sh
        cd %s
        [ -e broken ] && { echo "keyctl: Permission denied" >&2; exit 1; }
        command=$1
        shift
        case $command in
          session) shift; LINKED=yes exec "$@";;
          link) [ -n "$LINKED" ];;
          search)
            ring=$1
            [ -n "$LINKED" ] && ring=@u
            if [ ! -e "$ring/$3" ]; then
              echo "keyctl_search: Required key not available" >&2
              exit 1
            fi
            echo "$ring/$3" >found
            echo 4711;;
          pipe) cat "$(cat found)";;
          padd) cat >"$3/$2";;
          unlink) rm "$(cat found)";;
          list)
            echo "2 keys in keyring:"
            for key in $(ls "$1"); do echo "4711: --alswrv  0  0 user: $key"; done;;
        esac
        """
            .formatted(directory));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    String path = directory + ":" + System.getenv("PATH");
    keyring = new KernelKeyring(Program.of(script.toString()).with("PATH", path));
  }

  private static PassphraseKey key() {
    return PassphraseKey.derive("test".getBytes(UTF_8), PassphraseKeys.CONTENT_SALT);
  }

  private void addKey() throws IOException {
    try (PassphraseKey key = key()) {
      keyring.add(key);
    }
  }

  @Test
  void aKeyThatWasAddedIsFoundListedAndRemoved() throws IOException, InvalidKeyException {
    addKey();
    Files.writeString(directory.resolve("@u/other"), "");

    try (PassphraseKey found = keyring.find(TEST).orElseThrow()) {
      assertThat(found.signature()).isEqualTo(TEST);
    }
    assertThat(keyring.signatures()).containsExactly(TEST);
    assertThat(keyring.remove(TEST)).isTrue();
    assertThat(keyring.remove(TEST)).isFalse();
    assertThat(keyring.find(TEST)).isEmpty();
  }

  @Test
  void theSessionGoesBeforeTheUsersKeyring() throws IOException, InvalidKeyException {
    addKey();
    Files.move(directory.resolve("@u/" + TEST), directory.resolve("@s/" + TEST));

    try (PassphraseKey found = keyring.find(TEST).orElseThrow()) {
      assertThat(found.signature()).isEqualTo(TEST);
    }
  }

  @Test
  void keysOfAKeyringWrapAndEncryptNames() throws IOException, GeneralSecurityException {
    addKey();
    try (KeySource source = KeyringKeys.of(keyring, TEST);
        WrappingKey key = source.unlock().get(0)) {
      assertThat(key.signature()).isEqualTo(TEST);
      assertThat(key.passphraseKey()).isPresent();
    }
  }

  @Test
  void aLoginAddsAllKeysThatCanStandThere() throws IOException, GeneralSecurityException {
    byte[] passphrase = "test".getBytes(UTF_8);
    try (KeySource source =
        PassphraseKeys.of(passphrase, PassphraseKeys.CONTENT_SALT, PassphraseKeys.NAME_SALT)) {
      assertThat(KeyringLogin.addAll(source, keyring))
          .containsExactly(TEST, KeySignature.parse("be877764c5918621"));
    }
    assertThat(keyring.signatures()).hasSize(2);
  }

  @Test
  void aKeyThatIsNotThereIsNamed() throws IOException {
    addKey();
    KeySource source = KeyringKeys.of(keyring, TEST, KeySignature.parse("0123456789abcdef"));

    assertThatThrownBy(source::unlock)
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageStartingWith("the kernel keyring of this user has no key 0123456789abcdef; ");
  }

  @Test
  void aRefusalOfTheKernelIsTold() throws IOException {
    Files.createFile(directory.resolve("broken"));

    assertThatThrownBy(() -> keyring.find(TEST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Permission denied");
    assertThatThrownBy(this::addKey)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Permission denied");
  }

  @Test
  void theModuleIsFoundAndWantsASignature() {
    assertThat(KeyModules.names()).contains("keyring");
    assertThat(KeyModules.open("keyring", Map.of("sig", "d395309aaad4de06")))
        .isInstanceOf(KeyringKeys.class);
    assertThatThrownBy(() -> KeyModules.open("keyring", Map.of("sig", "d395")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keyring key: want keyring_sig, a signature of 16 hexadecimal digits");
    assertThatThrownBy(() -> KeyModules.open("keyring", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
