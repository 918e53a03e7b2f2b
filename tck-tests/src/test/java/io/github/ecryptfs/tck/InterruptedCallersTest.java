package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What a thread that was interrupted can still do with files: whatever has no channel of its own.
 */
@EveryMount
@Needs(Capability.INTERRUPTED_CALLERS)
class InterruptedCallersTest extends FileSystemContract {
  private static final String JIMFS_CLOSES = "closes what is behind a stream";

  private static void interrupt() {
    Thread.currentThread().interrupt();
  }

  /** The interrupt is nobody's but the caller's: it is still there, and ends here. */
  private static void assertStillInterrupted() {
    assertThat(Thread.interrupted()).as("the thread is still interrupted").isTrue();
  }

  @AfterEach
  void forgetInterrupt() {
    Thread.interrupted();
  }

  @Test
  @PlainJimfsDiffers(JIMFS_CLOSES)
  void aFileIsReadAsAWhole() throws IOException {
    Path file = file("a", bytes(10000));

    interrupt();
    byte[] read = Files.readAllBytes(file);

    assertStillInterrupted();
    assertThat(read).isEqualTo(bytes(10000));
  }

  @Test
  @PlainJimfsDiffers(JIMFS_CLOSES)
  void aFileIsReadByAStream() throws IOException {
    Path file = file("a", bytes(10000));

    interrupt();
    try (InputStream in = Files.newInputStream(file)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes(10000));
    }

    assertStillInterrupted();
  }

  @Test
  @PlainJimfsDiffers(JIMFS_CLOSES)
  void aFileIsWrittenByAStream() throws IOException {
    Path file = file("a", bytes(10));

    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      interrupt();
      out.write(bytes(5000, 2));
    }

    assertStillInterrupted();
    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(10), bytes(5000, 2)));
  }

  @Test
  @PlainJimfsDiffers(JIMFS_CLOSES)
  void textIsWrittenAndRead() throws IOException {
    Path file = dir.resolve("a");

    interrupt();
    Files.writeString(file, "one\n");
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND)) {
      writer.write("two\n");
    }
    String text = Files.readString(file);

    assertStillInterrupted();
    assertThat(text).isEqualTo("one\ntwo\n");
  }

  @Test
  @PlainJimfsDiffers(JIMFS_CLOSES)
  void filesAreCopied() throws IOException {
    Path file = file("a", bytes(10000));

    interrupt();
    Files.copy(file, dir.resolve("b"));
    Files.copy(new ByteArrayInputStream(bytes(9000)), dir.resolve("c"));

    assertStillInterrupted();
    assertThat(Files.readAllBytes(dir.resolve("b"))).isEqualTo(bytes(10000));
    assertThat(Files.readAllBytes(dir.resolve("c"))).isEqualTo(bytes(9000));
  }

  @Test
  void aChannelThatWasOpenedForReadingIsClosed() throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(file("a", bytes(10)), StandardOpenOption.READ)) {
      interrupt();
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedByInterruptException.class);
    }

    assertStillInterrupted();
  }

  @Test
  void aCopyThatMayBeInterruptedIs() throws IOException, ReflectiveOperationException {
    Path file = file("a", bytes(5000));
    Path copy = dir.resolve("b");
    CopyOption interruptible = interruptible();
    Assumptions.assumeTrue(
        fixture instanceof EncryptedMount, "the default file system may be done before it looks");

    interrupt();
    assertThatThrownBy(() -> Files.copy(file, copy, interruptible)).isInstanceOf(IOException.class);

    assertStillInterrupted();
    assertThat(copy).doesNotExist();
  }

  @Test
  @PlainJimfsDiffers("does not know the option")
  void aCopyThatMayBeInterruptedButIsNotIsMade() throws IOException, ReflectiveOperationException {
    Path file = file("a", bytes(5000));

    Files.copy(file, dir.resolve("b"), interruptible());

    assertThat(Files.readAllBytes(dir.resolve("b"))).isEqualTo(bytes(5000));
  }

  /** An option of the JDK that the compiler warns of wherever it is named. */
  private static CopyOption interruptible() throws ReflectiveOperationException {
    return (CopyOption)
        Class.forName("com.sun.nio.file.ExtendedCopyOption").getField("INTERRUPTIBLE").get(null);
  }
}
