package io.github.ecryptfs.tck.realkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import io.github.ecryptfs.tck.NeedsProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files under OpenPGP keys of a real gpg, opened by a real gpg-agent. */
@NeedsProgram({"gpg", "gpgconf", "gpg-agent"})
final class GnuPgKeysTest {
  private static final String CURVE =
      "Key-Type: eddsa;Key-Curve: ed25519;Subkey-Type: ecdh;Subkey-Curve: cv25519";
  private static final String SIGN_ONLY = "Key-Type: eddsa;Key-Curve: ed25519";
  private static final String UNPROTECTED = "%no-protection;";

  private static GnuPgRig gnupg;

  @TempDir Path lower;

  @BeforeAll
  static void makeKeys() throws IOException {
    gnupg = GnuPgRig.create();
    gnupg.setPinentry("echo 'ERR 83886179 Operation cancelled <Pinentry>'");
    gnupg.makeKey(
        "rsa@example.org",
        UNPROTECTED + SIGN_ONLY + ";Subkey-Type: rsa;Subkey-Length: 3072;Subkey-Usage: encrypt");
    gnupg.makeKey("curve@example.org", UNPROTECTED + CURVE);
    gnupg.makeKey("locked@example.org", CURVE + ";Passphrase: open sesame");
    gnupg.makeKey("sign@example.org", UNPROTECTED + SIGN_ONLY);
    gnupg.makeKey(
        "old@example.org",
        UNPROTECTED + CURVE + ";Creation-Date: 20200101T000000;Expire-Date: 20210101T000000");
    gnupg.makeKey("revoked@example.org", UNPROTECTED + CURVE);
    gnupg.revoke("revoked@example.org");
  }

  @AfterAll
  static void endAgent() throws IOException {
    gnupg.close();
  }

  private static String key(String recipient) {
    return "gnupg:gnupg_recipient=" + recipient + ":gnupg_home=" + gnupg.home();
  }

  private FileSystem mount(CharSequence... keys) throws IOException {
    return Ecryptfs.mount(lower, MountOptions.builder().keys(keys).build());
  }

  private void write(CharSequence... keys) throws IOException {
    try (FileSystem fs = mount(keys)) {
      Files.writeString(fs.getPath("/letter"), "Dear reader");
    }
  }

