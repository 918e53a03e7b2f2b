package io.github.ecryptfs.tck.safety;

import static io.github.ecryptfs.tck.safety.Step.bytes;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@code ecryptfs_nio_write_behind} promises ({@code docs/decisions/0031-write-behind.md}):
 * the mount sees what is held back, the disk gets it in time, and no failure is kept from those who
 * wrote.
 */
final class WriteBehindTest {
  private static final SafetyMount MOUNT = new SafetyMount(false, false, true);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final byte[] OLD = bytes(5_000, 1);
  private static final byte[] NEW = bytes(100, 2);
  private static final byte[] ALL = joined(OLD, NEW);

  private Path lower;
  private FaultyFileSystem below;
  private FileSystem mount;
  private Path file;
  private int copies;

  @BeforeEach
  void open() throws IOException {
    lower = SafetyMount.faultyDirectory(FaultyFileSystem.Kind.JIMFS);
    below = (FaultyFileSystem) lower.getFileSystem();
    mount = MOUNT.mount(lower);
    file = Files.write(mount.getPath("/a"), OLD);
  }

  @AfterEach
  void close() throws IOException {
    below.faults().disarm();
    mount.close();
    below.close();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static void write(FileChannel channel, byte[] content) throws IOException {
    channel.write(ByteBuffer.wrap(content));
  }

  /** What another JVM would find if this one were killed now. */
  private byte[] onDisk(String name) throws IOException {
    try (FileSystem memory = SafetyMount.memory()) {
      Path copy = Files.createDirectory(memory.getPath("/copy-" + copies++));
      Files.write(copy.resolve(name), Files.readAllBytes(lower.resolve(name)));
      try (FileSystem other = new SafetyMount(false, false).mount(copy)) {
        return Files.readAllBytes(other.getPath("/" + name));
      }
    }
  }

  /** How the mount shows a file. */
  enum Look {
    CHANNEL(path -> sizeOf(path)),
    ATTRIBUTES(path -> Files.size(path)),
    MAP(path -> Long.parseLong(String.valueOf(Files.readAttributes(path, "size").get("size")))),
    CONTENT(path -> Files.readAllBytes(path).length),
    END(path -> readBehind(path, OLD.length)),
    COPY(path -> Files.size(Files.copy(path, path.resolveSibling("copy")))),
    MOVED(path -> Files.size(Files.move(path, path.resolveSibling("moved"))));

    @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
    private final Measure measure;

    Look(Measure measure) {
      this.measure = measure;
    }

    /** Gives a size. */
    private interface Measure {
      long of(Path path) throws IOException;
    }

    private static long sizeOf(Path path) throws IOException {
      try (FileChannel channel = FileChannel.open(path)) {
        return channel.size();
      }
    }

    private static long readBehind(Path path, int position) throws IOException {
      try (FileChannel channel = FileChannel.open(path)) {
        return (long) position + channel.read(ByteBuffer.allocate(1000), position);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Look.class)
  void whatIsHeldBackIsSeenEverywhereInTheMount(Look look) throws IOException {
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      write(channel, NEW);
      assertThat(channel.size()).isEqualTo(ALL.length);
      assertThat(onDisk("a")).as("held back").isEqualTo(OLD);

      assertThat(look.measure.of(file)).isEqualTo(ALL.length);
    }
  }

  /** What has the held back bytes written. */
  enum Barrier {
    FORCE((channel, path) -> channel.force(false)),
    CLOSING_ANOTHER_CHANNEL((channel, path) -> FileChannel.open(path, WRITE).close()),
    LETTING_A_LOCK_GO((channel, path) -> channel.lock().release()),
    READING_IT((channel, path) -> channel.read(ByteBuffer.allocate(1), OLD.length)),
    WRITING_ELSEWHERE((channel, path) -> channel.write(ByteBuffer.wrap(bytes(1, 3)), 7)),
    LOOKING_AT_THE_TIME((channel, path) -> Files.getLastModifiedTime(path)),
    CLOSING((channel, path) -> channel.close()),
    CLOSING_THE_MOUNT((channel, path) -> path.getFileSystem().close());

    @SuppressWarnings("ImmutableEnumChecker") // lambdas without state
    private final Act act;

    Barrier(Act act) {
      this.act = act;
    }

    /** Does something with an open file. */
    private interface Act {
      void with(FileChannel channel, Path path) throws IOException;
    }
  }

  @ParameterizedTest
  @EnumSource(Barrier.class)
  void whatIsHeldBackIsWrittenBefore(Barrier barrier) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      channel.write(ByteBuffer.wrap(NEW), OLD.length);
      assertThat(onDisk("a")).as("held back").isEqualTo(OLD);

      barrier.act.with(channel, file);

      assertThat(onDisk("a")).isEqualTo(ALL);
    }
  }

