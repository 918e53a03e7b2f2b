package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A mount in a zip archive as on a file system of which nobody knows how files change there: names
 * change, files do not.
 */
class ZipBelowTest {
  @TempDir Path temporary;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FileSystem zip;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FileSystem mount;

  @BeforeEach
  void mountAnArchiveOfAnEncryptedTree() throws IOException {
    Path lower = Files.createDirectory(temporary.resolve("lower"));
    try (FileSystem writer = mount(lower)) {
      Files.createDirectory(writer.getPath("/d"));
      Files.write(writer.getPath("/d/a"), bytes(10_000));
      Files.write(writer.getPath("/b"), bytes(5));
    }
    zip = FileSystems.newFileSystem(temporary.resolve("a.zip"), Map.of("create", "true"));
    copyTree(lower, zip.getPath("/lower"));
    mount = mountReadOnly(zip.getPath("/lower"));
  }

  private static FileSystem mountReadOnly(Path lower) throws IOException {
    try (MountOptions options =
        MountOptions.builder()
            .passphrase("test".toCharArray())
            .encryptNames(true)
            .lowerFileSystem("read_only")
            .build()) {
      return Ecryptfs.mount(lower, options);
    }
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
    zip.close();
  }

  private static FileSystem mount(Path lower) throws IOException {
    try (MountOptions options =
        MountOptions.builder().passphrase("test".toCharArray()).encryptNames(true).build()) {
      return Ecryptfs.mount(lower, options);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private Path upper(String path) {
    return mount.getPath(path);
  }

  private List<String> lowerNames() throws IOException {
    try (Stream<Path> tree = Files.walk(zip.getPath("/lower"))) {
      return tree.map(Path::toString).sorted().toList();
    }
  }

  private void assertRefused(ThrowingCallable writing, String path) throws IOException {
    List<String> before = lowerNames();

    assertThatThrownBy(writing)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(path)
        .hasMessageContaining("not known to change files in place");

    assertThat(lowerNames()).isEqualTo(before);
    assertThat(upper("/d/a")).hasBinaryContent(bytes(10_000));
    assertThat(upper("/b")).hasBinaryContent(bytes(5));
  }

  @Test
  void isRead() throws IOException {
    try (Stream<Path> tree = Files.walk(upper("/"))) {
      assertThat(tree.map(Path::toString)).containsExactlyInAnyOrder("/", "/d", "/d/a", "/b");
    }
    assertThat(Files.size(upper("/d/a"))).isEqualTo(10_000);
    assertThat(upper("/d/a")).hasBinaryContent(bytes(10_000));
  }

  @Test
  void noFileIsOpenedForWritingOrCreated() throws IOException {
    for (OpenOption option : Set.of(WRITE, APPEND)) {
      assertRefused(() -> Files.newByteChannel(upper("/b"), option).close(), "/b");
      assertRefused(() -> Files.newByteChannel(upper("/n"), option, CREATE).close(), "/n");
      assertRefused(() -> Files.newByteChannel(upper("/n"), option, CREATE_NEW).close(), "/n");
    }
    assertRefused(() -> Files.newByteChannel(upper("/b"), WRITE, TRUNCATE_EXISTING).close(), "/b");
    assertThat(Files.isWritable(upper("/b"))).isFalse();
  }

  @Test
  void copyingMakesNoRoomForAFileThatCannotBeWritten() throws IOException {
    assertRefused(() -> Files.copy(upper("/d/a"), upper("/b"), REPLACE_EXISTING), "/b");

    try (FileSystem other = mount(Files.createDirectory(temporary.resolve("other")))) {
      Path source = Files.write(other.getPath("/s"), bytes(7));
      assertRefused(() -> Files.copy(source, upper("/b"), REPLACE_EXISTING), "/b");
      assertRefused(() -> Files.move(source, upper("/b"), REPLACE_EXISTING), "/b");
      assertThat(source).hasBinaryContent(bytes(7));
    }
  }

  @Test
  void namesChange() throws IOException {
    Files.move(upper("/d/a"), upper("/c"));
    Files.delete(upper("/b"));
    Files.createDirectory(upper("/e"));

    assertThat(upper("/c")).hasBinaryContent(bytes(10_000));
    assertThat(upper("/b")).doesNotExist();
    assertThat(upper("/e")).isEmptyDirectory();
  }
}
