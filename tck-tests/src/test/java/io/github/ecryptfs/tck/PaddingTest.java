package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.tck.EncryptedMount.Metadata;
import io.github.ecryptfs.tck.EncryptedMount.Names;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Small appends leave the rest of the last extent for later ({@code
 * docs/decisions/0030-appends-pad-later.md}): when it is written, and that it harms nobody.
 */
class PaddingTest {
  private static final EncryptedMount MOUNT =
      new EncryptedMount(LowerFixture.JIMFS, Metadata.HEADER, Names.PLAIN);

  private LowerFixture.Lower below;
  private FileSystem mount;
  private Path file;
  private Path lower;

  @BeforeEach
  void mount() throws IOException {
    below = MOUNT.lower().open();
    mount = MOUNT.mount(below.directory());
    file = Files.write(mount.getPath("/a"), bytes(100));
    lower = below.directory().resolve("a");
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
    below.close();
  }

  private static void append(FileChannel channel, int size, int seed) throws IOException {
    channel.write(ByteBuffer.wrap(bytes(size, seed)));
  }

  @Test
  void forceWritesTheWholeExtentAsCloseDoes() throws IOException {
    byte[] forced;
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      append(channel, 10, 2);
      append(channel, 10, 3);
      byte[] appended = Files.readAllBytes(lower);
      channel.force(false);
      forced = Files.readAllBytes(lower);
      assertThat(forced).as("there was something left to be written").isNotEqualTo(appended);
    }
    assertThat(Files.readAllBytes(lower)).isEqualTo(forced);
  }

  @Test
  void aWriteElsewhereFirstCompletesTheEnd() throws IOException {
    Files.write(file, bytes(9000));
    byte[] before;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(10, 2)), 9000);
      channel.write(ByteBuffer.wrap(bytes(10, 3)), 9010);
      channel.write(ByteBuffer.wrap(bytes(10, 4)), 5);
      before = Files.readAllBytes(lower);
    }
    assertThat(Files.readAllBytes(lower)).isEqualTo(before);
  }

  @Test
  void whatAnotherProcessAppendedIsNotPaddedOver() throws IOException {
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      append(channel, 10, 2);
      append(channel, 10, 3);
      appendAsAnotherProcessWould(bytes(5000, 4));
    }

    byte[] mine = concat(concat(bytes(100), bytes(10, 2)), bytes(10, 3));
    assertThat(Files.readAllBytes(file)).isEqualTo(concat(mine, bytes(5000, 4)));
  }

  /** Changes the lower file by another mount, of a copy, whose bytes then replace those here. */
  private void appendAsAnotherProcessWould(byte[] more) throws IOException {
    Path copies = Files.createDirectory(below.directory().resolveSibling("copies"));
    Path copy = Files.copy(lower, copies.resolve("a"));
    try (FileSystem other = MOUNT.mount(copies)) {
      Files.write(other.getPath("/a"), more, APPEND);
    }
    try (SeekableByteChannel channel = Files.newByteChannel(lower, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(Files.readAllBytes(copy)));
    }
  }
}
