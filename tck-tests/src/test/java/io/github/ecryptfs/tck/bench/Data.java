package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Bytes that do not compress, and files of them. */
final class Data {
  static final int KIB = 1 << 10;
  static final int MIB = 1 << 20;

  private static final long SEED = 4;

  private Data() {}

  /** The same {@code count} bytes each time. */
  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(SEED).nextBytes(bytes);
    return bytes;
  }

  /** Writes a file of {@code mib} mebibytes. */
  static Path file(Path file, int mib) throws IOException {
    byte[] bytes = bytes(MIB);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mib; i++) {
        out.write(bytes);
      }
    }
    return file;
  }

  /** A buffer in the heap. */
  static ByteBuffer heap(int bytes) {
    return ByteBuffer.wrap(bytes(bytes));
  }

  /** A buffer outside the heap. */
  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).put(bytes(bytes)).flip();
  }

  /** The positions 0, {@code step}, ... of a file of {@code bytes} bytes, {@code count} of them. */
  static long[] positions(int count, long bytes, int step) {
    Random random = new Random(SEED);
    return random.longs(count, 0, bytes / step).map(index -> index * step).toArray();
  }
}
