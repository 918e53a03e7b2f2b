package io.github.ecryptfs.keys.gnupg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnavailableException;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.crypto.WrappedFileKey.ByPublicKey;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrapping here, unwrapping in an agent whose secret keys are the test's. */
final class RecipientKeysTest {
  private static final Bytes FINGERPRINT = Bytes.ofHex("6082e1f5fa2902bcf89ba2f0ab87a7ea80cf2321");
  private static final String KEYGRIP = "18EF496BAF9E029A2A236276A184CD8A3AC9D460";
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] FILE_KEY = HEX.parseHex("000102030405060708090a0b0c0d0e0f");
  private static final KeyPair RSA = pair("RSA", 1024);
  private static final KeyPair CURVE = pair("X25519", 255);

  @TempDir Path directory;

  private static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private GpgAgent agent() throws IOException {
    return new GpgAgent(
        new ScriptedHome(directory).home(""),
        variable -> variable.equals("TERM") ? "xterm" : variable.equals("DISPLAY") ? "a b" : "");
  }

  private ScriptedAgent running(UnaryOperator<byte[]> decryption) throws IOException {
    return running(decryption, "");
  }

  private ScriptedAgent running(UnaryOperator<byte[]> decryption, String status)
      throws IOException {
    return ScriptedAgent.at(
        new ScriptedHome(directory).socket(), new SoftAgent(decryption, status));
  }

  private RsaRecipientKey rsaKey() throws IOException, GeneralSecurityException {
    RSAPublicKey key = (RSAPublicKey) RSA.getPublic();
    PublicKeyData.Rsa numbers = new PublicKeyData.Rsa(key.getModulus(), key.getPublicExponent());
    return new RsaRecipientKey(new Recipient(FINGERPRINT, KEYGRIP, numbers), numbers, agent());
  }

  private Curve25519RecipientKey curveKey() throws IOException, GeneralSecurityException {
    return curveKey(8, 7);
  }

  private Curve25519RecipientKey curveKey(int hash, int aes)
      throws IOException, GeneralSecurityException {
    byte[] x509 = CURVE.getPublic().getEncoded();
    PublicKeyData.Curve25519 point =
        new PublicKeyData.Curve25519(Bytes.copyOf(x509, x509.length - 32, 32), hash, aes);
    return new Curve25519RecipientKey(new Recipient(FINGERPRINT, KEYGRIP, point), point, agent());
  }

  /** As gpg-agent: no padding is removed, and leading zero bytes are not kept. */
  private static byte[] rawRsa(byte[] expression) {
    return SoftAgent.value(rawBlock(expression));
  }

  private static byte[] rawBlock(byte[] expression) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, RSA.getPrivate());
      byte[] block = cipher.doFinal(SoftAgent.lastAtom(expression, 128));
      return Arrays.copyOfRange(block, 1, block.length);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] sharedSecret(byte[] expression) {
    try {
      byte[] x509 = HEX.parseHex("302a300506032b656e032100" + "00".repeat(32));
      System.arraycopy(SoftAgent.lastAtom(expression, 33), 1, x509, 12, 32);
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(CURVE.getPrivate());
      agreement.doPhase(
          KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(x509)), true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] markedSecret(byte[] expression) {
    byte[] secret = sharedSecret(expression);
    byte[] marked = new byte[33];
    marked[0] = 0x40;
    System.arraycopy(secret, 0, marked, 1, 32);
    return SoftAgent.value(marked);
  }

  private static FileEncryptionKey fileKey() {
    return FileEncryptionKey.adopt(new CipherSpec(CipherAlgorithm.AES, 16), FILE_KEY.clone());
  }

  private static void assertOpens(WrappingKey key, WrappedFileKey wrapped)
      throws KeyUnwrapException {
    try (FileEncryptionKey opened = key.unwrap(wrapped)) {
      assertThat(opened.cipher()).isEqualTo(new CipherSpec(CipherAlgorithm.AES, 16));
      assertThat(opened.<byte[]>lendTo(byte[]::clone)).isEqualTo(FILE_KEY);
    }
  }

  @Test
  void anRsaKeyWrapsAndTheAgentUnwraps() throws IOException, GeneralSecurityException {
    try (ScriptedAgent agent = running(RecipientKeysTest::rawRsa);
        RsaRecipientKey key = rsaKey()) {
      ByPublicKey wrapped = key.wrap(fileKey());

      assertThat(wrapped.algorithm()).isEqualTo(1);
      assertThat(wrapped.signature()).isEqualTo(key.signature());
      assertThat(wrapped.wrapped().size()).isEqualTo(128);
      assertOpens(key, wrapped);
      assertThat(agent.received())
          .startsWith(
              "OPTION ttytype=xterm",
              "SETKEY " + KEYGRIP,
              "SETKEYDESC An+encrypted+file+needs+the+OpenPGP+key+"
                  + "6082E1F5FA2902BCF89BA2F0AB87A7EA80CF2321.");
    }
  }

  @Test
  void whatACardHasUnpaddedIsTakenAsItIs() throws IOException, GeneralSecurityException {
    UnaryOperator<byte[]> card =
        expression -> {
          byte[] block = rawBlock(expression);
          return SoftAgent.value(Arrays.copyOfRange(block, block.length - 19, block.length));
        };
    try (ScriptedAgent agent = running(card, "S PADDING 0\n")) {
      RsaRecipientKey key = rsaKey();

      assertOpens(key, key.wrap(fileKey()));
      assertThat(agent.received()).contains("PKDECRYPT");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02",
        "00",
        "02ffffffffffffff00",
        "01ffffffffffffffffff0007000102030405060708090a0b0c0d0e0f0078",
        "02ffffffffffffffffff00ff",
        "02ffffffffffffffffffffffffffffffffffffff"
      })
  void badPaddingIsOneAndTheSameError(String block) throws IOException, GeneralSecurityException {
    byte[] odd = HEX.parseHex(block);
    byte[] whole = new byte[127];
    Arrays.fill(whole, (byte) 0xff);
    System.arraycopy(odd, 0, whole, 0, odd.length);
    for (byte[] plaintext : new byte[][] {odd, whole}) {
      try (ScriptedAgent agent = running(expression -> SoftAgent.value(plaintext))) {
        RsaRecipientKey key = rsaKey();
        ByPublicKey wrapped = key.wrap(fileKey());

        assertThatThrownBy(() -> key.unwrap(wrapped))
            .isExactlyInstanceOf(KeyUnwrapException.class)
            .hasMessage(key + ": it does not decrypt the file key; the packet is damaged");
        assertThat(agent.received()).contains("PKDECRYPT");
      }
    }
  }

  @Test
  void aCurve25519KeyWrapsAndTheAgentUnwraps() throws IOException, GeneralSecurityException {
    try (ScriptedAgent agent = running(RecipientKeysTest::markedSecret);
        Curve25519RecipientKey key = curveKey()) {
      ByPublicKey wrapped = key.wrap(fileKey());

      assertThat(wrapped.algorithm()).isEqualTo(18);
      assertThat(wrapped.signature()).isEqualTo(KeySignature.parse("ab87a7ea80cf2321"));
      assertThat(wrapped.wrapped().size()).isEqualTo(2 + 33 + 1 + 32);
      assertThat(wrapped.wrapped().toString()).startsWith("010740");
      assertOpens(key, wrapped);
      assertThat(agent.received()).contains("SETKEY " + KEYGRIP);
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "9, 9", "10, 7"})
  void aSubkeyChoosesHashAndCipher(int hash, int aes) throws IOException, GeneralSecurityException {
    try (ScriptedAgent agent = running(RecipientKeysTest::markedSecret)) {
      ByPublicKey wrapped = curveKey(hash, aes).wrap(fileKey());

      assertOpens(curveKey(hash, aes), wrapped);
      assertThatThrownBy(() -> curveKey().unwrap(wrapped)).isInstanceOf(KeyUnwrapException.class);
      assertThat(agent.received()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 7", "8, 2"})
  void anUnknownHashOrCipherIsRefused(int hash, int aes) {
    assertThatThrownBy(() -> curveKey(hash, aes))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessage("OpenPGP key on Curve25519: unknown hash " + hash + " or cipher " + aes);
  }

  @Test
  void aCardMayAnswerWithTheBarePoint() throws IOException, GeneralSecurityException {
    try (ScriptedAgent agent = running(expression -> SoftAgent.value(sharedSecret(expression)))) {
      assertOpens(curveKey(), curveKey().wrap(fileKey()));
      assertThat(agent.received()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "40", "41"})
  void anAnswerThatIsNoSharedSecretIsRefused(String start)
      throws IOException, GeneralSecurityException {
    byte[] answer = HEX.parseHex(start + "00".repeat(start.equals("41") ? 32 : 31));
    try (ScriptedAgent agent = running(expression -> SoftAgent.value(answer))) {
      Curve25519RecipientKey key = curveKey();
      ByPublicKey wrapped = key.wrap(fileKey());

      if (start.equals("40")) {
        assertThatThrownBy(() -> key.unwrap(wrapped)).hasMessageContaining("packet is damaged");
      } else {
        assertThatThrownBy(() -> key.unwrap(wrapped))
            .hasMessage(key + ": gpg-agent answers with no shared secret");
      }
      assertThat(agent.received()).isNotEmpty();
    }
  }

  @Test
  void aDamagedPacketDoesNotOpen() throws IOException, GeneralSecurityException {
    try (ScriptedAgent agent = running(RecipientKeysTest::markedSecret)) {
      Curve25519RecipientKey key = curveKey();
      byte[] body = key.wrap(fileKey()).wrapped().toArray();
      body[body.length - 1] ^= 1;

      assertThatThrownBy(() -> key.unwrap(packet(key, body)))
          .isExactlyInstanceOf(KeyUnwrapException.class)
          .hasMessage(key + ": it does not decrypt the file key; the packet is damaged");
      assertThat(agent.received()).isNotEmpty();
    }
  }

  private static ByPublicKey packet(WrappingKey key, byte[] body) {
    return new ByPublicKey(key.signature(), ByPublicKey.ECDH, Bytes.copyOf(body));
  }

  @ParameterizedTest
  @CsvSource({"0, 02", "2, 41", "35, 21"})
  void aBodyOfAnotherFormIsNotSentToTheAgent(int at, String other)
      throws IOException, GeneralSecurityException {
    Curve25519RecipientKey key = curveKey();
    byte[] body = key.wrap(fileKey()).wrapped().toArray();
    body[at] = HEX.parseHex(other)[0];

    assertThatThrownBy(() -> key.unwrap(packet(key, body)))
        .hasMessage(key + ": the packet was not made for a Curve25519 key");
    assertThatThrownBy(() -> key.unwrap(packet(key, Arrays.copyOf(body, 36))))
        .hasMessage(key + ": the packet was not made for a Curve25519 key");
  }

  @Test
  void aPacketOfAnotherKindIsNotSentToTheAgent() throws IOException, GeneralSecurityException {
    WrappedFileKey byPassphrase =
        new WrappedFileKey.ByPassphrase(
            KeySignature.parse("d395309aaad4de06"),
            7,
            Bytes.ofHex("0011223344556677"),
            Bytes.copyOf(FILE_KEY));
    RsaRecipientKey rsa = rsaKey();
    Curve25519RecipientKey curve = curveKey();

    assertThatThrownBy(() -> rsa.unwrap(byPassphrase)).hasMessageContaining("not made for an RSA");
    assertThatThrownBy(() -> curve.unwrap(byPassphrase)).hasMessageContaining("not made for a C");
    assertThatThrownBy(() -> rsa.unwrap(packet(rsa, new byte[127])))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage(rsa + ": the packet was not made for an RSA key of its size");
  }

  /** The filling is checked in whole: a shared secret alone would let one guess at its bytes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "07000102030405060708090a0b0c0d0e0f00780505050500",
        "07000102030405060708090a0b0c0d0e0f00780505040505",
        "07000102030405060708090a0b0c0d0e0f007805050505ff",
        "07000102030405060708090a0b0c0d0e0f00790505050505",
      })
  void aFillingOrEnvelopeThatIsOffIsRefused(String filled)
      throws IOException, GeneralSecurityException {
    Curve25519RecipientKey key = curveKey();
    byte[] x509 = CURVE.getPublic().getEncoded();
    EcdhWrapping wrapping =
        EcdhWrapping.of(
            new PublicKeyData.Curve25519(Bytes.copyOf(x509, x509.length - 32, 32), 8, 7),
            FINGERPRINT);
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 9);
    Bytes wrapped = wrapping.wrapFilled(secret.clone(), HEX.parseHex(filled));
    byte[] body = Arrays.copyOf(key.wrap(fileKey()).wrapped().toArray(), 36 + wrapped.size());
    wrapped.copyTo(body, 36);

    try (ScriptedAgent agent = running(expression -> SoftAgent.value(secret))) {
      assertThatThrownBy(() -> key.unwrap(packet(key, body)))
          .isInstanceOf(KeyUnwrapException.class);
      assertThat(agent.received()).contains("PKDECRYPT");
    }
  }

  @Test
  void anRsaKeyOfMoreThanFourThousandBitsIsRefused() throws IOException {
    PublicKeyData.Rsa large =
        new PublicKeyData.Rsa(
            BigInteger.ONE.shiftLeft(4097).subtract(BigInteger.ONE), BigInteger.valueOf(65537));
    GpgAgent agent = agent();

    assertThatThrownBy(
            () -> new RsaRecipientKey(new Recipient(FINGERPRINT, KEYGRIP, large), large, agent))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("more than 4096 bits");
  }

  @Test
  void anAgentThatRefusesIsNoDamage() throws IOException, GeneralSecurityException {
    try (ScriptedAgent agent =
        ScriptedAgent.at(
            new ScriptedHome(directory).socket(),
            line -> line.equals("PKDECRYPT") ? "ERR 100663406 Card removed <SCD>\n" : "OK\n")) {
      RsaRecipientKey key = rsaKey();
      ByPublicKey wrapped = key.wrap(fileKey());

      assertThatThrownBy(() -> key.unwrap(wrapped))
          .isInstanceOf(KeyUnavailableException.class)
          .hasMessage(
              key
                  + ": its card is not in the reader; insert it"
                  + " (gpg-agent: Card removed <SCD>)");
      assertThat(agent.received()).contains("PKDECRYPT");
    }
  }

  @Test
  void anAgentThatDoesNotRunIsStarted() throws IOException, GeneralSecurityException {
    try (ScriptedAgent agent =
        ScriptedAgent.at(
            directory.resolve("launched"), new SoftAgent(RecipientKeysTest::rawRsa, ""))) {
      RsaRecipientKey key = rsaKey();

      assertOpens(key, key.wrap(fileKey()));
      assertThat(agent.received()).contains("PKDECRYPT");
    }
  }

  @Test
  void anAgentThatDoesNotStartIsSaid() throws IOException, GeneralSecurityException {
    RsaRecipientKey key = rsaKey();
    ByPublicKey wrapped = key.wrap(fileKey());

    assertThatThrownBy(() -> key.unwrap(wrapped))
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("gpg-agent does not answer at " + directory)
        .hasMessageContaining("try gpgconf --launch gpg-agent");
  }
}
