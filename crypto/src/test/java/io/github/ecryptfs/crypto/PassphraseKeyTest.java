package io.github.ecryptfs.crypto;

import static io.github.ecryptfs.crypto.FormatVectorsTest.DEFAULT_SALT;
import static io.github.ecryptfs.crypto.FormatVectorsTest.countingKey;
import static io.github.ecryptfs.crypto.FormatVectorsTest.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseKeyTest {
  private static PassphraseKey key() {
    return PassphraseKey.adopt(countingKey(64), DEFAULT_SALT);
  }

  private static WrappedFileKey.ByPassphrase wrapped(int code, byte[] wrapped) {
    return new WrappedFileKey.ByPassphrase(
        key().signature(), code, DEFAULT_SALT, Bytes.copyOf(wrapped));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65})
  void passphraseOfAnotherSizeIsRefused(int bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PassphraseKey.derive(new byte[bytes], DEFAULT_SALT))
        .withMessage("passphrase: want 1 to 64 bytes, got " + bytes);
  }

  @Test
  void derivationLeavesThePassphraseToItsOwner() {
    byte[] passphrase = {'t', 'e', 's', 't'};
    PassphraseKey.derive(passphrase, DEFAULT_SALT);
    assertThat(passphrase).containsExactly('t', 'e', 's', 't');
  }

  @Test
  void saltOfAnotherSizeIsRefused() {
    Bytes salt = Bytes.ofHex("00112233445566");
    byte[] adopted = countingKey(64);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PassphraseKey.derive(new byte[4], salt))
        .withMessage("salt: want 8 bytes, got 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PassphraseKey.adopt(adopted, salt))
        .withMessage("salt: want 8 bytes, got 7");
    assertThat(adopted).containsOnly(0);
  }

  @Test
  void adoptedKeyOfAnotherSizeIsRefusedAndZeroed() {
    byte[] adopted = countingKey(63);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PassphraseKey.adopt(adopted, DEFAULT_SALT))
        .withMessage("passphrase key: want 64 bytes, got 63");
    assertThat(adopted).containsOnly(0);
  }

  @Test
  void adoptedKeyIsTheDerivedOne() {
    PassphraseKey derived = PassphraseKey.derive(new byte[] {'a'}, DEFAULT_SALT);
    PassphraseKey adopted = PassphraseKey.adopt(derived.lendTo(byte[]::clone), DEFAULT_SALT);
    assertThat(adopted.signature()).isEqualTo(derived.signature());
  }

  @Test
  void destroyedKeyIsZeroedAndRefusesToWork() {
    byte[] raw = countingKey(64);
    PassphraseKey key = PassphraseKey.adopt(raw, DEFAULT_SALT);
    FileEncryptionKey fileKey = FileEncryptionKey.adopt(spec("aes-16"), countingKey(16));
    WrappedFileKey.ByPassphrase wrapped = key.wrap(fileKey);
    KeySignature signature = key.signature();
    assertThat(key.isDestroyed()).isFalse();

    key.close();

    assertThat(raw).containsOnly(0);
    assertThat(key.isDestroyed()).isTrue();
    assertThat(key.signature()).isEqualTo(signature);
    assertThatIllegalStateException()
        .isThrownBy(() -> key.unwrap(wrapped))
        .withMessage("passphrase key " + signature + " used after close()");
    assertThatIllegalStateException().isThrownBy(() -> key.wrap(fileKey));
    assertThatIllegalStateException()
        .isThrownBy(() -> key.lendTo(byte[]::clone))
        .withMessage("passphrase key " + signature + " used after close()");
    assertThatIllegalStateException().isThrownBy(() -> new FilenameCipher(key, spec("aes-16")));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 24, 0x07", "8, 16, 0x08", "8, 24, 0x08", "9, 8, 0x09", "2, 16, 0x02", "3, 24, 0x03",
    "4, 64, 0x04", "10, 24, 0x0a", "11, 20, 0x0b", "12, 16, 0x0c", "0, 16, 0x00", "7, 0, 0x07"
  })
  void wrappedKeyThatDoesNotFitItsCipherIsRefused(int code, int size, String shown) {
    assertThatThrownBy(() -> key().unwrap(wrapped(code, new byte[size])))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage(
            "file key wrapped by %s: cipher code %s takes no wrapped key of %d bytes",
            key().signature(), shown, size);
  }

  @Test
  void wrongKeyIsNoticedForAes192() {
    FileEncryptionKey fileKey = FileEncryptionKey.adopt(spec("aes-24"), countingKey(24));
    WrappedFileKey.ByPassphrase wrapped = key().wrap(fileKey);
    PassphraseKey other = PassphraseKey.adopt(new byte[64], DEFAULT_SALT);

    assertThatThrownBy(() -> other.unwrap(wrapped))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage(
            "file key wrapped by "
                + key().signature()
                + ": padding is not zero; wrong key or damaged");
  }

  @Test
  void keySizeOfAesFollowsFromTheWrappedSizeAndNotFromTheCode() throws KeyUnwrapException {
    byte[] zeros = new byte[32];
    FileEncryptionKey longer = key().unwrap(wrapped(0x07, zeros));
    FileEncryptionKey shorter = key().unwrap(wrapped(0x09, new byte[16]));

    assertThat(longer.cipher()).hasToString("aes-32");
    assertThat(key().wrap(longer).wrapped()).isEqualTo(Bytes.copyOf(zeros));
    assertThat(key().wrap(longer).cipherCode()).isEqualTo(0x09);
    assertThat(shorter.cipher()).hasToString("aes-16");
  }

  @Test
  void fileKeyOfNoWholeNumberOfBlocksCannotBeWrapped() {
    FileEncryptionKey fileKey = FileEncryptionKey.adopt(spec("twofish-24"), countingKey(24));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key().wrap(fileKey))
        .withMessage("twofish-24: the key is no whole number of blocks");
  }

  @Test
  void keysAreComparedByIdentityAndHideTheirBytes() {
    PassphraseKey key = key();
    assertThat(key).isNotEqualTo(key());
    assertThat(key).hasToString("passphrase key " + key.signature());
    assertThat(key.toString()).doesNotContain(HexFormat.of().formatHex(countingKey(8)));
  }
}
