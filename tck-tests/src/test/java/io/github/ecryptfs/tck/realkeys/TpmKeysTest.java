package io.github.ecryptfs.tck.realkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.tpm.PcrSelection;
import io.github.ecryptfs.keys.tpm.TpmAddress;
import io.github.ecryptfs.keys.tpm.TpmKeys;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import io.github.ecryptfs.tck.NeedsProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys sealed by a TPM 2.0, swtpm, whose registers the tools of tpm2-tools change. */
@NeedsProgram({"swtpm", "tpm2_pcrextend", "tpm2_pcrreset", "tpm2_getcap"})
final class TpmKeysTest {
  private static final PcrSelection PCRS = PcrSelection.of(0, 16);

  private static TpmRig tpm;

  @TempDir Path lower;
  @TempDir Path keys;

  @BeforeAll
  static void start() throws IOException {
    tpm = TpmRig.start();
  }

  @AfterAll
  static void end() throws IOException {
    tpm.close();
  }

  @BeforeEach
  void seal() throws IOException {
    tpm.resetPcr16();
    sealBy(tpm);
  }

  private void sealBy(TpmRig by) throws IOException {
    byte[] passphrase = "test".getBytes(StandardCharsets.UTF_8);
    try (PassphraseKey key = PassphraseKey.derive(passphrase, PassphraseKeys.CONTENT_SALT)) {
      TpmKeys.seal(key, PCRS, TpmAddress.unixSocket(by.socket()), sealed());
    }
  }

  private Path sealed() {
    return keys.resolve("sealed");
  }

  private FileSystem mountByTpm(TpmRig by) throws IOException {
    String key = "tpm:tpm_keyfile=" + sealed() + ":tpm_socket=" + by.socket();
    return Ecryptfs.mount(lower, MountOptions.builder().keys(key).encryptNames(true).build());
  }

  @Test
  void aSealedKeyOpensWhatItsPassphraseWrote() throws IOException {
    MountOptions byPassphrase =
        MountOptions.builder()
            .passphrase("test".toCharArray())
            .filenameSignature("d395309aaad4de06")
            .build();
    try (FileSystem fs = Ecryptfs.mount(lower, byPassphrase)) {
      Files.writeString(fs.getPath("/letter"), "Dear reader");
    }

    try (FileSystem fs = mountByTpm(tpm)) {
      assertThat(Files.readString(fs.getPath("/letter"))).isEqualTo("Dear reader");
    }
  }

  @Test
  void aMachineThatHasChangedIsRefusedUntilTheKeyIsSealedAgain() throws IOException {
    tpm.extendPcr16();

    assertThatThrownBy(() -> mountByTpm(tpm))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PCRs 0+16 are not as they were when it was sealed")
        .hasMessageContaining("unlock with the passphrase and seal the key again")
        .hasMessageContaining("0x99D");

    sealBy(tpm);
    try (FileSystem fs = mountByTpm(tpm)) {
      assertThat(fs.isOpen()).isTrue();
    }
  }

  @Test
  void anotherTpmIsRefused() throws IOException {
    try (TpmRig other = TpmRig.start()) {
      assertThatThrownBy(() -> mountByTpm(other))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("it was sealed by another TPM");
    }
  }

  @Test
  void noKeyIsInTheFileAndNobodyElseReadsIt() throws IOException {
    byte[] content = Files.readAllBytes(sealed());

    assertThat(content).hasSizeLessThan(512);
    assertThat(HexFormat.of().formatHex(content)).doesNotContain("581166052775"); // its start
    assertThat(Files.getPosixFilePermissions(sealed()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void nothingIsLeftInTheTpm() throws IOException {
    String before = tpm.loaded();
    tpm.extendPcr16();
    assertThatThrownBy(() -> mountByTpm(tpm)).isInstanceOf(IOException.class);
    tpm.resetPcr16();
    for (int i = 0; i < 5; i++) {
      mountByTpm(tpm).close();
    }

    assertThat(tpm.loaded()).isEqualTo(before);
  }
}
