package io.github.ecryptfs.keys.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import java.nio.ByteOrder;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthTokenTest {
  private static final AuthToken LITTLE = new AuthToken(ByteOrder.LITTLE_ENDIAN);
  private static final KeySignature TEST = KeySignature.parse("d395309aaad4de06");
  private static final PassphraseKey KEY =
      PassphraseKey.derive("test".getBytes(UTF_8), PassphraseKeys.CONTENT_SALT);

  @AfterAll
  static void close() {
    KEY.close();
  }

  /** The hash of the structure that ecryptfs-utils puts into the keyring for this passphrase. */
  @Test
  void aTokenIsThatOfEcryptfsUtils() throws NoSuchAlgorithmException {
    byte[] token = LITTLE.encode(KEY);

    assertThat(token).hasSize(740);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token)))
        .isEqualTo("e21823992a6f6b20141722ab267cf54418ba5c42461a98a87f4c5b91ca83d15c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
  void aTokenGivesItsKeyBack(String name) throws InvalidKeyException {
    AuthToken order =
        new AuthToken(name.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    byte[] token = order.encode(KEY);

    try (PassphraseKey key = order.decode(token, TEST)) {
      assertThat(key.signature()).isEqualTo(TEST);
      assertThat(key.salt()).isEqualTo(PassphraseKeys.CONTENT_SALT);
    }
    try (PassphraseKey key = order.decode(Arrays.copyOf(token, 800), TEST)) {
      assertThat(key.signature()).isEqualTo(TEST);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3, it is no eCryptfs token",
    "1, 1, it is no eCryptfs token",
    "2, 1, it is a public key",
    "640, 32, the token holds no key",
    "644, 1, the token holds no key",
    "648, 0, the token holds another key",
  })
  void whatIsNoPassphraseKeyIsRefused(int at, byte value, String reason) {
    byte[] token = LITTLE.encode(KEY);
    token[at] = value;

    assertThatThrownBy(() -> LITTLE.decode(token, TEST))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageStartingWith("key d395309aaad4de06 of the kernel keyring: " + reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 739})
  void whatIsCutShortIsRefused(int size) {
    byte[] token = Arrays.copyOf(LITTLE.encode(KEY), size);

    assertThatThrownBy(() -> LITTLE.decode(token, TEST)).isInstanceOf(InvalidKeyException.class);
  }
}