  @Test
  void whatIsHeldBackIsWrittenWhenItGrowsOld() throws Exception {
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      write(channel, NEW);
      Instant end = Instant.now().plus(PATIENCE);
      while (!Arrays.equals(onDisk("a"), ALL)) {
        assertThat(Instant.now()).as("it is written of its own accord").isBefore(end);
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void longRunsAreWrittenAsTheyGrow() throws IOException {
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      byte[] expected = OLD;
      for (int i = 0; i < 2_000; i++) {
        write(channel, bytes(77, i));
        expected = joined(expected, bytes(77, i));
      }
      byte[] written = onDisk("a");
      assertThat(written.length).isGreaterThan(expected.length - 70_000);
      assertThat(written).isEqualTo(Arrays.copyOf(expected, written.length));
      assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }
  }

  @Test
  void largeWritesAreNotHeldBack() throws IOException {
    byte[] large = bytes(4096, 3);
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      write(channel, NEW);
      write(channel, large);
      assertThat(onDisk("a")).isEqualTo(joined(ALL, large));
    }
  }

  @Test
  void moreFilesThanThereIsMemoryForAreWrittenThrough() throws IOException {
    byte[] content = bytes(4_000, 4);
    List<FileChannel> channels = new ArrayList<>();
    try {
      for (int n = 0; n < 300; n++) {
        channels.add(FileChannel.open(mount.getPath("/f" + n), CREATE_NEW, WRITE));
        for (int i = 0; i < 16; i++) {
          write(channels.get(n), content);
        }
      }
      assertThat(onDisk("f299")).hasSize(16 * content.length);
    } finally {
      for (FileChannel channel : channels) {
        channel.close();
      }
    }
    assertThat(onDisk("f0")).hasSize(16 * content.length).startsWith(content);
  }

  @Test
  void aWriteThatIsHeldBackDoesNotChangeATimeThatIsSetAfterIt() throws IOException {
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      write(channel, NEW);
      Files.setLastModifiedTime(file, time);
      write(channel, new byte[0]);
    }
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
  }

  @Test
  void aNameThatGoesTakesNothingAlong() throws IOException {
    try (FileSystem memory = SafetyMount.memory();
        FileSystem inAttributes =
            new SafetyMount(true, false, true)
                .mount(Files.createDirectory(memory.getPath("/lower")))) {
      Path one = Files.write(inAttributes.getPath("/one"), OLD);
      Path two = Files.createLink(inAttributes.getPath("/two"), one);
      try (FileChannel channel = FileChannel.open(one, APPEND)) {
        write(channel, NEW);
        Files.delete(one);
      }
      assertThat(Files.readAllBytes(two)).isEqualTo(ALL);
    }
  }

  @Test
  void whoWritesLearnsOfAFailureAndLosesNothingByIt() throws IOException {
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      write(channel, NEW);
      below.faults().arm(new Fault(Fault.Manner.ERROR, 1, Fault.LASTING));
      assertThatThrownBy(() -> channel.force(false)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> write(channel, bytes(7, 3))).isInstanceOf(IOException.class);
      below.faults().disarm();

      channel.force(false);

      assertThat(onDisk("a")).isEqualTo(ALL);
    }
  }

  @Test
  void aFailureOfTheTimerIsMetByTheNextCall() throws IOException {
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      write(channel, NEW);
      below.faults().arm(new Fault(Fault.Manner.ERROR, 1, Fault.LASTING));
      Instant end = Instant.now().plus(PATIENCE);
      while (!below.faults().struck()) {
        assertThat(Instant.now()).as("the timer tried").isBefore(end);
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> write(channel, bytes(7, 3))).isInstanceOf(IOException.class);
      below.faults().disarm();

      write(channel, bytes(9, 4));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(joined(ALL, bytes(9, 4)));
  }

  @Test
  void closingTellsWhatCouldNotBeWritten() throws IOException {
    FileChannel channel = FileChannel.open(file, APPEND);
    write(channel, NEW);
    below.faults().arm(new Fault(Fault.Manner.ERROR, 1, Fault.LASTING));
    assertThatThrownBy(channel::close).isInstanceOf(IOException.class);
    below.faults().disarm();
    assertThat(Files.readAllBytes(file)).isEqualTo(OLD);
  }

  @Test
  void closingOneOfTwoChannelsTellsWhatCouldNotBeWritten() throws IOException {
    try (FileChannel other = FileChannel.open(file, READ)) {
      FileChannel channel = FileChannel.open(file, APPEND);
      write(channel, NEW);
      below.faults().arm(new Fault(Fault.Manner.ERROR, 1, Fault.LASTING));
      assertThatThrownBy(channel::close).isInstanceOf(IOException.class);
      below.faults().disarm();
      assertThat(other.size()).as("it is still held back").isEqualTo(ALL.length);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(ALL);
  }

  @Test
  void whatIsCutOffNeedNotBeWritten() throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.write(ByteBuffer.wrap(NEW), OLD.length);
      channel.truncate(100);
      assertThat(onDisk("a")).isEqualTo(Arrays.copyOf(OLD, 100));
      channel.write(ByteBuffer.wrap(NEW), 100);
      channel.truncate(150);
    }
    assertThat(Files.readAllBytes(file))
        .isEqualTo(joined(Arrays.copyOf(OLD, 100), Arrays.copyOf(NEW, 50)));
  }
}
