package io.github.ecryptfs.tck.lower;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files on a lower file system that takes whole files only, and what becomes of them when it fails.
 */
class SpoolAndReplaceTest {
  private static final int HEADER_BYTES = 8192;

  @TempDir Path spool;

  @SuppressWarnings("NullAway.Init") // set before each test
  private StoreLower store;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FileSystem mount;

  @BeforeEach
  void mountAStore() throws IOException {
    store = StoreLower.open("store");
    mount = mount(options());
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
    store.close();
  }

  private MountOptions.Builder options() {
    return untold().lowerFileSystem("put");
  }

  /** Options that do not tell how the store takes files. */
  private MountOptions.Builder untold() {
    return MountOptions.builder()
        .passphrase("test".toCharArray())
        .option("ecryptfs_nio_spool_directory", spool);
  }

  private FileSystem mount(MountOptions.Builder options) throws IOException {
    return Ecryptfs.mount(store.directory(), options.build());
  }

  private void mountAgain(MountOptions.Builder options) throws IOException {
    mount.close();
    mount = mount(options);
  }

  private Path upper(String name) {
    return mount.getPath("/" + name);
  }

  private Path lower(String name) {
    return store.directory().resolve(name);
  }

  private static byte[] bytes(int count, int seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }

  @Test
  void aFileIsThereFromItsCreationOnAndIsStoredOnceWhenItIsClosed() throws IOException {
    try (FileChannel channel =
        FileChannel.open(upper("a"), WRITE, java.nio.file.StandardOpenOption.CREATE_NEW)) {
      assertThat(upper("a")).exists();
      for (int i = 0; i < 20; i++) {
        channel.write(ByteBuffer.wrap(bytes(5000, i)));
      }
      assertThat(Files.size(upper("a"))).isEqualTo(100_000);
      assertThat(Files.size(lower("a"))).isZero();
    }

    assertThat(store.provider().stored()).isEqualTo(2); // the empty file, and the whole one
    assertThat(Files.size(lower("a"))).isEqualTo(HEADER_BYTES + 25 * 4096);
  }

