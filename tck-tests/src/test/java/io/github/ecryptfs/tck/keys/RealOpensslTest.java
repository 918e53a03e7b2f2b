package io.github.ecryptfs.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PemKeys;
import io.github.ecryptfs.keys.RsaKeyFile;
import io.github.ecryptfs.keys.WrappingKey;
import io.github.ecryptfs.tck.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RSA key files go back and forth between us and the real OpenSSL. */
@NeedsProgram("openssl")
final class RealOpensslTest {
  private static final String PASSWORD = "pässwort";

  @TempDir static Path directory;

  private static Path plain;
  private static String signature;

  @BeforeAll
  static void makeAKey() throws Exception {
    plain = directory.resolve("plain.pem");
    openssl("genrsa -out " + plain + " 2048");
    signature = signature(plain, "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa -traditional",
        "rsa -traditional -aes256 -passout pass:pässwort",
        "rsa -traditional -aes128 -passout pass:pässwort",
        "rsa -traditional -des3 -passout pass:pässwort",
        "pkcs8 -topk8 -nocrypt",
        "pkcs8 -topk8 -v2 aes-256-cbc -passout pass:pässwort",
        "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1 -passout pass:pässwort",
        "pkcs8 -topk8 -v2 des3 -passout pass:pässwort",
        "pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:pässwort",
        "pkcs8 -topk8 -scrypt -passout pass:pässwort",
      })
  void keyIsTheSameInEachFormOfPem(String form) throws Exception {
    Path file = directory.resolve("form.pem");

    openssl(form + " -in " + plain + " -out " + file);

    assertThat(signature(file, form.contains("pass:") ? PASSWORD : "")).isEqualTo(signature);
  }

  @Test
  void keyIsTheSameInAKeyStore() throws Exception {
    Path certificate = directory.resolve("cert.pem");
    Path store = directory.resolve("store.p12");
    openssl("req -x509 -new -key " + plain + " -subj /CN=key -out " + certificate);
    openssl(
        "pkcs12 -export -inkey "
            + plain
            + " -in "
            + certificate
            + " -passout pass:changeit -out "
            + store);

    assertThat(signature(store, "changeit")).isEqualTo(signature);
  }

  @Test
  void opensslReadsTheKeyFileThatWeMake() throws Exception {
    Path file = directory.resolve("pki/openssl/key.pem");
    String made = RsaKeyFile.generate(file, PASSWORD.toCharArray(), new SecureRandom()).toString();
    Path asPlain = directory.resolve("made.pem");

    String text = openssl("rsa -noout -text -in " + file + " -passin pass:" + PASSWORD);
    openssl("rsa -in " + file + " -passin pass:" + PASSWORD + " -out " + asPlain);

    assertThat(text).contains("(3072 bit");
    assertThat(signature(asPlain, "")).isEqualTo(made);
  }

  /** The daemon of the openssl key module decrypts so. */
  @Test
  void opensslDecryptsWhatWeWrap() throws Exception {
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    Path wrapped = directory.resolve("wrapped");
    Path opened = directory.resolve("opened");
    try (KeySource source = PemKeys.of(plain);
        WrappingKey key = source.unlock().get(0);
        FileEncryptionKey fileKey =
            FileEncryptionKey.adopt(new CipherSpec(CipherAlgorithm.AES, 16), secret.clone())) {
      WrappedFileKey packet = key.wrap(fileKey);
      Files.write(wrapped, ((WrappedFileKey.ByPublicKey) packet).wrapped().toArray());
    }

    openssl(
        "pkeyutl -decrypt -pkeyopt rsa_padding_mode:oaep -inkey "
            + plain
            + " -in "
            + wrapped
            + " -out "
            + opened);

    byte[] envelope = Files.readAllBytes(opened);
    assertThat(envelope).hasSize(19).startsWith(7);
    assertThat(java.util.Arrays.copyOfRange(envelope, 1, 17)).isEqualTo(secret);
  }

  @Test
  void weUnwrapWhatOpensslEncrypts() throws Exception {
    byte[] envelope = new byte[19];
    envelope[0] = 7; // AES-128, a key of zeros, and their sum
    Path opened = Files.write(directory.resolve("envelope"), envelope);
    Path wrapped = directory.resolve("encrypted");

    openssl(
        "pkeyutl -encrypt -pkeyopt rsa_padding_mode:oaep -inkey "
            + plain
            + " -in "
            + opened
            + " -out "
            + wrapped);

    try (KeySource source = PemKeys.of(plain);
        WrappingKey key = source.unlock().get(0);
        FileEncryptionKey fileKey =
            key.unwrap(
                new WrappedFileKey.ByPublicKey(
                    key.signature(), Bytes.copyOf(Files.readAllBytes(wrapped))))) {
      Bytes secret = fileKey.lendTo(Bytes::copyOf);
      assertThat(secret).isEqualTo(Bytes.copyOf(new byte[16]));
    }
  }

  private static String signature(Path file, String password) throws Exception {
    try (KeySource source = PemKeys.of(file, password.toCharArray());
        WrappingKey key = source.unlock().get(0)) {
      return key.signature().toString();
    }
  }

  private static String openssl(String arguments) throws IOException, InterruptedException {
    return Tool.run(("openssl " + arguments).split(" ")).expectSuccess();
  }
}
