package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static io.github.ecryptfs.tck.Content.slice;
import static io.github.ecryptfs.tck.Content.zeros;
import static java.nio.channels.FileChannel.MapMode.PRIVATE;
import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Mapping with {@code ecryptfs_nio_map=memory}, beside the default file system's. */
@ParameterizedClass(name = "{0}")
@EnumSource
final class MappingTest {
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final int SIZE = 10_000;

  /** Where the file to map is. */
  enum Where {
    DEFAULT_FILE_SYSTEM,
    MOUNT
  }

  @Parameter
  @SuppressWarnings("NullAway.Init") // JUnit sets it before it calls anything
  Where where;

  private LowerFixture.Lower lower;
  private FileSystem mount;
  private Path file;

  @BeforeEach
  void writeAFile() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(IN_MEMORY) && Files.getFileStore(IN_MEMORY).type().equals("tmpfs"),
        "no file system in memory at " + IN_MEMORY);
    lower = LowerFixture.DEFAULT.open();
    Path encrypted = Files.createDirectory(lower.directory().resolve("encrypted"));
    mount = mount(encrypted, Map.of("ecryptfs_nio_map", "memory"));
    Path directory = where == Where.MOUNT ? mount.getPath("/") : lower.directory();
    file = Files.write(directory.resolve("file"), bytes(SIZE));
  }

  private static FileSystem mount(Path directory, Map<String, ?> more) throws IOException {
    Map<String, Object> options = new java.util.HashMap<>(more);
    options.put("passphrase", EncryptedMount.PASSPHRASE.toCharArray());
    return FileSystems.newFileSystem(EncryptedMount.uri(directory), options);
  }

  @AfterEach
  void remove() throws IOException {
    if (lower != null) {
      mount.close();
      lower.close();
    }
  }

  private static byte[] content(ByteBuffer buffer) {
    byte[] content = new byte[buffer.remaining()];
    buffer.get(content);
    return content;
  }

  @Test
  void aReadOnlyMappingHoldsTheRange() throws IOException {
    MappedByteBuffer mapped;
    try (FileChannel channel = FileChannel.open(file, READ)) {
      mapped = channel.map(READ_ONLY, 4090, 5000);
      assertThat(channel.map(READ_ONLY, 0, 0).remaining()).isZero();
      assertThat(channel.position()).isZero();
    }

    assertThat(mapped.isReadOnly()).isTrue();
    assertThat(content(mapped)).isEqualTo(slice(bytes(SIZE), 4090, 9090));
    assertThatThrownBy(() -> mapped.put(0, (byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void whatIsStoredInAPrivateMappingStaysThere() throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      MappedByteBuffer mapped = channel.map(PRIVATE, 0, SIZE);
      MappedByteBuffer other = channel.map(PRIVATE, 0, SIZE);
      mapped.put(0, new byte[100]);
      mapped.force();

      assertThat(content(mapped)).isEqualTo(concat(zeros(100), slice(bytes(SIZE), 100, SIZE)));
      assertThat(content(other)).isEqualTo(bytes(SIZE));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(SIZE));
  }

  @Test
  void nothingOfTheCopyHasAName() throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ);
        Stream<Path> inMemory = Files.list(IN_MEMORY)) {
      assertThat(content(channel.map(READ_ONLY, 0, SIZE))).isEqualTo(bytes(SIZE));
      assertThat(inMemory.map(Path::toString)).noneMatch(name -> name.contains("ecryptfs-nio"));
    }
  }

  @Test
  void aMappingBeyondTheEndNeedsAFileThatCanGrow() throws IOException {
    try (FileChannel reader = FileChannel.open(file, READ)) {
      assertThatThrownBy(() -> reader.map(READ_ONLY, SIZE, 1)).isInstanceOf(IOException.class);
    }
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      assertThat(content(channel.map(READ_ONLY, SIZE - 5, 10)))
          .isEqualTo(concat(slice(bytes(SIZE), SIZE - 5, SIZE), zeros(5)));
      assertThat(channel.size()).isEqualTo(SIZE + 5);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(SIZE), zeros(5)));
  }

  @Test
  void aMappingNeedsTheRights() throws IOException {
    try (FileChannel reader = FileChannel.open(file, READ);
        FileChannel writer = FileChannel.open(file, WRITE)) {
      assertThatThrownBy(() -> writer.map(READ_ONLY, 0, 1))
          .isInstanceOf(NonReadableChannelException.class);
      assertThatThrownBy(() -> reader.map(PRIVATE, 0, 1))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> reader.map(READ_WRITE, 0, 1))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> writer.map(READ_WRITE, 0, 1))
          .isInstanceOf(NonReadableChannelException.class);
    }
  }

  @Test
  void wrongRangesAreRefused() throws IOException {
    FileChannel channel = FileChannel.open(file, READ);

    assertThatThrownBy(() -> channel.map(READ_ONLY, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channel.map(READ_ONLY, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channel.map(READ_ONLY, 0, 1L + Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channel.map(READ_ONLY, Long.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channel.map(null, 0, 1)).isInstanceOf(NullPointerException.class);
    channel.close();
    assertThatThrownBy(() -> channel.map(READ_ONLY, 0, 1))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aSharedMappingIsRefusedInAMountAndItSaysWhatToUse() throws IOException {
    Assumptions.assumeTrue(where == Where.MOUNT);
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      assertThatThrownBy(() -> channel.map(READ_WRITE, 0, 1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("FileChannel.write(ByteBuffer, long)");
    }
  }

  @Test
  void withoutTheOptionNothingIsMappedAndItIsNamed() throws IOException {
    Assumptions.assumeTrue(where == Where.MOUNT);
    Path directory = Files.createDirectory(lower.directory().resolve("other"));
    try (FileSystem plain = mount(directory, Map.of());
        FileChannel channel =
            FileChannel.open(Files.write(plain.getPath("/file"), bytes(10)), READ)) {
      assertThatThrownBy(() -> channel.map(READ_ONLY, 0, 1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("ecryptfs_nio_map=memory")
          .hasMessageContaining("FileChannel.read(ByteBuffer, long)");
    }
    assertThatThrownBy(() -> mount(directory, Map.of("ecryptfs_nio_map", "disk")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memory or none");
  }

  /** By reflection, as these tests are compiled for JDK 17. */
  @Test
  @EnabledForJreRange(minVersion = 22)
  void anArenaHoldsAMappingUntilItIsClosed() throws Exception {
    assumeClassesForNewerJdks();
    Class<?> arenas = Class.forName("java.lang.foreign.Arena");
    Object arena = arenas.getMethod("ofConfined").invoke(null);
    ByteBuffer mapped;
    try (FileChannel channel = FileChannel.open(file, READ)) {
      Object segment = segmentMap(arenas).invoke(channel, READ_ONLY, 100L, 5_000L, arena);
      mapped =
          (ByteBuffer)
              Class.forName("java.lang.foreign.MemorySegment")
                  .getMethod("asByteBuffer")
                  .invoke(segment);
    }
    assertThat(content(mapped)).isEqualTo(slice(bytes(SIZE), 100, 5_100));

    arenas.getMethod("close").invoke(arena);

    assertThatThrownBy(() -> mapped.get(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @EnabledForJreRange(minVersion = 22)
  void aMountMapsNoArenaForWriting() throws Exception {
    Assumptions.assumeTrue(where == Where.MOUNT, "the default file system does");
    assumeClassesForNewerJdks();
    Class<?> arenas = Class.forName("java.lang.foreign.Arena");
    Object arena = arenas.getMethod("ofAuto").invoke(null);
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      assertThatThrownBy(() -> segmentMap(arenas).invoke(channel, READ_WRITE, 0L, 10L, arena))
          .hasCauseInstanceOf(UnsupportedOperationException.class)
          .cause()
          .hasMessageContaining("READ_WRITE");
    }
  }

  private static Method segmentMap(Class<?> arenas) throws NoSuchMethodException {
    return FileChannel.class.getMethod("map", MapMode.class, long.class, long.class, arenas);
  }

  /** They are in the jar that {@code mvn verify} makes, and not in a directory of classes. */
  private static void assumeClassesForNewerJdks() {
    Assumptions.assumeTrue(
        Ecryptfs.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath()
            .endsWith(".jar"),
        "the provider is no jar: run mvn verify");
  }
}
