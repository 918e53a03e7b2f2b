package io.github.ecryptfs.tck.safety;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What is alive in this JVM, as a file that is deleted when this is closed. */
final class HeapDump implements Closeable {
  private final Path directory;

  private HeapDump(Path directory) {
    this.directory = directory;
  }

  /** Dumps what is alive now. */
  static HeapDump take() throws IOException {
    HeapDump dump = new HeapDump(Files.createTempDirectory("ecryptfs-heap-"));
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.file().toString(), true);
    return dump;
  }

  private Path file() {
    return directory.resolve("heap.hprof");
  }

  /** The names of those patterns that stand anywhere in it. */
  Set<String> found(Map<String, Pattern> patterns) throws IOException {
    try (FileChannel channel = FileChannel.open(file())) {
      // Mapped: what is searched must not be on the heap itself.
      ByteBuffer dump = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      Set<String> found = new HashSet<>();
      patterns.forEach(
          (name, pattern) -> {
            if (pattern.isIn(dump)) {
              found.add(name);
            }
          });
      return found;
    }
  }

  @Override
  public void close() throws IOException {
    Files.delete(file());
    Files.delete(directory);
  }

  /** Bytes to look for, masked, so that the pattern itself is not what is found. */
  static final class Pattern {
    private static final byte MASK = 0x5a;

    private final byte[] masked;

    /** Takes a copy; the caller zeroes the original. */
    Pattern(byte[] secret) {
      masked = secret.clone();
      for (int i = 0; i < masked.length; i++) {
        masked[i] ^= MASK;
      }
    }

    private boolean isIn(ByteBuffer dump) {
      byte first = unmasked(0);
      for (int at = 0; at <= dump.capacity() - masked.length; at++) {
        if (dump.get(at) == first && isAt(dump, at)) {
          return true;
        }
      }
      return false;
    }

    private boolean isAt(ByteBuffer dump, int at) {
      for (int i = 0; i < masked.length; i++) {
        if (dump.get(at + i) != unmasked(i)) {
          return false;
        }
      }
      return true;
    }

    private byte unmasked(int index) {
      return (byte) (masked[index] ^ MASK);
    }
  }
}
