package io.github.ecryptfs.tck.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers that other kernels write or that old drafts of the format had, made from a golden file:
 * nothing else of it changes.
 */
class HeaderVariantsTest {
  private static final String NAME = "f4097";
  private static final int USUAL_METADATA = 8192;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {16384, 65536})
  void aHeaderOfTheSizeOfALargePageIsRead(int metadataBytes) throws IOException {
    byte[] usual = lowerFile();
    byte[] large = Arrays.copyOf(usual, metadataBytes + usual.length - USUAL_METADATA);
    Arrays.fill(large, USUAL_METADATA, metadataBytes, (byte) 0);
    System.arraycopy(usual, USUAL_METADATA, large, metadataBytes, usual.length - USUAL_METADATA);
    ByteBuffer.wrap(large).putShort(24, (short) (metadataBytes / 4096));

    assertReadsAsBefore(large);
  }

  @Test
  void aHeaderOfVersionZeroHasItsPacketsSixBytesEarlier() throws IOException {
    byte[] old = lowerFile();
    System.arraycopy(old, 26, old, 20, USUAL_METADATA - 26);
    old[16] = 0;

    assertReadsAsBefore(old);
  }

  private static byte[] lowerFile() throws IOException {
    LowerEntry entry = GoldenCase.named("aes16-header").lower().at(NAME);
    return ((LowerEntry.Content) entry.body()).bytes();
  }

  private void assertReadsAsBefore(byte[] lowerFile) throws IOException {
    GoldenCase golden = GoldenCase.named("aes16-header");
    UpperEntry expected =
        golden.upper().stream()
            .filter(upper -> upper.path().equals(NAME))
            .findFirst()
            .orElseThrow();
    Path lower = Files.createDirectory(directory.resolve("lower"));
    Files.write(lower.resolve(NAME), lowerFile);
    MountEnvironment env =
        MountEnvironment.of(golden.spec(), golden.manifest().get("signatures"), directory);

    try (FileSystem mount =
        FileSystems.newFileSystem(URI.create("ecryptfs:" + lower.toUri()), env.toMap())) {
      Path file = mount.getPath("/" + NAME);

      assertThat(Files.size(file)).isEqualTo(expected.size());
      assertThat(Sha256.of(Files.readAllBytes(file))).isEqualTo(expected.sha256().orElseThrow());
    }
  }
}
