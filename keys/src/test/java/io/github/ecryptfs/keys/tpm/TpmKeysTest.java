package io.github.ecryptfs.keys.tpm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.KeyModules;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.UnrecoverableKeyException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TpmKeysTest {
  private static final HexFormat HEX = HexFormat.of();

  @TempDir Path directory;

  private FakeTpm tpm;

  @BeforeEach
  void start() throws IOException {
    tpm = FakeTpm.at(directory.resolve("socket"));
  }

  @AfterEach
  void end() {
    tpm.close();
  }

  private TpmAddress address() {
    return TpmAddress.unixSocket(directory.resolve("socket"));
  }

  private Path file() {
    return directory.resolve("sealed");
  }

  private void seal(TpmAddress address) throws IOException {
    try (PassphraseKey key =
        PassphraseKey.derive("test".getBytes(UTF_8), PassphraseKeys.CONTENT_SALT)) {
      TpmKeys.seal(key, PcrSelection.of(0, 7, 16), address, file());
    }
  }

  private List<WrappingKey> unlock() throws IOException, GeneralSecurityException {
    return TpmKeys.of(address(), file()).unlock();
  }

  @Test
  void aSealedKeyComesOutAndNothingStaysInTheTpm() throws IOException, GeneralSecurityException {
    seal(address());
    try (WrappingKey key = unlock().get(0)) {
      assertThat(key.signature()).isEqualTo(KeySignature.parse("d395309aaad4de06"));
      assertThat(key.passphraseKey().orElseThrow().salt()).isEqualTo(PassphraseKeys.CONTENT_SALT);
    }
    assertThat(tpm.isEmpty()).isTrue();
  }

  /** Commands that swtpm was seen to take; the real test is with it. */
  @Test
  void commandsAreThoseOfTheSpecification() throws IOException, GeneralSecurityException {
    seal(address());
    unlock().get(0).close();

    assertThat(HEX.formatHex(tpm.received(FakeTpm.CREATE_PRIMARY).get(0)))
        .isEqualTo(
            "80020000004300000131"
                + "40000001"
                + "00000009400000090000000000"
                + "000400000000"
                + "001a0023000b0003047200000006008000430010000300100000"
                + "0000"
                + "0000"
                + "00000000");
    assertThat(HEX.formatHex(tpm.received(FakeTpm.POLICY_PCR).get(0)))
        .startsWith("80010000001a0000017f03")
        .endsWith("0000" + "00000001000b03810001");
    assertThat(HEX.formatHex(tpm.received(FakeTpm.UNSEAL).get(0)))
        .matches("80020000001b0000015e800000..00000009030000..0000010000");
    assertThat(HEX.formatHex(tpm.received(FakeTpm.START_SESSION).get(0)))
        .matches("80010000002b000001764000000740000007" + "0010.{32}" + "0000" + "03" + "0010000b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "99D | PCRs 0+7+16 are not as they were when it was sealed",
        "128 | PCRs 0+7+16 are not as they were when it was sealed",
        "1DF | it was sealed by another TPM",
      })
  void aTpmThatDoesNotUnsealIsExplained(String code, String why) throws IOException {
    seal(address());
    tpm.refuse(FakeTpm.UNSEAL, Integer.parseInt(code, 16));

    assertThatThrownBy(this::unlock)
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageStartingWith("sealed key " + file() + ": " + why)
        .hasMessageContaining("TPM error 0x" + code);
    assertThat(tpm.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9A2 | its owner hierarchy has a password",
        "921 | it is locked",
        "903 | it has no room",
        "922 | it is busy",
        "101 | it has failed",
        "100 | it was not started up",
        "2D5 | what was sealed is damaged",
        "123 | see the codes",
      })
  void anErrorOfTheTpmSaysWhatItMeans(String code, String meaning) throws IOException {
    seal(address());
    tpm.refuse(FakeTpm.LOAD, Integer.parseInt(code, 16));

    assertThatThrownBy(this::unlock)
        .isInstanceOf(TpmRefusal.class)
        .hasMessageStartingWith("TPM error 0x" + code + ": " + meaning);
  }

  @Test
  void aFileStaysAsItWasIfItCannotBeSealedAgain() throws IOException {
    seal(address());
    byte[] before = Files.readAllBytes(file());
    tpm.refuse(FakeTpm.CREATE, 0x921);

    assertThatThrownBy(() -> seal(address())).isInstanceOf(IOException.class);
    assertThat(file()).hasBinaryContent(before);
    assertThat(tpm.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8001",
        "8001000000",
        "80010000000900000000",
        "8001ffffffff00000000",
        "80010000100100000000",
        "8001000000140000000000",
        "8001000000100000000000000000ffff",
        "80010000000f000000000000000000",
        "80010000000c000000000000"
      })
  void aHostileAnswerIsRefused(String answer) throws IOException {
    seal(address());
    tpm.answer(FakeTpm.UNSEAL, HEX.parseHex(answer));

    assertThatThrownBy(this::unlock)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("TPM: ");
  }

  @Test
  void whatIsNotTheKeyIsRefused() throws IOException {
    seal(address());
    tpm.answer(FakeTpm.UNSEAL, FakeTpm.answer(new byte[4], FakeTpm.sized(new byte[63])));
    assertThatThrownBy(this::unlock)
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("it is no eCryptfs key");

    tpm.answer(FakeTpm.UNSEAL, FakeTpm.answer(new byte[4], FakeTpm.sized(new byte[64])));
    assertThatThrownBy(this::unlock)
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("it names key d395309aaad4de06, but holds another");
  }

  @Test
  void aTpmOnAPortWillDo() throws IOException, GeneralSecurityException {
    try (FakeTpm onPort = FakeTpm.onPort()) {
      seal(TpmAddress.localPort(onPort.port()));
      TpmKeys.of(TpmAddress.localPort(onPort.port()), file()).unlock().get(0).close();

      assertThat(onPort.isEmpty()).isTrue();
      assertThat(TpmAddress.localPort(7)).hasToString("TPM at port 7");
    }
  }

  /** A file in place of the device: what is written comes first, the answer follows it. */
  @Test
  void aDeviceIsWrittenAndRead() throws IOException {
    byte[] command = {1, 2, 3, 4};
    byte[] answer = FakeTpm.answer(new byte[] {5, 6});
    Path device = directory.resolve("tpmrm0");
    Files.write(
        device, ByteBuffer.allocate(4 + answer.length).put(new byte[4]).put(answer).array());

    try (TpmLink link = TpmLink.device(device)) {
      assertThat(link.transmit(command)).isEqualTo(answer);
    }
    assertThat(Files.readAllBytes(device)).startsWith(1, 2, 3, 4);
  }

  @Test
  void aTpmThatIsNotThereIsSaid() throws IOException {
    seal(address());
    Path nothing = directory.resolve("nothing");

    for (TpmAddress address : List.of(TpmAddress.device(nothing), TpmAddress.unixSocket(nothing))) {
      assertThatThrownBy(() -> TpmKeys.of(address, file()).unlock())
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("no TPM 2.0 at " + nothing)
          .hasMessageContaining("is this user in the group tss?");
    }
  }

  @Test
  void theModuleIsFoundAndChecksItsParameters() {
    assertThat(KeyModules.names()).contains("tpm");
    for (Map<String, String> place :
        List.of(
            Map.of("keyfile", "f"),
            Map.of("keyfile", "f", "device", "/dev/tpmrm0"),
            Map.of("keyfile", "f", "socket", "/run/s"),
            Map.of("keyfile", "f", "port", "2321"))) {
      assertThat(KeyModules.open("tpm", place)).isInstanceOf(TpmKeys.class);
    }
    assertThatThrownBy(() -> KeyModules.open("tpm", Map.of()))
        .hasMessage("tpm key: want tpm_keyfile");
    for (String port : List.of("0", "65536", "x")) {
      assertThatThrownBy(() -> KeyModules.open("tpm", Map.of("keyfile", "f", "port", port)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tpm_port: want a number from 1 to 65535");
    }
    assertThatThrownBy(
            () ->
                KeyModules.open("tpm", Map.of("keyfile", "f", "port", "1", "device", "/dev/tpm0")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
