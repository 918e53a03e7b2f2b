package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Rows of {@code docs/compatibility.md} that no other test shows. */
class KernelFeaturesTest {
  private static MountOptions.Builder passphrase() {
    return MountOptions.builder().passphrase("test".toCharArray());
  }

  private static FileSystem mount(Path lower, MountOptions.Builder builder) throws IOException {
    try (MountOptions options = builder.build()) {
      return Ecryptfs.mount(lower, options);
    }
  }

  private static Path lowerIn(FileSystem memory) throws IOException {
    return Files.createDirectory(memory.getPath("/lower"));
  }

  @Test
  void aCreateThatFailsLeavesNothingBelowAndSaysWhatTheLowerFileSystemLacks() throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path lower = lowerIn(memory);
      try (FileSystem mount = mount(lower, passphrase().xattrMetadata(true))) {
        assertThatThrownBy(() -> Files.createFile(mount.getPath("/a")))
            .isInstanceOfAny(FileSystemException.class, UnsupportedOperationException.class)
            .hasMessageContaining("user attributes");
        assertThat(lower).isEmptyDirectory();
      }
    }
  }

  @Test
  void aFileThatCouldNotGrowHasTheSizeOfWhatIsThere() throws IOException {
    Configuration small = Configuration.unix().toBuilder().setMaxSize(80_000).build();
    try (FileSystem memory = Jimfs.newFileSystem(small);
        FileSystem mount = mount(lowerIn(memory), passphrase())) {
      Path file = Files.write(mount.getPath("/a"), bytes(40_000));

      assertThatThrownBy(() -> Files.write(file, bytes(100_000, 2), StandardOpenOption.APPEND))
          .isInstanceOf(IOException.class);

      byte[] left = Files.readAllBytes(file);
      assertThat(left).hasSizeBetween(40_000, 80_000).hasSize((int) Files.size(file));
      assertThat(Content.slice(left, 0, 40_000)).isEqualTo(bytes(40_000));
      assertThat(Content.slice(left, 40_000, left.length))
          .isEqualTo(Content.slice(bytes(100_000, 2), 0, left.length - 40_000));
    }
  }

  @Test
  void accessControlListsAreThoseOfTheLowerFile() throws IOException {
    Configuration withLists =
        Configuration.unix().toBuilder().setAttributeViews("basic", "owner", "acl").build();
    try (FileSystem memory = Jimfs.newFileSystem(withLists)) {
      Path lower = lowerIn(memory);
      try (FileSystem mount = mount(lower, passphrase())) {
        Path file = Files.write(mount.getPath("/a"), bytes(10));
        UserPrincipal somebody =
            mount.getUserPrincipalLookupService().lookupPrincipalByName("somebody");
        AclEntry entry =
            AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(somebody)
                .setPermissions(AclEntryPermission.READ_DATA)
                .build();

        acl(file).setAcl(List.of(entry));

        assertThat(acl(file).getAcl()).containsExactly(entry);
        assertThat(acl(lower.resolve("a")).getAcl()).containsExactly(entry);
      }
    }
  }

  private static AclFileAttributeView acl(Path file) {
    return Objects.requireNonNull(Files.getFileAttributeView(file, AclFileAttributeView.class));
  }

  @Test
  void aPipeIsShownAndDeletedButHasNoContents() throws IOException, InterruptedException {
    try (LowerFixture.Lower lower = LowerFixture.DEFAULT.open();
        FileSystem mount = mount(lower.directory(), passphrase())) {
      makePipe(lower.directory().resolve("pipe"));
      Path pipe = mount.getPath("/pipe");

      assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
      try (Stream<Path> list = Files.list(mount.getPath("/"))) {
        assertThat(list).containsExactly(pipe);
      }
      assertThatThrownBy(() -> Files.newByteChannel(pipe)).isInstanceOf(FileSystemException.class);
      Files.delete(pipe);
      assertThat(Files.exists(pipe, NOFOLLOW_LINKS)).isFalse();
    }
  }

  private static void makePipe(Path pipe) throws InterruptedException {
    try {
      int result = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
      Assumptions.assumeTrue(result == 0, "mkfifo made no pipe");
    } catch (IOException e) {
      Assumptions.abort("no mkfifo here: " + e.getMessage());
    }
  }

  @Test
  void anEmptyLowerFileStaysPlainWithPassthrough() throws IOException {
    try (LowerFixture.Lower lower = LowerFixture.JIMFS.open();
        FileSystem mount = mount(lower.directory(), passphrase().passthrough(true))) {
      Path below = Files.createFile(lower.directory().resolve("a"));

      // The kernel decides it when the file is opened, so an empty one is not made an encrypted
      // one.
      Files.write(mount.getPath("/a"), bytes(10), StandardOpenOption.WRITE);
      Files.write(mount.getPath("/new"), bytes(10));

      assertThat(Files.readAllBytes(below)).isEqualTo(bytes(10));
      assertThat(Files.size(lower.directory().resolve("new"))).isEqualTo(12_288);
    }
  }

  @Test
  void anEncryptedViewNeedsTheKeys() throws IOException {
    try (LowerFixture.Lower lower = LowerFixture.JIMFS.open()) {
      try (FileSystem mount = mount(lower.directory(), passphrase())) {
        Files.write(mount.getPath("/a"), bytes(10));
      }
      MountOptions.Builder other =
          MountOptions.builder().passphrase("another".toCharArray()).encryptedView(true);
      try (FileSystem mount = mount(lower.directory(), other)) {
        assertThatThrownBy(() -> Files.readAllBytes(mount.getPath("/a")))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining("d395309aaad4de06");
      }
    }
  }

  @Test
  void aKeySourceThatIsClosedTakesNoKeyFromAMount() throws IOException {
    try (LowerFixture.Lower lower = LowerFixture.JIMFS.open();
        FileSystem mount = mount(lower.directory(), passphrase());
        SeekableByteChannel channel =
            Files.newByteChannel(
                mount.getPath("/a"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(10))); // the options of the mount are closed

      assertThat(Files.readAllBytes(mount.getPath("/a"))).isEqualTo(bytes(10));
      assertThat(Files.readAllBytes(Files.write(mount.getPath("/b"), bytes(20))))
          .isEqualTo(bytes(20));
    }
  }
}
