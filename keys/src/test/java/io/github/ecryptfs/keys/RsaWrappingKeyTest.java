package io.github.ecryptfs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RsaWrappingKeyTest {
  private static final KeyPair PAIR = generated(1024, RSAKeyGenParameterSpec.F4);

  @ParameterizedTest
  @CsvSource({
    "rsa2048, ba4709818e2df90d, aes-16, 546bfc6d6c0a1311038752374be24f78",
    "rsa1024, 66de655ed7da69d0, aes-32,"
        + " 433b569c786b1ca8127c6e2211bc0ac358146bfbef27a846bd1db8d6ffe3feed",
  })
  void fileKeyThatTheKernelWroteIsUnwrapped(
      String name, String signature, String cipher, String fileKey) throws Exception {
    try (WrappingKey key = PemKeys.of(Resource.file("golden/" + name + ".pem")).unlock().get(0);
        FileEncryptionKey unwrapped =
            key.unwrap(
                byPublicKey(key.signature(), Resource.hex("golden/" + name + "-f10.tag1")))) {
      assertThat(key.signature()).hasToString(signature);
      assertThat(unwrapped.cipher()).hasToString(cipher);
      assertThat(hex(unwrapped)).isEqualTo(fileKey);
    }
  }

  /** The golden file has a packet for each of two keys. */
  @Test
  void eitherKeyOfAFileOpensIt() throws Exception {
    WrappedFileKey byRsa =
        byPublicKey(
            KeySignature.parse("66de655ed7da69d0"), Resource.hex("golden/rsa1024-f10.tag1"));
    WrappedFileKey byPassphrase =
        new WrappedFileKey.ByPassphrase(
            KeySignature.parse("f72fe1c0783d672d"),
            9,
            PassphraseKeys.CONTENT_SALT,
            Bytes.ofHex("e692586ee6ab78b1430bccc78b414bf4701f2bec1686867d4abd187ed844e426"));
    KeySource rsa = PemKeys.of(Resource.file("golden/rsa1024.pem"));
    KeySource passphrase =
        PassphraseKeys.of("and a passphrase".toCharArray(), PassphraseKeys.CONTENT_SALT);

    assertThat(unwrapped(rsa, byRsa, byPassphrase))
        .isEqualTo(unwrapped(passphrase, byRsa, byPassphrase));
  }

  private static String unwrapped(KeySource source, WrappedFileKey... wrapped) throws Exception {
    try (KeyRing ring = new KeyRing()) {
      source.unlock().forEach(ring::add);
      return hex(ring.unwrap(List.of(wrapped)));
    }
  }

  @Test
  void ringPassesOverAPacketOfTheWrongKind() throws Exception {
    WrappingKey rsa = key(PAIR);
    try (KeyRing ring = new KeyRing()) {
      ring.add(rsa);
      WrappedFileKey wrong =
          new WrappedFileKey.ByPassphrase(
              rsa.signature(), 7, PassphraseKeys.CONTENT_SALT, Bytes.copyOf(new byte[16]));

      assertThat(ring.unwrap(List.of(rsa.wrap(fileKey(CipherAlgorithm.AES, 16)), wrong)).cipher())
          .hasToString("aes-16");
      assertThatThrownBy(() -> ring.unwrap(List.of(wrong)))
          .isInstanceOf(KeyUnwrapException.class)
          .hasMessageContaining("is a public key, but the packet is for a passphrase");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AES, 16",
    "AES, 24",
    "AES, 32",
    "DES3_EDE, 24",
    "CAST5, 16",
    "BLOWFISH, 16",
    "BLOWFISH, 56",
    "TWOFISH, 32",
    "CAST6, 32"
  })
  void fileKeyOfEveryCipherSurvivesWrappingAndUnwrapping(CipherAlgorithm algorithm, int keyBytes)
      throws Exception {
    RsaWrappingKey key = key(PAIR);

    WrappedFileKey.ByPublicKey wrapped = key.wrap(fileKey(algorithm, keyBytes));

    assertThat(wrapped.signature()).isEqualTo(key.signature());
    assertThat(wrapped.wrapped().size()).isEqualTo(128);
    try (FileEncryptionKey unwrapped = key.unwrap(wrapped)) {
      assertThat(unwrapped.cipher()).isEqualTo(new CipherSpec(algorithm, keyBytes));
      assertThat(hex(unwrapped)).isEqualTo(hex(fileKey(algorithm, keyBytes)));
    }
  }

  @Test
  void wrappingTwiceGivesDifferentPackets() throws Exception {
    FileEncryptionKey fileKey = fileKey(CipherAlgorithm.AES, 16);

    assertThat(key(PAIR).wrap(fileKey)).isNotEqualTo(key(PAIR).wrap(fileKey));
  }

  @Test
  void anyBitFlipIsRefused() throws Exception {
    RsaWrappingKey key = key(PAIR);
    byte[] wrapped = key.wrap(fileKey(CipherAlgorithm.AES, 16)).wrapped().toArray();
    for (int bit = 0; bit < wrapped.length * 8; bit += 31) {
      byte[] damaged = wrapped.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> key.unwrap(byPublicKey(key.signature(), damaged)))
          .as("bit %d", bit)
          .isInstanceOf(KeyUnwrapException.class)
          .hasMessageContaining(key.signature().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 129, 512})
  void packetOfAnotherSizeThanTheModulusIsRefused(int size) throws Exception {
    RsaWrappingKey key = key(PAIR);

    assertThatThrownBy(() -> key.unwrap(byPublicKey(key.signature(), new byte[size])))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage(
            "key %s wraps to 128 bytes, the packet has %d".formatted(key.signature(), size));
  }

  @Test
  void envelopeWithAWrongChecksumIsRefusedThoughItsPaddingFits() throws Exception {
    RsaWrappingKey key = key(PAIR);
    Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    oaep.init(Cipher.ENCRYPT_MODE, PAIR.getPublic());
    byte[] wrapped =
        oaep.doFinal(new byte[] {7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 0});

    assertThatThrownBy(() -> key.unwrap(byPublicKey(key.signature(), wrapped)))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void keyOf4096BitsIsTheLargest() throws Exception {
    BigInteger largest = BigInteger.TWO.pow(4096).subtract(BigInteger.ONE);
    PrivateKey anyPrivateKey = PAIR.getPrivate();

    assertThat(new RsaWrappingKey(publicKey(largest), anyPrivateKey).signature()).isNotNull();
    assertThatThrownBy(
            () -> new RsaWrappingKey(publicKey(largest.add(BigInteger.TWO)), anyPrivateKey))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessage("RSA key of 4097 bits: want at most 4096");
  }

  @Test
  void fileKeyThatDoesNotFitTheModulusIsRefused() throws Exception {
    RsaWrappingKey small = key(generated(512, RSAKeyGenParameterSpec.F4));

    assertThat(small.wrap(fileKey(CipherAlgorithm.AES, 16))).isNotNull();
    assertThatThrownBy(() -> small.wrap(fileKey(CipherAlgorithm.AES, 24)))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessage("RSA key " + small.signature() + " is too small to wrap a key for aes-24");
  }

  @Test
  void closedKeyUnwrapsNoMore() throws Exception {
    RsaWrappingKey key = key(PAIR);
    WrappedFileKey wrapped = key.wrap(fileKey(CipherAlgorithm.AES, 16));

    key.close();
    key.close();

    assertThatThrownBy(() -> key.unwrap(wrapped))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key.signature().toString());
  }

  @Test
  void closingDestroysAPrivateKeyThatCanBeDestroyed() throws Exception {
    TokenKey onToken = new TokenKey();
    RsaWrappingKey key = new RsaWrappingKey((RSAPublicKey) PAIR.getPublic(), onToken);

    key.close();

    assertThat(onToken.isDestroyed()).isTrue();
  }

  @Test
  void privateKeyThatNoCipherTakesFailsToUnwrap() throws Exception {
    RsaWrappingKey key = new RsaWrappingKey((RSAPublicKey) PAIR.getPublic(), new TokenKey());

    assertThatThrownBy(() -> key.unwrap(key.wrap(fileKey(CipherAlgorithm.AES, 16))))
        .isInstanceOf(KeyUnwrapException.class);
  }

  /** A private key whose bytes stay elsewhere. */
  private static final class TokenKey implements PrivateKey {
    private static final long serialVersionUID = 1L;
    private boolean destroyed;

    @Override
    public String getAlgorithm() {
      return "RSA";
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }

    @Override
    public void destroy() {
      destroyed = true;
    }

    @Override
    public boolean isDestroyed() {
      return destroyed;
    }
  }

  @Test
  void publicKeyEncryptsNoNames() throws Exception {
    assertThat(key(PAIR).passphraseKey()).isEmpty();
  }

  @Test
  void textNamesTheSignatureAlone() throws Exception {
    assertThat(key(PAIR)).hasToString("RSA key " + key(PAIR).signature());
  }

  /** The vector of the format notes: a modulus whose first byte is 0x91. */
  @Test
  void signatureIsTheStartOfTheOpenPgpFingerprint() throws Exception {
    BigInteger modulus =
        new BigInteger(
            "9146ca722759ccd54c739f6172439b498ded2c6d8c0b5b85216cd9abfc49281bfc9a637c1d8e05ee2e7ff5a8"
                + "4520901b8d96ad103c33ff56e6629066a4aa5d1d79afd797c870d13855177e50098c01ab61339394ce975ca3"
                + "f80c6f6b59d6436aa318c6e054066a25131c28818a285b1c01c87c352deebfaf354f8b18d3271c25",
            16);

    assertThat(PublicKeySignature.of(publicKey(modulus))).hasToString("16941ff976391f85");
  }

  private static RSAPublicKey publicKey(BigInteger modulus) throws GeneralSecurityException {
    return (RSAPublicKey)
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4));
  }

  private static KeyPair generated(int bits, BigInteger exponent) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RsaWrappingKey key(KeyPair pair) throws GeneralSecurityException {
    return RsaWrappingKey.of((RSAPrivateCrtKey) pair.getPrivate());
  }

  private static WrappedFileKey byPublicKey(KeySignature signature, byte[] wrapped) {
    return new WrappedFileKey.ByPublicKey(signature, Bytes.copyOf(wrapped));
  }

  private static FileEncryptionKey fileKey(CipherAlgorithm algorithm, int keyBytes) {
    byte[] raw = new byte[keyBytes];
    for (int i = 0; i < keyBytes; i++) {
      raw[i] = (byte) (i * 37 + 1);
    }
    return FileEncryptionKey.adopt(new CipherSpec(algorithm, keyBytes), raw);
  }

  private static String hex(FileEncryptionKey fileKey) {
    return fileKey.lendTo(HexFormat.of()::formatHex);
  }
}
