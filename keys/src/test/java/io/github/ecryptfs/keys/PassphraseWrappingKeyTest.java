package io.github.ecryptfs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PassphraseWrappingKeyTest {
  private static final String FILE_KEY = "000102030405060708090a0b0c0d0e0f";

  private final PassphraseKey inner =
      PassphraseKey.derive(new byte[] {'a'}, PassphraseKeys.CONTENT_SALT);
  private final PassphraseWrappingKey key = new PassphraseWrappingKey(inner);

  @Test
  void fileKeySurvivesWrappingAndUnwrapping() throws Exception {
    WrappedFileKey.ByPassphrase wrapped = key.wrap(fileKey());

    assertThat(wrapped.signature()).isEqualTo(key.signature());
    assertThat(hex(key.unwrap(wrapped))).isEqualTo(FILE_KEY);
  }

  @Test
  void fileKeyOfBrokenBlocksCannotBeWrapped() {
    CipherSpec twofish = new CipherSpec(CipherAlgorithm.TWOFISH, 24);

    assertThatThrownBy(() -> key.wrap(FileEncryptionKey.adopt(twofish, new byte[24])))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("twofish-24");
  }

  @Test
  void packetForAPublicKeyIsRefused() {
    WrappedFileKey forPublicKey =
        new WrappedFileKey.ByPublicKey(key.signature(), Bytes.ofHex(FILE_KEY));

    assertThatThrownBy(() -> key.unwrap(forPublicKey))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage(
            "key a216278e6e397a04 comes from a passphrase, but the packet is for a public key");
  }

  @Test
  void packetOfAnotherKeyIsRefusedInsteadOfGivingAWrongFileKey() throws Exception {
    WrappedFileKey.ByPassphrase ours = key.wrap(fileKey());
    WrappedFileKey foreign =
        new WrappedFileKey.ByPassphrase(
            new KeySignature(1), ours.cipherCode(), ours.salt(), ours.wrapped());

    assertThatThrownBy(() -> key.unwrap(foreign))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessageContaining("0000000000000001");
  }

  @Test
  void closingDestroysThePassphraseKey() {
    assertThat(key.passphraseKey()).containsSame(inner);

    key.close();

    assertThat(inner.isDestroyed()).isTrue();
  }

  @Test
  void textNamesTheSignatureAlone() {
    assertThat(key).hasToString("passphrase key a216278e6e397a04");
  }

  private static FileEncryptionKey fileKey() {
    return FileEncryptionKey.adopt(
        new CipherSpec(CipherAlgorithm.AES, 16), HexFormat.of().parseHex(FILE_KEY));
  }

  private static String hex(FileEncryptionKey fileKey) {
    return fileKey.lendTo(HexFormat.of()::formatHex);
  }
}
