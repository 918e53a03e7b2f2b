package io.github.ecryptfs.metadata;

import static io.github.ecryptfs.metadata.Vectors.NAME_KEY;
import static io.github.ecryptfs.metadata.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.crypto.Bytes;
import org.junit.jupiter.api.Test;

class EncryptedNameTest {
  private static final String HELLO =
      "ECRYPTFS_FNEK_ENCRYPTED.FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbqS4uUSCgU24LAfMmCvuyI---";
  private static final Tag70Packet HELLO_PACKET =
      new Tag70Packet(
          NAME_KEY,
          7,
          Bytes.ofHex("4f3c409ec56102f5ec35972536c329e7d9e1ba81e3ac80419732b6323bbebe50"));

  @Test
  void theKnownNameIsMadeOfItsPacket() {
    assertThat(HELLO_PACKET.encode())
        .isEqualTo(
            hex(
                "4629be877764c591862107"
                    + "4f3c409ec56102f5ec35972536c329e7d9e1ba81e3ac80419732b6323bbebe50"));
    assertThat(EncryptedName.toLower(HELLO_PACKET)).isEqualTo(HELLO);
  }

  @Test
  void theKnownNameGivesItsPacket() throws MalformedMetadataException {
    assertThat(EncryptedName.parse(HELLO)).isEqualTo(HELLO_PACKET);
  }
}
