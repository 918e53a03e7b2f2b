package io.github.ecryptfs.tck;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bytes for tests: the same ones for the same arguments, and no two places alike. */
final class Content {
  private Content() {}

  /** {@code length} bytes. */
  static byte[] bytes(int length) {
    return bytes(length, 1);
  }

  /** {@code length} bytes that differ from those of another seed. */
  static byte[] bytes(int length, long seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  /** {@code length} zero bytes. */
  static byte[] zeros(int length) {
    return new byte[length];
  }

  /** The parts, one after the other. */
  static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  /** The bytes from {@code from} to {@code to}, exclusive. */
  static byte[] slice(byte[] content, int from, int to) {
    return Arrays.copyOfRange(content, from, to);
  }

  /** Sizes at which something may go wrong: around cipher blocks and extents. */
  static IntStream sizes() {
    return IntStream.of(
        0, 1, 15, 16, 17, 4079, 4080, 4081, 4095, 4096, 4097, 8191, 8192, 8193, 70000);
  }

  /** Pairs of such sizes, smaller and larger ones in both orders. */
  static Stream<int[]> sizePairs() {
    int[] few = {0, 1, 16, 4095, 4096, 4097, 8192, 12000};
    return IntStream.of(few)
        .boxed()
        .flatMap(a -> IntStream.of(few).mapToObj(b -> new int[] {a, b}));
  }
}
