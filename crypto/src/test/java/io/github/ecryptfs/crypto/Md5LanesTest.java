package io.github.ecryptfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Md5LanesTest {
  private static final long SEED = 1321;

  @Test
  void digestsSideBySideAreThoseOneByOne() {
    Random random = new Random(SEED);
    Md5Lanes lanes = new Md5Lanes();
    for (int count = 1; count <= Md5Lanes.LANES; count++) {
      byte[] message = new byte[32];
      random.nextBytes(message);
      byte[] expected = new byte[3 + count * 16];
      lanes.setPrefix(message);
      for (int lane = 0; lane < count; lane++) {
        message[16 + lane % 16] ^= (byte) random.nextInt();
        lanes.setRest(lane, message, 16);
        System.arraycopy(Digests.md5().digest(message), 0, expected, 3 + lane * 16, 16);
      }

      byte[] digests = new byte[expected.length];
      lanes.digest(count, digests, 3);

      assertThat(digests).as(count + " lanes, seed " + SEED).isEqualTo(expected);
    }
  }

  @Test
  void forgottenMessagesAreZeros() {
    Md5Lanes lanes = new Md5Lanes();
    byte[] message = new byte[32];
    Arrays.fill(message, (byte) 1);
    lanes.setPrefix(message);
    lanes.setRest(0, message, 16);

    lanes.forgetKey();

    byte[] digest = new byte[16];
    lanes.digest(1, digest, 0);
    assertThat(digest).isEqualTo(Digests.md5().digest(new byte[32]));
  }
}
