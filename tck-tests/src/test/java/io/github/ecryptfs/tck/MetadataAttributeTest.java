package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static io.github.ecryptfs.tck.Content.slice;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code user.ecryptfs} seen from above: hidden, and shown on demand. */
class MetadataAttributeTest {
  /** What one AES-128 passphrase key needs. */
  private static final int VALUE_BYTES = 81;

  @SuppressWarnings("NullAway.Init") // set before each test
  private LowerFixture.Lower lower;

  @BeforeEach
  void openLower() throws IOException {
    lower = LowerFixture.JIMFS.open();
    try (FileSystem mount = mount(false)) {
      Files.write(mount.getPath("/a"), bytes(5000));
    }
  }

  @AfterEach
  void closeLower() throws IOException {
    lower.close();
  }

  private FileSystem mount(boolean shown) throws IOException {
    try (MountOptions options =
        MountOptions.builder()
            .passphrase("test".toCharArray())
            .xattrMetadata(true)
            .option("ecryptfs_nio_show_metadata_xattr", shown)
            .build()) {
      return Ecryptfs.mount(lower.directory(), options);
    }
  }

  private static UserDefinedFileAttributeView view(Path file) {
    return Objects.requireNonNull(
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class));
  }

  @Test
  void isHiddenAndProtected() throws IOException {
    try (FileSystem mount = mount(false)) {
      Path file = mount.getPath("/a");
      ByteBuffer value = ByteBuffer.wrap(bytes(81));

      assertThat(view(file).list()).isEmpty();
      assertThat(Files.readAttributes(file, "user:*")).isEmpty();
      assertThatThrownBy(() -> view(file).size("ecryptfs")).isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> view(file).read("ecryptfs", value))
          .isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> view(file).write("ecryptfs", value))
          .isInstanceOf(AccessDeniedException.class);
      assertThatThrownBy(() -> view(file).delete("ecryptfs"))
          .isInstanceOf(AccessDeniedException.class);
      assertThatThrownBy(() -> Files.setAttribute(file, "user:ecryptfs", value))
          .isInstanceOf(AccessDeniedException.class);
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
    }
  }

  @Test
  void isShownAndCanBeChangedOnDemand() throws IOException {
    try (FileSystem mount = mount(true)) {
      Path file = mount.getPath("/a");
      ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES);

      assertThat(view(file).list()).containsExactly("ecryptfs");
      assertThat(view(file).size("ecryptfs")).isEqualTo(VALUE_BYTES);
      assertThat(view(file).read("ecryptfs", value)).isEqualTo(VALUE_BYTES);
      assertThat(Files.readAttributes(file, "user:*")).containsOnlyKeys("ecryptfs");

      view(file).delete("ecryptfs");
      assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(FileSystemException.class);
      Files.setAttribute(file, "user:ecryptfs", value.flip());
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
    }
  }

  @Test
  void isNeverCopiedAsTheCopyHasAKeyOfItsOwn() throws IOException {
    try (FileSystem mount = mount(true)) {
      Path file = mount.getPath("/a");
      view(file).write("colour", ByteBuffer.wrap(bytes(7)));

      Path copy = Files.copy(file, mount.getPath("/b"), StandardCopyOption.COPY_ATTRIBUTES);

      assertThat(view(copy).list()).containsExactlyInAnyOrder("ecryptfs", "colour");
      assertThat(Files.getAttribute(copy, "user:ecryptfs"))
          .isNotEqualTo(Files.getAttribute(file, "user:ecryptfs"));
      assertThat(Files.readAllBytes(copy)).isEqualTo(bytes(5000));
    }
  }

  @Test
  void anAttributeCalledSizeIsNotTakenForTheSizeOfTheFile() throws IOException {
    try (FileSystem mount = mount(false)) {
      Path file = mount.getPath("/a");

      view(file).write("size", ByteBuffer.wrap(bytes(7)));

      assertThat(Files.readAttributes(file, "user:*")).containsOnlyKeys("size");
      assertThat(Files.getAttribute(file, "user:size")).isEqualTo(bytes(7));
    }
  }

  @Test
  void aSizeThatCannotBeKeptUnderAnotherNameIsRefused() throws IOException {
    try (FileSystem mount = mount(false)) {
      Path one = mount.getPath("/a");
      Path other = Files.createLink(mount.getPath("/b"), one);

      try (FileChannel channel = FileChannel.open(one, WRITE)) {
        Files.delete(one);
        assertThatThrownBy(() -> channel.write(ByteBuffer.wrap(bytes(10)), 5000))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining("other names");
        assertThatThrownBy(() -> channel.truncate(1000)).isInstanceOf(FileSystemException.class);
        channel.write(ByteBuffer.wrap(bytes(10, 2)), 0);
        assertThat(Files.readAllBytes(other))
            .isEqualTo(concat(bytes(10, 2), slice(bytes(5000), 10, 5000)));
        channel.write(ByteBuffer.wrap(bytes(10)), 0);
        channel.write(ByteBuffer.wrap(bytes(10, 3)), 5000); // its other name is known by now
      }

      assertThat(Files.readAllBytes(other)).isEqualTo(concat(bytes(5000), bytes(10, 3)));
    }
  }
}
