package io.github.ecryptfs.tck.bench;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whole files from start to end. A written file is new each time; opening and closing counts. */
final class SequentialWorkloads {
  private SequentialWorkloads() {}

  /** Writes a file through a channel. */
  static Workload write(int mib, ByteBuffer buffer) {
    return contender -> {
      Path file = contender.directory().resolve("written");
      Task write = () -> writeFile(file, (long) mib * Data.MIB, buffer);
      return write.after(() -> Files.deleteIfExists(file));
    };
  }

  private static long writeFile(Path file, long bytes, ByteBuffer buffer) throws IOException {
    long written = 0;
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      while (written < bytes) {
        written += channel.write(buffer.rewind());
      }
    }
    return written;
  }

  /** Writes a file through a stream. */
  static Workload writeStream(int mib, int bufferBytes) {
    byte[] buffer = Data.bytes(bufferBytes);
    return contender -> {
      Path file = contender.directory().resolve("written");
      Task write = () -> streamFile(file, (long) mib * Data.MIB, buffer);
      return write.after(() -> Files.deleteIfExists(file));
    };
  }

  private static long streamFile(Path file, long bytes, byte[] buffer) throws IOException {
    long written = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (; written < bytes; written += buffer.length) {
        out.write(buffer);
      }
    }
    return written;
  }

  /** Reads a file through a channel. */
  static Workload read(int mib, ByteBuffer buffer) {
    return contender -> {
      Path file = Data.file(contender.directory().resolve("read"), mib);
      return () -> readFile(file, buffer);
    };
  }

  private static long readFile(Path file, ByteBuffer buffer) throws IOException {
    long read = 0;
    try (FileChannel channel = FileChannel.open(file, READ)) {
      for (int n = 0; n >= 0; n = channel.read(buffer.clear())) {
        read += n;
      }
    }
    return read;
  }

  /** Reads a file through a stream. */
  static Workload transferTo(int mib) {
    return contender -> {
      Path file = Data.file(contender.directory().resolve("read"), mib);
      return () -> {
        try (InputStream in = Files.newInputStream(file)) {
          return in.transferTo(OutputStream.nullOutputStream());
        }
      };
    };
  }

  /** Copies a plain file into the contender. */
  static Workload copyIn(int mib, Path outside) {
    return contender -> {
      Path plain = Data.file(outside.resolve("outside"), mib);
      Path file = contender.directory().resolve("copied");
      Task copy = () -> Files.size(Files.copy(plain, file));
      return copy.after(() -> Files.deleteIfExists(file));
    };
  }

  /** Copies a file of the contender to a plain one. */
  static Workload copyOut(int mib, Path outside) {
    return contender -> {
      Path file = Data.file(contender.directory().resolve("copied"), mib);
      Path plain = outside.resolve("outside");
      Task copy = () -> Files.size(Files.copy(file, plain));
      return copy.after(() -> Files.deleteIfExists(plain));
    };
  }
}
