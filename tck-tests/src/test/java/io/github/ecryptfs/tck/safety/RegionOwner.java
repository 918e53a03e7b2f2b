package io.github.ecryptfs.tck.safety;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Who alone writes to a region of a file, and so knows what is in it. */
final class RegionOwner {
  /** How long a region is; its ends lie within extents. */
  static final int BYTES = 30_001;

  private final int start;
  private final Random random;
  private final long seed;
  private byte[] expected = new byte[BYTES];
  private boolean certain = true;

  RegionOwner(int region) {
    this.start = region * BYTES;
    this.seed = region;
    this.random = new Random(seed);
  }

  /** A write that was interrupted may have been done or not. */
  void forget() {
    certain = false;
  }

  void work(Path file, int operations) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      work(channel, operations);
    }
  }

  /** Makes the file anew, in small steps. */
  void make(FileChannel channel) throws IOException {
    channel.truncate(0);
    expected = new byte[BYTES];
    random.nextBytes(expected);
    for (int at = 0; at < BYTES; at += 1_000) {
      channel.write(ByteBuffer.wrap(expected, at, Math.min(1_000, BYTES - at)), start + at);
    }
  }

  /** Works with a channel that is open. */
  void work(FileChannel channel, int operations) throws IOException {
    if (!certain) {
      expected = read(channel, 0, BYTES);
      certain = true;
    }
    for (int n = 0; n < operations; n++) {
      int from = random.nextInt(BYTES);
      int length = Math.min(BYTES - from, random.nextInt(9_000));
      if (random.nextBoolean()) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, expected, from, length);
        channel.write(ByteBuffer.wrap(bytes), start + from);
      } else {
        assertThat(read(channel, from, length))
            .as("bytes from %d on, operation %d, seed %d", start + from, n, seed)
            .isEqualTo(Arrays.copyOfRange(expected, from, from + length));
      }
    }
  }

  private byte[] read(FileChannel channel, int from, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    while (target.hasRemaining()) {
      assertThat(channel.read(target, start + from + target.position())).isPositive();
    }
    return target.array();
  }
}
