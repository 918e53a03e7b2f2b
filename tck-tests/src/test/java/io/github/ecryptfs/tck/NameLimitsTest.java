package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long names and link targets may be when they are encrypted, and what is said beyond. */
class NameLimitsTest {
  @SuppressWarnings("NullAway.Init") // set before each test
  private LowerFixture.Lower lower;

  @BeforeEach
  void openLower() throws IOException {
    lower = LowerFixture.DEFAULT.open();
  }

  @AfterEach
  void closeLower() throws IOException {
    lower.close();
  }

  private FileSystem mount(String nameCipher, int keyBytes) throws IOException {
    try (MountOptions options =
        MountOptions.builder()
            .passphrase("test".toCharArray())
            .encryptNames(true)
            .filenameCipher(nameCipher, keyBytes)
            .build()) {
      return Ecryptfs.mount(lower.directory(), options);
    }
  }

  private List<Path> lowerEntries() throws IOException {
    try (Stream<Path> entries = Files.list(lower.directory())) {
      return entries.toList();
    }
  }

  private static long sizeOf(Path link) throws IOException {
    return Files.readAttributes(link, BasicFileAttributes.class, NOFOLLOW_LINKS).size();
  }

  @ParameterizedTest
  @CsvSource({"aes, 16", "aes, 32", "twofish, 32", "blowfish, 16", "des3_ede, 24", "cast5, 16"})
  void aNameHasAtMost143Bytes(String cipher, int keyBytes) throws IOException {
    try (FileSystem mount = mount(cipher, keyBytes)) {
      Path longest = Files.write(mount.getPath("/" + "n".repeat(143)), bytes(10));
      Path longer = mount.getPath("/" + "n".repeat(144));

      assertThat(Files.readAllBytes(longest)).isEqualTo(bytes(10));
      assertThatThrownBy(() -> Files.createFile(longer))
          .isInstanceOf(FileSystemException.class)
          .extracting(e -> ((FileSystemException) e).getReason())
          .isEqualTo("the name has 144 bytes; at most 143 fit when names are encrypted");
      assertThat(lowerEntries()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"aes, 16, 3007", "twofish, 32, 3007", "blowfish, 16, 3015", "des3_ede, 24, 3015"})
  void aLinkTargetHasAsManyBytesAsALowerLinkHolds(String cipher, int keyBytes, int longest)
      throws IOException {
    try (FileSystem mount = mount(cipher, keyBytes)) {
      Path target = mount.getPath("t".repeat(longest));
      Path link = Files.createSymbolicLink(mount.getPath("/link"), target);
      Path longer = mount.getPath("t".repeat(longest + 1));

      assertThat(Files.readSymbolicLink(link)).isEqualTo(target);
      assertThat(sizeOf(link)).isEqualTo(longest);
      assertThatThrownBy(() -> Files.createSymbolicLink(mount.getPath("/other"), longer))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("/other")
          .hasMessageEndingWith("at most 4095");
      assertThat(lowerEntries()).hasSize(1);
    }
  }

  @Test
  void aLinkWhoseTargetDoesNotDecodeIsThereButLeadsNowhere() throws IOException {
    try (FileSystem mount = mount("aes", 16)) {
      Path link = Files.createSymbolicLink(mount.getPath("/link"), mount.getPath("target"));
      Path below = lowerEntries().get(0);
      Files.delete(below);
      Files.createSymbolicLink(below, Path.of("plain"));

      assertThatThrownBy(() -> Files.readSymbolicLink(link))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("/link")
          .hasMessageContaining("does not decode")
          .hasMessageContaining("plain");
      assertThatThrownBy(() -> Files.readAllBytes(link)).isInstanceOf(FileSystemException.class);
      assertThat(sizeOf(link)).isEqualTo("plain".length());
      Files.delete(link);
      assertThat(lowerEntries()).isEmpty();
    }
  }
}
