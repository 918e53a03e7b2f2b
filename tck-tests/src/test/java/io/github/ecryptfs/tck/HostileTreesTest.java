package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lower trees that change behind our back, or hold what no kernel writes: what the table "Hostile
 * input" of {@code docs/compatibility.md} names no other test for.
 */
class HostileTreesTest {
  @SuppressWarnings("NullAway.Init") // set before each test
  private LowerFixture.Lower lower;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FileSystem mount;

  @BeforeEach
  void mount() throws IOException {
    lower = LowerFixture.JIMFS.open();
    mount = Ecryptfs.mount(lower.directory(), options());
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
    lower.close();
  }

  private static MountOptions options() {
    return MountOptions.builder().passphrase("test".toCharArray()).build();
  }

  private Path upper(String path) {
    return mount.getPath(path);
  }

  private Path below(String path) {
    return lower.directory().resolve(path);
  }

  @Test
  void anEntryThatVanishedBelowIsGone() throws IOException {
    Files.write(upper("/a"), bytes(5000));
    Files.write(upper("/b"), bytes(10));
    try (DirectoryStream<Path> listing = Files.newDirectoryStream(upper("/"))) {
      Iterator<Path> entries = listing.iterator();
      Path vanished = entries.next();
      Files.delete(below(vanished.getFileName().toString()));

      assertThatThrownBy(() -> Files.delete(vanished)).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> Files.size(vanished)).isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> Files.readAllBytes(vanished))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> Files.move(vanished, upper("/c")))
          .isInstanceOf(NoSuchFileException.class);
      assertThat(entries.hasNext()).isTrue();
      assertThat(entries.next()).exists();
    }
  }

  @Test
  void aDirectoryThatVanishedBelowHoldsNothing() throws IOException {
    Files.createDirectory(upper("/d"));
    Files.write(upper("/d/a"), bytes(10));
    Files.delete(below("d/a"));
    Files.delete(below("d"));

    assertThatThrownBy(() -> Files.createFile(upper("/d/b")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.list(upper("/d"))).isInstanceOf(NoSuchFileException.class);
    assertThat(upper("/d/a")).doesNotExist();
  }

  @Test
  void mountsDoNotStack() throws IOException {
    Files.createDirectory(upper("/d"));

    assertThatThrownBy(() -> Ecryptfs.mount(upper("/d"), options()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stack");
  }

  @Test
  void metadataThatIsLargerThanItsFileDoesNoHarmToAnEmptyOne() throws IOException {
    Files.createFile(upper("/a"));
    setMetadataBytes("a", 16);

    assertThat(Files.readAllBytes(upper("/a"))).isEmpty();

    Files.write(upper("/a"), bytes(5000), StandardOpenOption.WRITE);
    assertThat(Files.readAllBytes(upper("/a"))).isEqualTo(bytes(5000));
    assertThat(Files.size(below("a"))).isEqualTo(16 * 4096 + 8192);
  }

  @Test
  void metadataThatIsLargerThanItsFileLeavesNoDataToRead() throws IOException {
    Files.write(upper("/a"), bytes(5000));
    setMetadataBytes("a", 16);

    assertThatThrownBy(() -> Files.readAllBytes(upper("/a")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("/a")
        .hasMessageContaining("cut short");
    assertThat(Files.size(upper("/a"))).isEqualTo(5000);
  }

  private void setMetadataBytes(String name, int pages) throws IOException {
    byte[] file = Files.readAllBytes(below(name));
    ByteBuffer.wrap(file).putShort(24, (short) pages);
    Files.write(below(name), file);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 15, 16, 25})
  void aFileThatIsTooShortForAHeaderIsNone(int size) throws IOException {
    Files.createFile(upper("/a"));
    Files.write(below("a"), Arrays.copyOf(Files.readAllBytes(below("a")), size));

    assertThatThrownBy(() -> Files.readAllBytes(upper("/a")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("/a");
    assertThat(Files.size(below("a"))).isEqualTo(size);
  }

  @Test
  void aHeaderIsZeroBehindItsPackets() throws IOException {
    Files.write(upper("/a"), bytes(1));

    byte[] file = Files.readAllBytes(below("a"));

    assertThat(Arrays.copyOfRange(file, 81, 8192)).containsOnly(0);
  }

  @Test
  void aLinkDoesNotLeadOutOfTheMount() throws IOException {
    Path outside = lower.directory().resolveSibling("outside");
    Files.write(outside, "secret".getBytes(US_ASCII));
    Files.createSymbolicLink(below("up"), outside.getFileSystem().getPath("../outside"));
    Files.createSymbolicLink(below("absolute"), outside);

    for (String name : new String[] {"/up", "/absolute"}) {
      assertThatThrownBy(() -> Files.readAllBytes(upper(name)))
          .isInstanceOf(NoSuchFileException.class);
      assertThat(
              Files.readAttributes(
                      upper(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                  .isSymbolicLink())
          .isTrue();
    }
  }

  @Test
  void aKeyThatIsWrongUnderARightSignatureGivesGarbageAsNothingTells() throws IOException {
    Files.write(upper("/a"), bytes(5000));
    byte[] file = Files.readAllBytes(below("a"));
    file[41] ^= 1; // in the wrapped key

    Files.write(below("a"), file);

    assertThat(Files.readAllBytes(upper("/a"))).hasSize(5000).isNotEqualTo(bytes(5000));
  }
}
