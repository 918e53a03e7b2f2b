package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file under random operations is at every step what a plain byte array would be. */
@EveryMount
@Needs(Capability.MANY_CALLS)
class RandomOperationsTest extends FileSystemContract {
  private static final int STEPS = 10_000;

  /** Where a call goes to a server, or a whole file is written again each time it is forced. */
  private static final int STEPS_WHERE_CALLS_ARE_SLOW = 300;

  private int steps() {
    return fixture instanceof EncryptedMount mount && !mount.lower().isJudgedInFull()
        ? STEPS_WHERE_CALLS_ARE_SLOW
        : STEPS;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aFileUnderRandomOperationsEqualsAByteArray(long seed) throws IOException {
    Path file = file("a", new byte[0]);
    Deque<String> history = new ArrayDeque<>();
    try (Session session = new Session(file, new Random(seed))) {
      int steps = steps();
      for (int step = 0; step < steps; step++) {
        history.addLast(session.step());
        if (history.size() > 10) {
          history.removeFirst();
        }
      }
      session.reopen();
    } catch (AssertionError | IOException | RuntimeException e) {
      fail("seed %d, last operations %s".formatted(seed, history), e);
    }
  }

  /** Two channels and an appending one on the same file, and the model. */
  private static final class Session implements Closeable {
    private static final int LARGEST = 70_000;
    private static final int[] BORDERS = {0, 1, 15, 16, 17, 4095, 4096, 4097, 8191, 8192, 8193};

    private final Path file;
    private final Random random;
    private final ReferenceFile expected = new ReferenceFile(new byte[0]);
    private FileChannel[] channels;
    private FileChannel appending;

    Session(Path file, Random random) throws IOException {
      this.file = file;
      this.random = random;
      this.channels = openTwo();
      this.appending = FileChannel.open(file, StandardOpenOption.APPEND);
    }

    /** Does one random operation, compares what is cheap to compare, and says what it was. */
    String step() throws IOException {
      FileChannel channel = channels[random.nextInt(2)];
      String done =
          switch (random.nextInt(100) / 5) {
            case 0, 1, 2, 3, 4, 5, 6 -> read(channel);
            case 7, 8, 9, 10 -> write(channel);
            case 11, 12, 13 -> writeOn(channel);
            case 14, 15 -> append();
            case 16, 17, 18 -> truncate(channel);
            default -> random.nextInt(3) == 0 ? reopen() : readOn(channel);
          };
      assertThat(channels[random.nextInt(2)].size()).as(done).isEqualTo(expected.size());
      return done;
    }

    private String read(FileChannel channel) throws IOException {
      int position = place();
      ByteBuffer buffer = ByteBuffer.allocate(length());
      int count = channel.read(buffer, position);
      String done = "read of %d at %d".formatted(buffer.capacity(), position);
      compare(done, buffer, count, position);
      return done;
    }

    private String readOn(FileChannel channel) throws IOException {
      int position = (int) channel.position();
      ByteBuffer buffer = ByteBuffer.allocateDirect(length());
      int count = channel.read(buffer);
      String done = "next read of %d at %d".formatted(buffer.capacity(), position);
      compare(done, buffer, count, position);
      assertThat(channel.position()).as(done).isEqualTo(position + Math.max(count, 0));
      return done;
    }

    private void compare(String done, ByteBuffer buffer, int count, int position) {
      if (buffer.capacity() == 0) {
        return; // 0 or -1 at the end: both are allowed
      }
      byte[] wanted = expected.read(position, buffer.capacity());
      byte[] got = new byte[Math.max(count, 0)];
      buffer.flip().get(got);
      assertThat(count).as(done).isEqualTo(wanted.length == 0 ? -1 : wanted.length);
      assertSame(done, got, wanted);
    }

    private String write(FileChannel channel) throws IOException {
      int position = place();
      byte[] content = content();
      channel.write(ByteBuffer.wrap(content), position);
      expected.write(position, content);
      return "write of %d at %d".formatted(content.length, position);
    }

    private String writeOn(FileChannel channel) throws IOException {
      int position = place();
      byte[] content = content();
      channel.position(position).write(ByteBuffer.wrap(content));
      expected.write(position, content);
      assertThat(channel.position()).isEqualTo(position + content.length);
      return "write of %d after positioning at %d".formatted(content.length, position);
    }

    private String append() throws IOException {
      byte[] content = content();
      if (expected.size() + content.length > LARGEST) {
        return truncate(appending);
      }
      appending.write(ByteBuffer.wrap(content));
      expected.append(content);
      return "append of %d".formatted(content.length);
    }

    private String truncate(FileChannel channel) throws IOException {
      int size = place();
      channel.truncate(size);
      expected.truncate(size);
      return "truncate to %d".formatted(size);
    }

    /** Closes all channels, compares all bytes by name, and opens anew. */
    String reopen() throws IOException {
      close();
      assertThat(Files.size(file)).isEqualTo(expected.size());
      assertSame("content after closing", Files.readAllBytes(file), expected.content());
      channels = openTwo();
      appending = FileChannel.open(file, StandardOpenOption.APPEND);
      return "reopen";
    }

    private FileChannel[] openTwo() throws IOException {
      return new FileChannel[] {
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE),
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
      };
    }

    /** A position or size: mostly small, often beside the border of an extent. */
    private int place() {
      int border = BORDERS[random.nextInt(BORDERS.length)];
      return switch (random.nextInt(8)) {
        case 0, 1, 2 -> border;
        case 3, 4 -> expected.size() == 0 ? 0 : random.nextInt(expected.size() + 1);
        case 5, 6 -> 4096 * random.nextInt(15) + random.nextInt(3);
        default -> random.nextInt(LARGEST - 10_000);
      };
    }

    private int length() {
      return switch (random.nextInt(8)) {
        case 0, 1, 2 -> BORDERS[random.nextInt(BORDERS.length)];
        case 3, 4, 5, 6 -> random.nextInt(100);
        default -> random.nextInt(9_000);
      };
    }

    /** What to write; never nothing, for that Jimfs takes as a wish to grow. */
    private byte[] content() {
      byte[] content = new byte[Math.max(1, length())];
      random.nextBytes(content);
      return content;
    }

    private static void assertSame(String what, byte[] got, byte[] wanted) {
      int difference = Arrays.mismatch(got, wanted);
      assertThat(difference).as("%s: first byte that differs", what).isEqualTo(-1);
    }

    @Override
    public void close() throws IOException {
      for (FileChannel channel : channels) {
        channel.close();
      }
      appending.close();
    }
  }
}
