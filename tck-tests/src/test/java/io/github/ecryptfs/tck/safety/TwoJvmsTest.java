package io.github.ecryptfs.tck.safety;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two JVMs have the same lower directory mounted. */
final class TwoJvmsTest {
  private static final SafetyMount MOUNT = new SafetyMount(false, true);

  private SafetyLower.Opened lower;
  private FileSystem mount;
  private OtherJvm other;

  @BeforeEach
  void mountTwice() throws IOException {
    lower = SafetyLower.DEFAULT.open();
    mount = MOUNT.mount(lower.directory());
    other = OtherJvm.over(lower.directory(), MOUNT);
  }

  @AfterEach
  void end() throws IOException {
    other.close();
    mount.close();
    lower.close();
  }

  @Test
  void eachReadsWhatTheOtherHasWritten() throws IOException {
    Path file = Files.writeString(mount.getPath("/file"), "ours");
    assertThat(other.read("file")).isEqualTo("ours");

    other.write("file", "theirs, and longer");

    assertThat(Files.size(file)).isEqualTo(18);
    assertThat(Files.readString(file)).isEqualTo("theirs, and longer");
  }

  @Test
  void openingAgainSeesTheOthersChangesThoughTheFileIsOpenHere() throws IOException {
    String before = "before ".repeat(1_000);
    String after = "after! ".repeat(1_000);
    Path file = Files.writeString(mount.getPath("/file"), before);
    try (FileChannel open = FileChannel.open(file, READ)) {
      assertThat(read(open)).isEqualTo(before);
      assertThat(read(open)).isEqualTo(before);

      other.write("file", after);

      assertThat(Files.readString(file)).isEqualTo(after);
      assertThat(read(open)).isEqualTo(after);
      other.write("file", "short");
      assertThat(Files.readString(file)).isEqualTo("short");
      assertThat(Files.size(file)).isEqualTo(5);
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(7_000);
    while (target.hasRemaining() && channel.read(target, target.position()) > 0) {
      // until all is read
    }
    return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
  }

  @Test
  void aLockKeepsTheOtherOut() throws IOException {
    Path file = Files.writeString(mount.getPath("/file"), "text");
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      try (FileLock lock = channel.lock()) {
        assertThat(lock.isValid()).isTrue();
        assertThat(other.canLock("file")).isFalse();
      }
      assertThat(other.canLock("file")).isTrue();
    }
  }

  @Test
  void theOthersLockKeepsUsOut() throws IOException {
    Path file = Files.writeString(mount.getPath("/file"), "text");
    other.lock("file");
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      assertThat(channel.tryLock()).isNull();

      other.unlock("file");

      assertThat(channel.tryLock()).isNotNull();
    }
  }

  @Test
  void anAsynchronousLockComesWhenTheOtherLetsGo() throws Exception {
    Path file = Files.writeString(mount.getPath("/file"), "text");
    other.lock("file");
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ, WRITE)) {
      Future<FileLock> cancelled = channel.lock(0, 1, false);
      assertThat(cancelled.cancel(false)).isTrue();
      Future<FileLock> pending = channel.lock(1, 10, false);
      assertThatThrownBy(() -> channel.tryLock(5, 1, false))
          .isInstanceOf(OverlappingFileLockException.class);
      assertThat(pending.isDone()).isFalse();

      other.unlock("file");

      assertThat(pending.get(30, TimeUnit.SECONDS).isValid()).isTrue();
      assertThat(other.canLock("file")).isFalse();
    }
    assertThat(other.canLock("file")).isTrue();
  }

  @Test
  void closingEndsTheWaitForALock() throws Exception {
    Path file = Files.writeString(mount.getPath("/file"), "text");
    other.lock("file");
    AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ, WRITE);
    Future<FileLock> pending = channel.lock();

    channel.close();

    assertThatThrownBy(() -> pending.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(AsynchronousCloseException.class);
  }

  @Test
  void aLockOutlivesOtherUsesOfTheFileInThisJvm() throws IOException {
    Path file = Files.writeString(mount.getPath("/file"), "text");
    FileChannel first = FileChannel.open(file, READ);
    try (FileChannel second = FileChannel.open(file, WRITE);
        FileLock lock = second.lock()) {
      first.close();
      assertThat(Files.size(file)).isEqualTo(4);
      assertThat(Files.readString(file)).isEqualTo("text");
      Files.copy(file, mount.getPath("/copy"));
      Files.getLastModifiedTime(file);

      assertThat(lock.isValid()).isTrue();
      assertThat(other.canLock("file")).isFalse();
    }
  }
}
