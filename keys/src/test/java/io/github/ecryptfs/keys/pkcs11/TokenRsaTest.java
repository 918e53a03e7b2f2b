package io.github.ecryptfs.keys.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.keys.RsaPadding;
import io.github.ecryptfs.keys.RsaWrappingKey;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Paddings and failures, with the JDK's own RSA in place of a token. */
class TokenRsaTest {
  private static final Provider SOFTWARE = Security.getProvider("SunJCE");
  private static KeyPair pair;

  @BeforeAll
  static void makeAKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    pair = generator.generateKeyPair();
  }

  @ParameterizedTest
  @EnumSource
  void unwrapsWhatThePublicHalfWraps(RsaPadding padding) throws Exception {
    try (RsaWrappingKey key = key(padding, pair.getPrivate());
        FileEncryptionKey fileKey = fileKey();
        FileEncryptionKey unwrapped = key.unwrap(key.wrap(fileKey))) {
      Bytes expected = fileKey.lendTo(Bytes::copyOf);
      Bytes found = unwrapped.lendTo(Bytes::copyOf);
      assertThat(found).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource
  void damageIsRefusedInOneWay(RsaPadding padding) throws Exception {
    try (RsaWrappingKey key = key(padding, pair.getPrivate());
        FileEncryptionKey fileKey = fileKey()) {
      byte[] wrapped = key.wrap(fileKey).wrapped().toArray();
      for (int at = 1; at < 256; at += 50) {
        byte[] damaged = wrapped.clone();
        damaged[at] ^= 1;

        assertThatThrownBy(
                () ->
                    key.unwrap(
                        new WrappedFileKey.ByPublicKey(key.signature(), Bytes.copyOf(damaged))))
            .as("byte %d", at)
            .isInstanceOf(KeyUnwrapException.class)
            .hasMessageEndingWith("does not decrypt the file key; the packet is damaged");
      }
    }
  }

  /** What does not begin with a zero byte was padded by nobody. */
  @Test
  void blockThatIsLongerThanAPaddedOneIsRefused() {
    byte[] block = new byte[256];
    assertThat(new DecryptedBlock(256).processBlock(block, 0, 256)).hasSize(255);
    assertThat(new DecryptedBlock(256).processBlock(block, 0, 255)).hasSize(255);
    block[0] = 1;
    assertThat(new DecryptedBlock(256).processBlock(block, 0, 256)).hasSize(256);
    assertThat(new DecryptedBlock(256).getInputBlockSize()).isEqualTo(256);
  }

  @Test
  void tokenThatDoesNotKnowItsKeyAnyMoreIsGone() throws Exception {
    try (RsaWrappingKey key = key(RsaPadding.PKCS1, new NoKey());
        FileEncryptionKey fileKey = fileKey()) {
      WrappedFileKey wrapped = key.wrap(fileKey);

      assertThatThrownBy(() -> key.unwrap(wrapped))
          .isInstanceOf(KeyUnwrapException.class)
          .hasMessageContaining("the token of the key is gone or refuses; plug it in again");
    }
  }

  @Test
  void closedKeyIsUsedNoMore() {
    TokenRsa rsa = rsa(RsaPadding.PKCS1, pair.getPrivate());

    rsa.close();
    rsa.close();

    assertThatThrownBy(() -> rsa.decrypt(new byte[256])).isInstanceOf(IllegalStateException.class);
  }

  private static RsaWrappingKey key(RsaPadding padding, PrivateKey privateKey) throws Exception {
    return new RsaWrappingKey((RSAPublicKey) pair.getPublic(), padding, rsa(padding, privateKey));
  }

  private static TokenRsa rsa(RsaPadding padding, PrivateKey privateKey) {
    TokenLogin login =
        new TokenLogin(
            "no token",
            () -> {
              throw new AssertionError("nobody logs in");
            });
    return new TokenRsa(
        login, SOFTWARE, new TokenRsa.Pair((RSAPublicKey) pair.getPublic(), privateKey), padding);
  }

  private static FileEncryptionKey fileKey() {
    return FileEncryptionKey.generate(new CipherSpec(CipherAlgorithm.AES, 32), new SecureRandom());
  }

  /** A handle that leads to nothing. */
  private static final class NoKey implements PrivateKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "RSA";
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }
}
