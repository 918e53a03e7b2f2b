package io.github.ecryptfs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.KeySignature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files under {@code pem} hold the RSA key of the golden tree, in the forms that OpenSSL 3.0
 * writes.
 */
class PemKeysTest {
  private static final String SIGNATURE = "ba4709818e2df90d";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"golden/rsa2048.pem", "pem/pkcs8.pem", "pem/cert-then-key.pem"})
  void keyThatIsNotEncryptedNeedsNoPassword(String name) throws Exception {
    assertThat(signatures(PemKeys.of(Resource.file(name)))).containsExactly(SIGNATURE);
    assertThat(signatures(PemKeys.of(Resource.file(name), "unused".toCharArray())))
        .containsExactly(SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traditional-aes256.pem",
        "traditional-aes128.pem",
        "traditional-des3.pem",
        "pkcs8-aes256.pem",
        "pkcs8-des3-sha1.pem",
        "pkcs8-scrypt.pem",
        "pkcs8-pbes1.pem",
      })
  void encryptedPemOpensWithItsPasswordAlone(String name) throws Exception {
    Path file = Resource.file("pem/" + name);

    assertThat(signatures(PemKeys.of(file, "pässwort".toCharArray()))).containsExactly(SIGNATURE);
    assertThatThrownBy(() -> PemKeys.of(file, "passwort".toCharArray()).unlock())
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessage("key file " + file + ": the password is wrong, or the file is damaged");
    assertThatThrownBy(() -> PemKeys.of(file).unlock())
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessage("key file " + file + ": it is encrypted, and no password is given");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl3.p12", "openssl-legacy.p12"})
  void pkcs12OpensWithItsPasswordAlone(String name) throws Exception {
    Path file = Resource.file("pem/" + name);

    assertThat(signatures(PemKeys.of(file, "changeit".toCharArray()))).containsExactly(SIGNATURE);
    assertThatThrownBy(() -> PemKeys.of(file, "wrong".toCharArray()).unlock())
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessage("key file " + file + ": the password is missing or wrong");
    assertThatThrownBy(() -> PemKeys.of(file).unlock())
        .isInstanceOf(UnrecoverableKeyException.class);
  }

  @Test
  void keyStoreOfTheJdkOpens() throws Exception {
    KeyStore store = emptyStore();
    store.setKeyEntry("k", goldenKey(), "changeit".toCharArray(), certificates());

    assertThat(signatures(PemKeys.of(stored(store), "changeit".toCharArray())))
        .containsExactly(SIGNATURE);
  }

  @Test
  void pkcs12WithTwoRsaKeysLeavesNoGuess() throws Exception {
    KeyStore store = emptyStore();
    store.setKeyEntry("one", goldenKey(), "changeit".toCharArray(), certificates());
    store.setKeyEntry("two", goldenKey(), "changeit".toCharArray(), certificates());
    Path file = stored(store);

    assertThatThrownBy(() -> PemKeys.of(file, "changeit".toCharArray()).unlock())
        .isInstanceOf(InvalidKeyException.class)
        .hasMessage("key file " + file + ": want one RSA key in it, found [one, two]");
  }

  @ParameterizedTest
  @CsvSource({
    "pem/ec.pem, not an RSA key",
    "pem/ec-pkcs8.pem, not an RSA key",
    "pem/pss.pem, not an RSA key",
    "pem/ec.p12, 'want one RSA key in it, found []'",
    "pem/pss.p12, 'want one RSA key in it, found []'",
    "pem/cert.pem, no private key in it",
    "pem/public.pem, no private key in it",
    "pem/rsa4104.pem, RSA key of 4104 bits: want at most 4096",
    "pem/openssh.pem, 'neither a key store nor PEM with a private key, or damaged'",
    "pem/cut.pem, 'neither a key store nor PEM with a private key, or damaged'",
    "pem/key.der, no readable key store of the kind PKCS12",
    "golden/rsa2048-f10.tag1, no private key in it",
  })
  void fileWithoutAUsableKeyIsRefusedByNameAndReason(String name, String reason) {
    Path file = Resource.file(name);

    assertThatThrownBy(() -> PemKeys.of(file, "changeit".toCharArray()).unlock())
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageStartingWith("key file " + file + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void privateKeyWithoutItsPublicHalfIsRefused() throws Exception {
    assertThatThrownBy(() -> PemKeys.of(Resource.file("pem/no-public-half.pem")).unlock())
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("lacks the public half");
  }

  @Test
  void keyTooShortForTheJdkIsRefused() throws Exception {
    assertThatThrownBy(() -> PemKeys.of(Resource.file("pem/rsa496.pem")).unlock())
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("damaged or too short");
  }

  @Test
  void emptyFileIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("empty.pem"));

    assertThatThrownBy(() -> PemKeys.of(file).unlock())
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("no private key in it");
  }

  @Test
  void everyCutOfAPkcs8FileIsRefusedCleanly() throws Exception {
    byte[] whole = Resource.bytes("pem/pkcs8-aes256.pem");
    Path file = directory.resolve("cut.pem");
    for (int length = 0; length < whole.length - 1; length += 61) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PemKeys.of(file, "pässwort".toCharArray()).unlock())
          .as("cut to %d bytes", length)
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void missingFileIsReportedAsSuch() {
    assertThatThrownBy(() -> PemKeys.of(directory.resolve("none.pem")).unlock())
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void hugeFileIsNotRead() throws Exception {
    Path file = Files.write(directory.resolve("huge.pem"), new byte[256 * 1024 + 1]);

    assertThatThrownBy(() -> PemKeys.of(file).unlock())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 262144 bytes");
  }

  @Test
  void closedSourceUnlocksNoMore() {
    PemKeys keys = PemKeys.of(Resource.file("pem/pkcs8.pem"));

    keys.close();

    assertThatThrownBy(keys::unlock).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS", "JCEKS"})
  void keyStoreOfEachKindGivesTheKeyThatIsNamed(String type) throws Exception {
    KeyStore store = emptyStore(type);
    store.setKeyEntry("Mine", goldenKey(), "changeit".toCharArray(), certificates());
    store.setKeyEntry("other", anotherKey(), "changeit".toCharArray(), certificates());
    Path file = stored(store);

    try (KeySource mine = alias(file, "Mine", "changeit");
        KeySource none = alias(file, "third", "changeit");
        KeySource wrong = alias(file, "mine", "hunter2")) {
      assertThat(signatures(mine)).containsExactly(goldenSignature());
      assertThatThrownBy(none::unlock)
          .isInstanceOf(InvalidKeyException.class)
          .hasMessage(
              "key file "
                  + file
                  + ": want one RSA key in it with the alias third, found [mine, other]");
      assertThatThrownBy(wrong::unlock)
          .isInstanceOf(UnrecoverableKeyException.class)
          .hasMessageContaining("the password is missing or wrong")
          .hasMessageNotContaining("hunter2");
    }
  }

  private static KeySource alias(Path file, String alias, String password) {
    return new PemKeys(file, Optional.of(alias), Secret.of(CharBuffer.wrap(password)));
  }

  private static String goldenSignature() throws GeneralSecurityException {
    return RsaWrappingKey.of(PemFile.privateKey(Resource.bytes("golden/rsa2048.pem"), new byte[0]))
        .signature()
        .toString();
  }

  private static PrivateKey anotherKey() throws GeneralSecurityException {
    return PemFile.privateKey(Resource.bytes("pem/pkcs8.pem"), new byte[0]);
  }

  private static KeyStore emptyStore() throws Exception {
    return emptyStore("PKCS12");
  }

  private static KeyStore emptyStore(String type) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    return store;
  }

  private static PrivateKey goldenKey() throws GeneralSecurityException {
    return PemFile.privateKey(Resource.bytes("golden/rsa2048.pem"), new byte[0]);
  }

  private static Certificate[] certificates() throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    try (var in = Files.newInputStream(Resource.file("pem/cert.pem"))) {
      return new Certificate[] {factory.generateCertificate(in)};
    }
  }

  private Path stored(KeyStore store) throws Exception {
    Path file = directory.resolve("store.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "changeit".toCharArray());
    }
    return file;
  }

  private static List<String> signatures(KeySource source) throws Exception {
    return source.unlock().stream()
        .map(WrappingKey::signature)
        .map(KeySignature::toString)
        .toList();
  }
}