  @Test
  void whatIsForcedIsStored() throws IOException {
    Path file = Files.write(upper("a"), bytes(10_000, 1));

    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(10, 2)), 5000);
      int before = store.provider().stored();
      channel.force(true);
      channel.force(true);
      assertThat(store.provider().stored()).isEqualTo(before + 1);
    }
  }

  @Test
  void openingToWriteWithoutWritingStoresNothing() throws IOException {
    Path file = Files.write(upper("a"), bytes(10_000, 1));
    int before = store.provider().stored();

    FileChannel.open(file, READ, WRITE).close();

    assertThat(store.provider().stored()).isEqualTo(before);
  }

  @Test
  void aWriterThatLeavesStoresThoughAReaderStays() throws IOException {
    Path file = Files.write(upper("a"), bytes(10_000, 1));

    try (FileChannel reader = FileChannel.open(file, READ)) {
      try (FileChannel writer = FileChannel.open(file, WRITE)) {
        writer.write(ByteBuffer.wrap(bytes(7, 2)));
        ByteBuffer seen = ByteBuffer.allocate(7);
        reader.read(seen, 0);
        assertThat(seen.array()).isEqualTo(bytes(7, 2));
      }
      try (StoreLower copy = copyOfTheStore();
          FileSystem other = Ecryptfs.mount(copy.directory(), options().build())) {
        assertThat(Files.readAllBytes(other.getPath("/a"))).startsWith(bytes(7, 2));
      }
    }
  }

  private StoreLower copyOfTheStore() throws IOException {
    StoreLower copy = StoreLower.open("store");
    Files.write(copy.directory().resolve("a"), Files.readAllBytes(lower("a")));
    return copy;
  }

  @Test
  void whatCannotBeStoredIsToldAndKeptEncryptedWhileTheOldContentStays() throws IOException {
    byte[] old = bytes(20_000, 1);
    Path file = Files.write(upper("a"), old);
    byte[] marked = "plaintext ".repeat(2000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    store.provider().failAtClose(true);
    assertThatThrownBy(() -> Files.write(file, marked))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("/a")
        .hasMessageContaining("the store said no");
    store.provider().failAtClose(false);

    assertThat(Files.readAllBytes(file)).isEqualTo(old);
    Path rescued = onlyRescuedFile();
    assertThat(
            new String(Files.readAllBytes(rescued), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("plaintext");
    Files.write(lower("a"), Files.readAllBytes(rescued));
    assertThat(Files.readAllBytes(file)).isEqualTo(marked);
  }

  private Path onlyRescuedFile() throws IOException {
    List<String> names = names(spool);
    assertThat(names).hasSize(1);
    return spool.resolve(names.get(0));
  }

  @Test
  void theMessageSaysWhereTheNewContentIs() throws IOException {
    Path file = Files.write(upper("a"), bytes(10, 1));

    store.provider().failAtClose(true);
    Throwable failure = catchThrowable(() -> Files.write(file, bytes(10, 2)));

    StringBuilder told = new StringBuilder();
    collect(failure, told);
    assertThat(told.toString()).contains(onlyRescuedFile().toString());
  }

  private static void collect(Throwable failure, StringBuilder told) {
    told.append(failure.getMessage());
    for (Throwable suppressed : failure.getSuppressed()) {
      collect(suppressed, told);
    }
  }

  @Test
  void aStoreThatFailsAtAnyByteLeavesTheOldContent() throws IOException {
    byte[] old = bytes(30_000, 1);
    Path file = Files.write(upper("a"), old);
    long size = Files.size(lower("a"));

    for (long at = 0; at < size; at += 1511) {
      store.provider().failAtByte(at);
      assertThatThrownBy(() -> Files.write(file, bytes(30_000, 2)))
          .as("failing at byte %s", at)
          .isInstanceOf(FileSystemException.class);
      store.provider().failAtByte(StoreProvider.NEVER);
      assertThat(Files.readAllBytes(file)).as("failed at byte %s", at).isEqualTo(old);
    }
  }

  @Test
  void aFailureIsMadeGoodWhenTheLastChannelCloses() throws IOException {
    Path file = Files.write(upper("a"), bytes(10_000, 1));

    try (FileChannel reader = FileChannel.open(file, READ)) {
      store.provider().failAtClose(true);
      assertThatThrownBy(() -> Files.write(file, bytes(9_000, 2))).isInstanceOf(IOException.class);
      store.provider().failAtClose(false);
      assertThat(reader.size()).isEqualTo(9_000);
    }

    mountAgain(options());
    assertThat(Files.readAllBytes(upper("a"))).isEqualTo(bytes(9_000, 2));
    assertThat(names(spool)).isEmpty();
  }

  @Test
  void aMovedFileIsStoredUnderItsNewName() throws IOException {
    Path file = Files.write(upper("a"), bytes(10_000, 1));

    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(10, 2)));
      Files.move(file, upper("b"));
      channel.write(ByteBuffer.wrap(bytes(10, 3)));
    }

    assertThat(names(store.directory())).containsExactly("b");
    assertThat(Files.readAllBytes(upper("b"))).startsWith(bytes(10, 2)).hasSize(10_000);
  }

  @Test
  void aDeletedFileIsNotStored() throws IOException {
    Path file = Files.write(upper("a"), bytes(10_000, 1));

    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(10, 2)));
      Files.delete(file);
      ByteBuffer seen = ByteBuffer.allocate(10);
      channel.read(seen, 0);
      assertThat(seen.array()).isEqualTo(bytes(10, 2));
    }

    assertThat(names(store.directory())).isEmpty();
  }

  @Test
  void aFailedCopyLeavesNothing() throws IOException {
    Path file = Files.write(upper("a"), bytes(10_000, 1));

    store.provider().failAtByte(5_000);
    assertThatThrownBy(() -> Files.copy(file, upper("b"))).isInstanceOf(IOException.class);

    assertThat(names(store.directory())).containsExactly("a");
  }

  @Test
  void anInterruptedThreadStoresAllTheSame() throws IOException {
    Path file = Files.write(upper("a"), bytes(10_000, 1));
    FileChannel channel = FileChannel.open(file, WRITE);
    channel.write(ByteBuffer.wrap(bytes(10, 2)));

    Thread.currentThread().interrupt();
    channel.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.readAllBytes(file)).startsWith(bytes(10, 2)).hasSize(10_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40_000, 200_000})
  void imagesThatTakeTooMuchMemoryGoToFiles(int memory) throws IOException {
    mountAgain(options().option("ecryptfs_nio_spool_memory", memory));
    Path file = upper("a");

    try (FileChannel channel =
        FileChannel.open(file, READ, WRITE, java.nio.file.StandardOpenOption.CREATE_NEW)) {
      for (int i = 0; i < 100; i++) {
        channel.write(ByteBuffer.wrap(bytes(1000, i)));
      }
      channel.truncate(50_500);
      channel.write(ByteBuffer.wrap(bytes(100, 200)), 60_000);
    }

    mountAgain(options());
    byte[] content = Files.readAllBytes(upper("a"));
    assertThat(content).hasSize(60_100).startsWith(bytes(1000, 0)).endsWith(bytes(100, 200));
    assertThat(java.util.Arrays.copyOfRange(content, 50_500, 60_000)).containsOnly(0);
    assertThat(names(spool)).isEmpty();
  }

  @Test
  void whereNoFileIsAllowedTheBoundIsToldAndTheOldContentStays() throws IOException {
    byte[] old = bytes(10_000, 1);
    Files.write(upper("a"), old);
    mountAgain(
        options()
            .option("ecryptfs_nio_spool_memory", 32 * 1024)
            .option("ecryptfs_nio_spool_directory", "none"));

    assertThatThrownBy(() -> Files.write(upper("b"), bytes(100_000, 2)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("ecryptfs_nio_spool_memory");

    assertThat(Files.readAllBytes(upper("a"))).isEqualTo(old);
  }

  @Test
  void attributesDoNotGoWithWholeFiles() throws IOException {
    mountAgain(options().xattrMetadata(true));

    assertThatThrownBy(() -> Files.write(upper("a"), bytes(10, 1)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("mount without ecryptfs_xattr_metadata");

    assertThat(names(store.directory())).isEmpty();
  }

  @Test
  void aStoreUnderAnotherNameAndARenameLeaveTheOldContentToo() throws IOException {
    mountAgain(options().lowerFileSystem("rename"));
    byte[] old = bytes(30_000, 1);
    Path file = Files.write(upper("a"), old);

    store.provider().failAtByte(20_000);
    assertThatThrownBy(() -> Files.write(file, bytes(30_000, 2))).isInstanceOf(IOException.class);
    store.provider().failAtByte(StoreProvider.NEVER);
    store.provider().failAtMove(true);
    assertThatThrownBy(() -> Files.write(file, bytes(30_000, 3))).isInstanceOf(IOException.class);
    store.provider().failAtMove(false);

    assertThat(Files.readAllBytes(file)).isEqualTo(old);
    assertThat(names(store.directory())).containsExactly("a");
    Files.write(file, bytes(100, 4));
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(100, 4));
    assertThat(names(store.directory())).containsExactly("a");
  }

  @Test
  void aDirectoryWithEntriesIsNotMoved() throws IOException {
    Files.createDirectory(upper("d"));
    Files.write(upper("d/a"), bytes(10, 1));

    assertThatThrownBy(() -> Files.move(upper("d"), upper("e")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("entries");

    assertThat(Files.readAllBytes(upper("d/a"))).isEqualTo(bytes(10, 1));
    assertThat(upper("e")).doesNotExist();
  }

  @Test
  void whatIsNotKnownIsTriedOutOnlyWhenAsked() throws IOException {
    try (StoreLower unknown = StoreLower.open("unknown")) {
      try (FileSystem untold = Ecryptfs.mount(unknown.directory(), untold().build())) {
        assertThatThrownBy(() -> Files.write(untold.getPath("/a"), bytes(10, 1)))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining("ecryptfs_nio_lower");
      }
      assertThat(unknown.provider().stored()).isZero();

      try (FileSystem tried =
          Ecryptfs.mount(unknown.directory(), untold().lowerFileSystem("probe").build())) {
        assertThat(names(unknown.directory())).isEmpty();
        Files.write(tried.getPath("/a"), bytes(10, 1));
        assertThat(Files.readAllBytes(tried.getPath("/a"))).isEqualTo(bytes(10, 1));
      }
      assertThat(names(unknown.directory())).containsExactly("a");
    }
  }

  @Test
  void aStoreThatKeepsNothingIsReadOnly() throws IOException {
    try (StoreLower unknown = StoreLower.open("unknown")) {
      unknown.provider().failAtClose(true);
      try (FileSystem tried =
          Ecryptfs.mount(unknown.directory(), untold().lowerFileSystem("probe").build())) {
        assertThatThrownBy(() -> Files.write(tried.getPath("/a"), bytes(10, 1)))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining("not known to change files in place");
      }
    }
  }
}
