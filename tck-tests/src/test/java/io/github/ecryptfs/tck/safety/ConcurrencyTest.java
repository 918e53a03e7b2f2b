package io.github.ecryptfs.tck.safety;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Many threads on one file: no byte is lost, none is wrong, nobody fails who need not. */
final class ConcurrencyTest {
  private static final int OPERATIONS = Runs.OPERATIONS;
  private static final int THREADS = 4;

  static Stream<InterruptTest.Setting> settings() {
    return InterruptTest.settings();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void writersOfOwnRegionsDoNotDisturbEachOther(InterruptTest.Setting setting) throws Exception {
    try (SafetyLower.Opened lower = setting.lower().open();
        FileSystem mount = setting.mount().mount(lower.directory())) {
      Path file = Files.write(mount.getPath("/file"), new byte[THREADS * RegionOwner.BYTES]);
      Crew crew = new Crew();
      try (FileChannel shared = FileChannel.open(file, READ, WRITE)) {
        for (int n = 0; n < THREADS; n++) {
          RegionOwner owner = new RegionOwner(n);
          if (n % 2 == 0) {
            crew.worker(() -> owner.work(shared, OPERATIONS));
          } else {
            crew.worker(() -> owner.work(file, OPERATIONS));
          }
        }
        crew.run(setting.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void appendersLoseNoRecord(InterruptTest.Setting setting) throws Exception {
    int records = OPERATIONS / 2;
    try (SafetyLower.Opened lower = setting.lower().open()) {
      try (FileSystem mount = setting.mount().mount(lower.directory())) {
        Path file = Files.createFile(mount.getPath("/log"));
        Crew crew = new Crew();
        for (int n = 0; n < THREADS; n++) {
          int thread = n;
          crew.worker(
              () -> {
                try (FileChannel channel = FileChannel.open(file, WRITE, APPEND)) {
                  for (int r = 0; r < records; r++) {
                    channel.write(record(thread, r));
                  }
                }
              });
        }
        crew.run(setting.toString());
      }
      try (FileSystem mount = setting.mount().mount(lower.directory())) {
        Set<String> lines = new HashSet<>(Files.readAllLines(mount.getPath("/log")));
        assertThat(lines).hasSize(THREADS * records).allMatch(line -> line.length() == 36);
        assertThat(Files.size(mount.getPath("/log"))).isEqualTo(37L * THREADS * records);
      }
    }
  }

  private static ByteBuffer record(int thread, int number) {
    String line = "%017d %018d\n".formatted(thread, number);
    return ByteBuffer.wrap(line.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void readersOfAFileThatIsCutAndGrownSeeNoWrongByte(InterruptTest.Setting setting)
      throws Exception {
    byte[] pattern = Step.bytes(70_000, 5);
    try (SafetyLower.Opened lower = setting.lower().open();
        FileSystem mount = setting.mount().mount(lower.directory())) {
      Path file = Files.write(mount.getPath("/file"), pattern);
      Crew crew = new Crew();
      crew.worker(
          () -> {
            Random random = new Random(1);
            try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
              for (int n = 0; n < OPERATIONS; n++) {
                channel.truncate(random.nextInt(pattern.length));
                int size = (int) channel.size();
                int end = size + random.nextInt(pattern.length - size);
                channel.write(ByteBuffer.wrap(pattern, size, end - size), size);
              }
            }
          });
      for (int n = 0; n < THREADS - 1; n++) {
        int seed = n;
        crew.helper(() -> readPattern(file, pattern, seed, crew));
      }
      crew.run(setting.toString());
    }
  }

  private static void readPattern(Path file, byte[] pattern, int seed, Crew crew)
      throws IOException {
    Random random = new Random(seed);
    while (!crew.isOver()) {
      try (FileChannel channel = FileChannel.open(file)) {
        for (int n = 0; n < 50; n++) {
          int from = random.nextInt(pattern.length);
          ByteBuffer target =
              random.nextBoolean()
                  ? ByteBuffer.allocate(1 + random.nextInt(40_000))
                  : ByteBuffer.allocateDirect(1 + random.nextInt(5_000));
          int bytes = Math.max(0, channel.read(target, from));
          byte[] read = new byte[bytes];
          target.flip().get(read);
          assertThat(read)
              .as("%d bytes from %d on, seed %d", bytes, from, seed)
              .isEqualTo(Arrays.copyOfRange(pattern, from, from + bytes));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void openFilesGoOnWhileTheyAreRenamedReplacedAndDeleted(InterruptTest.Setting setting)
      throws Exception {
    try (SafetyLower.Opened lower = setting.lower().open();
        FileSystem mount = setting.mount().mount(lower.directory())) {
      Path one = Files.createDirectory(mount.getPath("/one"));
      Path two = Files.createDirectory(mount.getPath("/two"));
      Crew crew = new Crew();
      for (int n = 0; n < THREADS - 1; n++) {
        int writer = n;
        crew.worker(
            () -> {
              for (int round = 0; round < 10; round++) {
                Path file = one.resolve("file" + writer);
                try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
                  RegionOwner owner = new RegionOwner(0);
                  owner.make(channel);
                  owner.work(channel, OPERATIONS / 20);
                }
              }
            });
      }
      crew.helper(
          () -> {
            Random random = new Random(3);
            while (!crew.isOver()) {
              String name = "file" + random.nextInt(THREADS - 1);
              Path from = (random.nextBoolean() ? one : two).resolve(name);
              Path to = (random.nextBoolean() ? one : two).resolve(name);
              try {
                if (random.nextInt(5) == 0) {
                  Files.deleteIfExists(from);
                } else {
                  Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
                }
              } catch (NoSuchFileException e) {
                // Not there at the moment.
              }
            }
          });
      crew.run(setting.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void closingUnderReadsAndWritesGivesClosedChannelsOnly(InterruptTest.Setting setting)
      throws Exception {
    try (SafetyLower.Opened lower = setting.lower().open();
        FileSystem mount = setting.mount().mount(lower.directory())) {
      Path file = Files.write(mount.getPath("/file"), Step.bytes(50_000, 1));
      for (int round = 0; round < OPERATIONS / 10; round++) {
        FileChannel channel = FileChannel.open(file, READ, WRITE);
        Crew crew = new Crew();
        for (int n = 0; n < THREADS; n++) {
          int thread = n;
          crew.worker(() -> useUntilClosed(channel, thread));
        }
        crew.worker(channel::close);
        crew.run(setting.toString());
      }
    }
  }

  private static void useUntilClosed(FileChannel channel, int thread) throws IOException {
    try {
      while (true) {
        channel.read(ByteBuffer.allocate(5_000), thread * 3_000L);
        channel.write(ByteBuffer.allocate(500), thread * 3_000L);
      }
    } catch (ClosedChannelException e) {
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void closingTheFileSystemUnderReadsAndWritesGivesNoOtherExceptions(InterruptTest.Setting setting)
      throws Exception {
    for (int round = 0; round < OPERATIONS / 20; round++) {
      try (SafetyLower.Opened lower = setting.lower().open()) {
        FileSystem mount = setting.mount().mount(lower.directory());
        Path file = Files.write(mount.getPath("/file"), Step.bytes(50_000, 1));
        Crew crew = new Crew();
        for (int n = 0; n < THREADS; n++) {
          int thread = n;
          crew.worker(() -> openUntilClosed(file, thread));
        }
        crew.worker(mount::close);
        crew.run(setting.toString());
      }
    }
  }

  private static void openUntilClosed(Path file, int thread) throws IOException {
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
          for (int n = 0; n < 20; n++) {
            channel.read(ByteBuffer.allocate(5_000), thread * 3_000L);
            channel.write(ByteBuffer.allocate(500), thread * 3_000L);
          }
        }
      }
    } catch (ClosedChannelException | ClosedFileSystemException e) {
      assertThat(file.getFileSystem().isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneFileIsNeverOpenTwiceBelow(FaultyFileSystem.Kind kind) throws Exception {
    Path lower = SafetyMount.faultyDirectory(kind);
    FaultyFileSystem below = (FaultyFileSystem) lower.getFileSystem();
    try (below;
        FileSystem mount = new SafetyMount(false, false).mount(lower)) {
      Path file = Files.createFile(mount.getPath("/log"));
      Crew crew = new Crew();
      for (int n = 0; n < THREADS; n++) {
        int thread = n;
        crew.worker(
            () -> {
              for (int r = 0; r < OPERATIONS; r++) {
                try (FileChannel channel = FileChannel.open(file, WRITE, APPEND)) {
                  channel.write(record(thread, r));
                }
              }
            });
      }
      crew.run(kind.toString());
      assertThat(new HashSet<>(Files.readAllLines(file))).hasSize(THREADS * OPERATIONS);
      assertThat(below.handles().mostOnOneFile()).as("channels on one lower file").isEqualTo(1);
      assertThat(below.handles().open()).as("lower handles left open").isZero();
    }
  }
}