  private String read(CharSequence... keys) throws IOException {
    try (FileSystem fs = mount(keys)) {
      return Files.readString(fs.getPath("/letter"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa@example.org", "curve@example.org"})
  void theAgentOpensWhatWasWrittenForItsKey(String user) throws IOException {
    write(key(user));

    assertThat(read(key(user))).isEqualTo("Dear reader");
    assertThat(read(key(gnupg.fingerprint(user)))).isEqualTo("Dear reader");
  }

  @Test
  void eachOfSeveralRecipientsOpensAFileAlone() throws IOException {
    String passphrase = "passphrase:passphrase_passwd=test";

    write(passphrase, key("rsa@example.org"), key("curve@example.org"));

    assertThat(read(key("rsa@example.org"))).isEqualTo("Dear reader");
    assertThat(read(key("curve@example.org"))).isEqualTo("Dear reader");
    assertThat(read(passphrase)).isEqualTo("Dear reader");
  }

  @Test
  void anAgentThatDoesNotRunIsStarted() throws IOException {
    write(key("curve@example.org"));
    gnupg.killAgent();

    assertThat(read(key("curve@example.org"))).isEqualTo("Dear reader");
  }

  @Test
  void theAgentAsksForThePassphraseOfAProtectedKeyOnce() throws IOException {
    write(key("locked@example.org"));
    gnupg.setPinentry("echo 'D open sesame'; echo OK");
    gnupg.questions();

    assertThat(read(key("locked@example.org"))).isEqualTo("Dear reader");
    assertThat(read(key("locked@example.org"))).isEqualTo("Dear reader");
    assertThat(gnupg.questions()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo 'ERR 83886179 Operation cancelled <Pinentry>' | the question was cancelled",
        "echo 'D wrong'; echo OK | the passphrase given was wrong",
        "exit 1 | there is no working pinentry",
      })
  void aQuestionWithoutAGoodAnswerIsAnErrorThatSaysSo(String answer, String problem)
      throws IOException {
    write(key("locked@example.org"));
    gnupg.setPinentry(answer);

    assertThatThrownBy(() -> read(key("locked@example.org")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/letter")
        .hasMessageContaining(gnupg.subkeyId("locked@example.org"))
        .hasMessageContaining(problem);
  }

  @Test
  void aFileWhoseKeyIsDeclinedIsNotReplacedAsADamagedOneWouldBe() throws IOException {
    write(key("locked@example.org"));
    byte[] before = Files.readAllBytes(lower.resolve("letter"));
    gnupg.setPinentry("echo 'ERR 83886179 Operation cancelled <Pinentry>'");

    assertThatThrownBy(() -> write(key("locked@example.org")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cancelled");
    assertThat(lower.resolve("letter")).hasBinaryContent(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nobody@example.org | gpg knows no such key",
        "@example.org | several keys fit",
        "old@example.org | the key expired on 2020-01-01",
        "revoked@example.org | the key is revoked",
        "sign@example.org | it has no subkey for encryption",
      })
  void aKeyThatMustNotBeUsedIsRefusedAtMount(String user, String problem) {
    assertThatThrownBy(() -> mount(key(user)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(user)
        .hasMessageContaining(problem);
  }

  @Test
  void theKeyOfAnotherPersonWrapsButDoesNotOpen() throws IOException {
    try (GnuPgRig other = GnuPgRig.create()) {
      other.makeKey("friend@example.org", UNPROTECTED + CURVE);
      Path exported = other.home().resolve("public");
      other.gpg("--output", exported.toString(), "--export", "friend@example.org").orFail();
      gnupg.gpg("--import", exported.toString()).orFail();
      String fingerprint = other.fingerprint("friend@example.org");

      assertThatThrownBy(() -> mount(key("friend@example.org")))
          .hasMessageContaining("check that the fingerprint is " + fingerprint);
      write(key(fingerprint));
      assertThatThrownBy(() -> read(key(fingerprint)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no secret key");
      assertThat(read("gnupg:recipient=friend@example.org:home=" + other.home()))
          .isEqualTo("Dear reader");
    }
  }

  /** gpg itself is the judge of the format: it shows the session key of a packet made of ours. */
  @ParameterizedTest
  @CsvSource({"curve@example.org, 18", "rsa@example.org, 1"})
  void gpgFindsTheFileKeyInOurPacket(String user, int algorithm) throws IOException {
    write(key(user));
    byte[] body = tag1Body(Files.readAllBytes(lower.resolve("letter")));
    Path message = lower.resolveSibling("message-" + algorithm);
    Files.write(message, openPgpMessage(body, gnupg.subkeyId(user)));

    Run run = gnupg.gpg("--show-session-key", "--decrypt", message.toString());

    assertThat(run.output()).containsPattern("session key: '7:[0-9A-F]{32}'");
    Files.delete(message);
  }

  private static byte[] tag1Body(byte[] lowerFile) {
    assertThat(lowerFile[26]).isEqualTo((byte) 1);
    int first = lowerFile[27] & 0xff;
    int start = first < 192 ? 28 : 29;
    int length = first < 192 ? first : ((first - 192) << 8) + (lowerFile[28] & 0xff) + 192;
    return Arrays.copyOfRange(lowerFile, start, start + length);
  }

  /** The packet under an OpenPGP tag, with the bit count that ours lacks for RSA, and no data. */
  private static byte[] openPgpMessage(byte[] body, String keyId) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(body[0]);
    packet.writeBytes(HexFormat.of().parseHex(keyId));
    packet.write(body[9]);
    if (body[9] == 1) {
      int bits = 8 * (body.length - 10);
      packet.write(bits >> 8);
      packet.write(bits);
    }
    packet.write(body, 10, body.length - 10);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(0x85);
    message.write(packet.size() >> 8);
    message.write(packet.size());
    message.writeBytes(packet.toByteArray());
    message.writeBytes(HexFormat.of().parseHex("d22601" + "00".repeat(37)));
    return message.toByteArray();
  }
}
