package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Null is refused before anything is looked at or done, files that are missing included. */
@EveryMount
@SuppressWarnings("NullAway") // that is what is tested
class NullArgumentsTest extends FileSystemContract {
  private static void assertRefused(ThrowingCallable... calls) {
    for (ThrowingCallable call : calls) {
      assertThatNullPointerException().isThrownBy(call);
    }
  }

  private Path missing() {
    return dir.resolve("missing");
  }

  @Test
  @PlainJimfsDiffers("takes null as another file")
  void nullIsTheSameFileAsNone() {
    assertRefused(() -> Files.isSameFile(missing(), null), () -> Files.isSameFile(null, missing()));
  }

  @Test
  @PlainJimfsDiffers("looks for the file first")
  void openingNeedsOptionsAndAttributes() {
    Set<OpenOption> withNull = new HashSet<>(Set.of(StandardOpenOption.READ));
    withNull.add(null);
    Set<OpenOption> reading = Set.of(StandardOpenOption.READ);

    assertRefused(
        () -> Files.newByteChannel(missing(), (OpenOption[]) null),
        () -> Files.newByteChannel(missing(), StandardOpenOption.READ, null),
        () -> Files.newByteChannel(missing(), (Set<OpenOption>) null),
        () -> Files.newByteChannel(missing(), withNull),
        () -> Files.newByteChannel(missing(), reading, (FileAttribute<?>[]) null),
        () -> Files.write(missing(), bytes(1), new OpenOption[] {null}),
        () -> Files.newOutputStream(missing(), new OpenOption[] {null}),
        () -> Files.newDirectoryStream(dir, (java.nio.file.DirectoryStream.Filter<Path>) null));
    assertThat(missing()).doesNotExist();
  }

  @Test
  @PlainJimfsDiffers("looks for the file first")
  void noAttributeOfANewFileIsNull() {
    assertRefused(
        () ->
            Files.newByteChannel(
                missing(), Set.of(StandardOpenOption.READ), new FileAttribute<?>[] {null}),
        () -> Files.createFile(missing(), new FileAttribute<?>[] {null}),
        () -> Files.createDirectory(missing(), new FileAttribute<?>[] {null}));
    assertThat(missing()).doesNotExist();
  }

  @Test
  void copyingAndMovingNeedOptions() throws IOException {
    Path file = file("a", bytes(1));

    assertRefused(
        () -> Files.copy(file, missing(), (CopyOption[]) null),
        () -> Files.copy(file, missing(), StandardCopyOption.REPLACE_EXISTING, null),
        () -> Files.copy(file, (Path) null),
        () -> Files.move(file, missing(), (CopyOption[]) null),
        () -> Files.move(file, missing(), StandardCopyOption.REPLACE_EXISTING, null),
        () -> Files.move(file, null));
    assertThat(missing()).doesNotExist();
    assertThat(file).exists();
  }

  @Test
  @PlainJimfsDiffers("reads without link options")
  void attributesNeedNamesAndLinkOptions() {
    assertRefused(
        () -> Files.readAttributes(dir, (String) null),
        () -> Files.readAttributes(dir, "*", (LinkOption[]) null),
        () -> Files.readAttributes(dir, BasicFileAttributes.class, (LinkOption[]) null),
        () -> Files.readAttributes(dir, (Class<BasicFileAttributes>) null),
        () -> Files.getFileAttributeView(dir, (Class<BasicFileAttributeView>) null),
        () -> Files.getFileAttributeView(dir, BasicFileAttributeView.class, (LinkOption[]) null),
        () -> Files.getAttribute(dir, null),
        () -> Files.setAttribute(dir, null, new byte[0]),
        () -> Files.setAttribute(dir, "lastModifiedTime", null, (LinkOption[]) null),
        () -> Files.setLastModifiedTime(dir, null));
  }

  @Test
  @Needs({Capability.POSIX, Capability.NULL_VALUES_REFUSED})
  void ownersGroupsAndPermissionsAreNotNull() {
    PosixFileAttributeView view = Files.getFileAttributeView(dir, PosixFileAttributeView.class);

    assertRefused(
        () -> view.setOwner(null), () -> view.setGroup(null), () -> view.setPermissions(null));
  }

  @Test
  @Needs({Capability.USER_ATTRIBUTES, Capability.NULL_VALUES_REFUSED})
  @PlainJimfsDiffers("looks for the attribute first")
  void userAttributesHaveNamesAndValues() {
    UserDefinedFileAttributeView view =
        Objects.requireNonNull(Files.getFileAttributeView(dir, UserDefinedFileAttributeView.class));

    assertRefused(
        () -> view.read(null, ByteBuffer.allocate(1)),
        () -> view.read("a", null),
        () -> view.write(null, ByteBuffer.allocate(1)),
        () -> view.write("a", null),
        () -> view.size(null),
        () -> view.delete(null),
        () -> Files.setAttribute(dir, "user:a", null));
  }

  @Test
  void aChannelNeedsBuffers() throws IOException {
    try (FileChannel channel =
        FileChannel.open(file("a", bytes(10)), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      assertRefused(
          () -> channel.read((ByteBuffer) null),
          () -> channel.read((ByteBuffer) null, 0),
          () -> channel.read((ByteBuffer[]) null),
          () -> channel.read(new ByteBuffer[] {null}),
          () -> channel.write((ByteBuffer) null),
          () -> channel.write((ByteBuffer) null, 0),
          () -> channel.write((ByteBuffer[]) null),
          () -> channel.write(new ByteBuffer[] {null}),
          () -> channel.transferFrom(null, 0, 1),
          () -> channel.transferTo(0, 1, null));
      assertThat(channel.size()).isEqualTo(10);
      assertThat(channel.position()).isZero();
    }
  }

  @Test
  void aPathIsMadeOfText() {
    FileSystem fileSystem = dir.getFileSystem();

    assertRefused(
        () -> fileSystem.getPath(null, "a"),
        () -> fileSystem.getPath("a", (String) null),
        () -> dir.resolve((String) null),
        () -> dir.resolve((Path) null),
        () -> dir.relativize(null),
        () -> dir.compareTo(null),
        () -> dir.startsWith((Path) null),
        () -> dir.endsWith((Path) null));
  }
}
