package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much memory it takes, shown in a JVM that has no more. */
class MemoryTest {
  @Test
  void aFileOf256MebibytesIsCopiedInAndOutWithAHeapOf64(@TempDir Path directory)
      throws IOException, InterruptedException {
    Process copying =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-classpath",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Copying.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(copying.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(copying.waitFor()).as(output).isZero();
  }

  /** What runs in that JVM; it fails if what comes out is not what went in. */
  static final class Copying {
    private static final long BYTES = 256L << 20;

    private Copying() {}

    /** Copies in and out of a mount of the directory that the first argument names. */
    public static void main(String[] arguments) throws IOException {
      try (MountOptions options =
              MountOptions.builder().passphrase("memory".toCharArray()).build();
          FileSystem mount = Ecryptfs.mount(Path.of(arguments[0]), options)) {
        Path file = mount.getPath("/large");
        CheckedInputStream in = new CheckedInputStream(new Noise(), new CRC32());
        CheckedOutputStream out =
            new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
        long bytesIn = Files.copy(in, file);
        long bytesOut = Files.copy(file, out);
        if (bytesIn != BYTES
            || bytesOut != BYTES
            || in.getChecksum().getValue() != out.getChecksum().getValue()) {
          throw new IllegalStateException(bytesIn + " bytes went in, " + bytesOut + " came out");
        }
      }
    }
  }

  /** 256 MiB that are not in memory: one block again and again, a byte moved each time. */
  private static final class Noise extends InputStream {
    private final byte[] block = new byte[(1 << 20) + 1];
    private long left = Copying.BYTES;

    Noise() {
      new Random(1).nextBytes(block);
    }

    @Override
    public int read() {
      return left-- > 0 ? block[(int) (left % block.length)] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int from = (int) (left % block.length);
      int bytes = (int) Math.min(Math.min(length, block.length - from), left);
      System.arraycopy(block, from, target, offset, bytes);
      left -= bytes;
      return bytes;
    }
  }
}
