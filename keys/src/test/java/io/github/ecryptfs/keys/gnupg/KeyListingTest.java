package io.github.ecryptfs.keys.gnupg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyListingTest {
  /** As gpg 2.2.40 prints it. */
  static final String CURVE =
      """
      tru:o:1:1795537512:1:3:1:5
      pub:u:255:22:2819FBB50C66E159:1795537512:::u:::scESC:::::ed25519:::0:
      fpr:::::::::63549F68A7F040AA88A30D962819FBB50C66E159:
      grp:::::::::58538E5B31B3BB67115080EC0CE46B1916EEC493:
      pkd:0:80:092B06010401DA470F01:
      pkd:1:263:40A868464A0382C27D34A53408EC914E9B17E132DBA1C64540F729B5BF56280643:
      uid:u::::1795537512::B76D908FBECF421995C508A56537941116A3B829::alice@example.org::::::::::0:
      sub:u:255:18:AB87A7EA80CF2321:1795537512::::::e:::::cv25519::
      fpr:::::::::6082E1F5FA2902BCF89BA2F0AB87A7EA80CF2321:
      grp:::::::::18EF496BAF9E029A2A236276A184CD8A3AC9D460:
      pkd:0:88:0A2B060104019755010501:
      pkd:1:263:40323D58213C2058AA11BF0939CB5523AACA97467214AB8D6D06C18A0724D9A00D:
      pkd:2:32:03010807:
      """;

  private static final String SUBKEY_LINE = "sub:u:255:18:AB87A7EA80CF2321:1795537512::::::e";

  private static Recipient recipient(String listing) throws InvalidKeyException {
    return KeyListing.recipient("alice@example.org", listing);
  }

  @Test
  void aCurve25519SubkeyIsRead() throws InvalidKeyException {
    Recipient recipient = recipient(CURVE);

    assertThat(recipient)
        .hasToString("OpenPGP key 6082E1F5FA2902BCF89BA2F0AB87A7EA80CF2321")
        .isEqualTo(
            new Recipient(
                Bytes.ofHex("6082e1f5fa2902bcf89ba2f0ab87a7ea80cf2321"),
                "18EF496BAF9E029A2A236276A184CD8A3AC9D460",
                new PublicKeyData.Curve25519(
                    Bytes.ofHex("323d58213c2058aa11bf0939cb5523aaca97467214ab8d6d06c18a0724d9a00d"),
                    8,
                    7)));
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void anRsaKeyThatEncryptsItselfIsRead(int algorithm) throws InvalidKeyException {
    String listing =
        """
        pub:f:3072:%d:169B3B8430118173:1795537512:::u:::esca::::::23::0:
        fpr:::::::::D62424C49790E0C532B33E4B169B3B8430118173:
        grp:::::::::3360AD59BE9404C10C5429FCDAD5FDC59BA2601C:
        pkd:0:16:C0FF:
        pkd:1:17:010001:
        """
            .formatted(algorithm);

    assertThat(recipient(listing).publicKey())
        .isEqualTo(new PublicKeyData.Rsa(BigInteger.valueOf(0xc0ff), BigInteger.valueOf(0x10001)));
  }

  @Test
  void theNewestOfSeveralUsableSubkeysIsTaken() throws InvalidKeyException {
    String subkey = CURVE.substring(CURVE.indexOf("sub:"));
    String older = subkey.replace("1795537512", "1695537512").replace("6082E1F5", "00000000");
    String expired = subkey.replace("1795537512", "1895537512").replace("sub:u", "sub:e");

    assertThat(recipient(CURVE + older + expired)).isEqualTo(recipient(CURVE));
    assertThat(recipient(CURVE.replace(subkey, "") + older + subkey)).isEqualTo(recipient(CURVE));
  }

  @Test
  void aKeyOfUnknownOwnerMustBeNamedByItsFingerprint() throws InvalidKeyException {
    String stranger = CURVE.replace("pub:u", "pub:-");
    String fingerprint = "63549F68A7F040AA88A30D962819FBB50C66E159";

    assertThat(KeyListing.recipient(fingerprint, stranger)).isEqualTo(recipient(CURVE));
    assertThatThrownBy(() -> recipient(stranger))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageStartingWith("OpenPGP key \"alice@example.org\": nothing says whose key it is")
        .hasMessageContaining(fingerprint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pub:u | pub:r | the key is revoked",
        "pub:u | pub:i | the key is not valid",
        "pub:u | pub:n | the key is not valid",
        "pub:u | pub:d | the key is disabled",
        "scESC | scESCD | the key is disabled",
        "pub:u:255:22:2819FBB50C66E159:1795537512:: | pub:e:255:22:2819FBB50C66E159:1795537512:1795537513: | the key expired on 2026-11-24",
        "pub:u:255:22:2819FBB50C66E159:1795537512:: | pub:e:255:22:2819FBB50C66E159:1795537512:soon: | the key expired on an unknown day",
        "sub:u | sub:r | no subkey for encryption can be used: 6082E1F5FA2902BCF89BA2F0AB87A7EA80CF2321 is revoked",
        "::::::e::::: | ::::::a::::: | it has no subkey for encryption; add one with gpg --quick-add-key",
        "pub: | xxx: | gpg knows no such key; import it with gpg --import or --recv-keys",
        "6082E1F5 | 60 | its fingerprint has 17 bytes, only version 4 keys are used",
        "18EF496B | 18 | gpg tells no keygrip of it",
        "0A2B060104019755010501 | 2A8648CE3D030107 | its encryption subkey is neither RSA nor Curve25519",
        "sub:u:255:18 | sub:u:255:16 | its encryption subkey is neither RSA nor Curve25519",
        "40323D | 323D | gpg tells a point that is not on Curve25519",
        "40323D | 41323D | gpg tells a point that is not on Curve25519",
        "03010807 | 0301 | gpg tells a point that is not on Curve25519",
        "40323D | 4032G | gpg tells no usable numbers of it",
        "pkd:1:263:40323D | pkd:9:263:40323D | gpg tells no usable numbers of it",
      })
  void whatCannotBeUsedIsRefusedWithTheReason(String from, String to, String reason) {
    String listing = CURVE.replace(from, to);

    assertThat(listing).isNotEqualTo(CURVE);
    assertThatThrownBy(() -> recipient(listing))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageStartingWith("OpenPGP key \"alice@example.org\": " + reason);
  }

  @Test
  void severalKeysAreNotGuessedAmong() {
    String other = CURVE.replace("63549F68", "00000000");

    assertThatThrownBy(() -> recipient(CURVE + other))
        .hasMessageEndingWith(
            "several keys fit: 63549F68A7F040AA88A30D962819FBB50C66E159,"
                + " 00000000A7F040AA88A30D962819FBB50C66E159; give the fingerprint of one");
  }

  @Test
  void recordsBeforeTheFirstKeyBelongToNone() {
    assertThatThrownBy(() -> recipient("fpr:x\ngrp:x\npkd:x\n" + SUBKEY_LINE))
        .hasMessageContaining("gpg knows no such key");
  }

  /** Whatever stands there, it is a key or a refusal. */
  @RepeatedTest(50)
  void damagedListingsAreRefusedOrRead() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    StringBuilder listing = new StringBuilder(CURVE);
    for (int i = 0; i < 5; i++) {
      int at = random.nextInt(listing.length());
      listing.replace(
          at, at + random.nextInt(4), HexFormat.of().toHexDigits((byte) random.nextInt()));
    }
    try {
      assertThat(recipient(listing.toString()).fingerprint().size()).isEqualTo(20);
    } catch (InvalidKeyException refused) {
      assertThat(refused).as("seed " + seed).hasMessageStartingWith("OpenPGP key ");
    }
  }
}
