package io.github.ecryptfs.keys.gnupg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.KeyModules;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.WrappingKey;
import io.github.ecryptfs.keys.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GnuPgModuleTest {
  private static final String RSA =
      """
      pub:u:1024:1:169B3B8430118173:1795537512:::u:::esca::::::23::0:
      fpr:::::::::D62424C49790E0C532B33E4B169B3B8430118173:
      grp:::::::::3360AD59BE9404C10C5429FCDAD5FDC59BA2601C:
      pkd:0:1024:9146ca722759ccd54c739f6172439b498ded2c6d8c0b5b85216cd9abfc49281bfc9a637c1d8e05ee2e7ff5a84520901b8d96ad103c33ff56e6629066a4aa5d1d79afd797c870d13855177e50098c01ab61339394ce975ca3f80c6f6b59d6436aa318c6e054066a25131c28818a285b1c01c87c352deebfaf354f8b18d3271c25:
      pkd:1:17:010001:
      """;

  @TempDir Path directory;

  private List<WrappingKey> keys(String listing, String... recipients)
      throws IOException, GeneralSecurityException {
    try (KeySource source = GnuPgKeys.of(new ScriptedHome(directory).home(listing), recipients)) {
      return source.unlock();
    }
  }

  @Test
  void aKeyOnACurveHasTheSignatureOfItsKeyId() throws IOException, GeneralSecurityException {
    assertThat(keys(KeyListingTest.CURVE, "alice").get(0))
        .hasToString("OpenPGP key 6082E1F5FA2902BCF89BA2F0AB87A7EA80CF2321")
        .extracting(WrappingKey::signature)
        .isEqualTo(KeySignature.parse("ab87a7ea80cf2321"));
  }

  /** The key and the signature that docs/format.md gives for RSA keys of all modules. */
  @Test
  void anRsaKeyHasTheSignatureOfAllModules() throws IOException, GeneralSecurityException {
    assertThat(keys(RSA, "bob", "bob"))
        .extracting(WrappingKey::signature)
        .containsOnly(KeySignature.parse("16941ff976391f85"))
        .hasSize(2);
  }

  @Test
  void aHomeWithoutGpgSaysSo() {
    Program missing = Program.of("no-such-gpg");
    KeySource source = GnuPgKeys.of(new GnuPgHome(missing, missing), "alice");

    assertThatThrownBy(source::unlock)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-gpg cannot be run");
  }

  @Test
  void aSocketThatIsNoPathIsRefused() {
    Program odd = Program.of("printf", "a\\0b");

    assertThatThrownBy(() -> new GnuPgHome(odd, odd).agentSocket())
        .isInstanceOf(IOException.class)
        .hasMessage("gpgconf told no path for the socket of gpg-agent");
  }

  @Test
  void theModuleIsFoundAndWantsARecipient() {
    assertThat(KeyModules.names()).contains("gnupg");
    assertThatThrownBy(() -> KeyModules.open("gnupg", Map.of("home", "/nowhere")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gnupg key: want gnupg_recipient");
    assertThatThrownBy(() -> KeyModules.open("gnupg", Map.of("recipient", " ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gnupg key: want gnupg_recipient");
  }

  @Test
  void aHomeMayBeGivenOrNot() {
    assertThat(KeyModules.open("gnupg", Map.of("recipient", "a"))).isInstanceOf(GnuPgKeys.class);
    assertThat(KeyModules.open("gnupg", Map.of("recipient", "a", "home", directory.toString())))
        .isInstanceOf(GnuPgKeys.class);
  }
}
