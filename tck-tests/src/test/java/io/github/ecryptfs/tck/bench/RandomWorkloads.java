package io.github.ecryptfs.tck.bench;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small pieces of a file through one channel; opening and closing is a small part of a run. */
final class RandomWorkloads {
  private RandomWorkloads() {}

  /**
   * Reads at random positions, which are multiples of {@code step}.
   *
   * @param count how many
   * @param mib the size of the file
   * @param bytes of one read
   */
  static Workload read(int count, int mib, int bytes, int step) {
    long[] positions = Data.positions(count, (long) mib * Data.MIB - bytes, step);
    return contender -> {
      Path file = Data.file(contender.directory().resolve("random"), mib);
      ByteBuffer buffer = Data.heap(bytes);
      return () -> readAt(file, positions, buffer);
    };
  }

  private static long readAt(Path file, long[] positions, ByteBuffer buffer) throws IOException {
    long read = 0;
    try (FileChannel channel = FileChannel.open(file, READ)) {
      for (long position : positions) {
        read += channel.read(buffer.clear(), position);
      }
    }
    return read;
  }

  /** Writes at random positions, which are multiples of {@code step}. */
  static Workload write(int count, int mib, int bytes, int step) {
    long[] positions = Data.positions(count, (long) mib * Data.MIB - bytes, step);
    return contender -> {
      Path file = Data.file(contender.directory().resolve("random"), mib);
      ByteBuffer buffer = Data.heap(bytes);
      return () -> writeAt(file, positions, buffer);
    };
  }

  private static long writeAt(Path file, long[] positions, ByteBuffer buffer) throws IOException {
    long written = 0;
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      for (long position : positions) {
        written += channel.write(buffer.rewind(), position);
      }
    }
    return written;
  }

  /** Appends to a new file. */
  static Workload append(int count, int bytes) {
    return contender -> {
      Path file = contender.directory().resolve("log");
      ByteBuffer buffer = Data.heap(bytes);
      Task append = () -> appendTo(file, count, buffer);
      return append.after(() -> Files.deleteIfExists(file)).after(() -> create(file));
    };
  }

  /** Appends to a file that has {@code mib} mebibytes already. */
  static Workload appendTo(int count, int mib, int bytes) {
    return contender -> {
      Path file = Data.file(contender.directory().resolve("log"), mib);
      ByteBuffer buffer = Data.heap(bytes);
      return () -> appendTo(file, count, buffer);
    };
  }

  private static void create(Path file) throws IOException {
    FileChannel.open(file, CREATE_NEW, WRITE).close();
  }

  private static long appendTo(Path file, int count, ByteBuffer buffer) throws IOException {
    long written = 0;
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      for (int i = 0; i < count; i++) {
        written += channel.write(buffer.rewind());
      }
    }
    return written;
  }
}
