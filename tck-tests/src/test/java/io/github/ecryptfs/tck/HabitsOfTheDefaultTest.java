package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * What {@code java.nio.file} leaves open, or says in passing, and the default file system does in
 * its own way: programs have come to rely on it. Random operations found these ({@code
 * tck.differential}).
 */
@EveryMount
class HabitsOfTheDefaultTest extends FileSystemContract {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));

  // Channels and streams.

  @Test
  @PlainJimfsDiffers("its appending channels stay where they are")
  void anAppendingChannelIsAtTheEndWhoeverWrote() throws IOException {
    Path file = file("a", bytes(10));
    try (FileChannel appending = FileChannel.open(file, StandardOpenOption.APPEND)) {
      Files.write(file, bytes(20), StandardOpenOption.APPEND);

      assertThat(appending.position()).isEqualTo(30);
    }
  }

  @Test
  @PlainJimfsDiffers("it fills the buffers before the read-only one")
  void noBufferIsFilledIfOneIsReadOnly() throws IOException {
    Path file = file("a", bytes(10));
    ByteBuffer first = ByteBuffer.allocate(1);
    try (FileChannel channel = FileChannel.open(file)) {
      assertThatThrownBy(() -> channel.read(new ByteBuffer[] {first, first.asReadOnlyBuffer()}))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(channel.position()).isZero();
    }
  }

  @Test
  @PlainJimfsDiffers("it waits for itself, for good")
  void aTransferToItsOwnEndStopsAtTheEndOfBefore() throws IOException {
    byte[] content = bytes(100);
    Path file = file("a", content);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.position(100);

      assertThat(channel.transferTo(40, 1000, channel)).isEqualTo(60);
    }
    assertThat(Files.readAllBytes(file))
        .isEqualTo(Content.concat(content, Content.slice(content, 40, 100)));
  }

  @Test
  @PlainJimfsDiffers("it looks at the other channel once there are bytes")
  void aTransferOfNothingNeedsTheRightsOfBothChannels() throws IOException {
    Path file = file("a", bytes(10));
    try (FileChannel reading = FileChannel.open(file);
        FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> reading.transferTo(10, 1, reading))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> writing.transferFrom(writing, 0, 0))
          .isInstanceOf(NonReadableChannelException.class);
    }
  }

  @Test
  void aTransferToAnyOtherChannelGivesAllThatIsAhead() throws IOException {
    byte[] content = bytes(9000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (FileChannel channel = FileChannel.open(file("a", content))) {
      assertThat(channel.transferTo(10, 100_000, Channels.newChannel(out))).isEqualTo(8990);
      assertThat(channel.transferTo(9000, 1, Channels.newChannel(out))).isZero();
      assertThat(channel.transferTo(9001, 1, Channels.newChannel(out))).isZero();
    }
    assertThat(out.toByteArray()).isEqualTo(Content.slice(content, 10, 9000));
  }

  @Test
  @Needs(Capability.LOCKS)
  void aLockAsksForRightsBeforeItLooksAtTheRange() throws IOException {
    Path file = file("a", bytes(10));
    try (FileChannel reading = FileChannel.open(file);
        FileChannel writing = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> reading.tryLock(-1, 1, false))
          .isInstanceOf(NonWritableChannelException.class);
      assertThatThrownBy(() -> writing.lock(-1, 1, true))
          .isInstanceOf(NonReadableChannelException.class);
      assertThatThrownBy(() -> writing.lock(-1, 1, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @Needs(Capability.DIRECTORY_CHANNELS)
  void nothingIsReadFromADirectoryIntoNoRoom() throws IOException {
    try (FileChannel channel = FileChannel.open(dir)) {
      assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
    }
  }

  @Test
  @PlainJimfsDiffers("its streams skip behind the end, and not back")
  void aStreamSkipsNoFurtherThanTheEndAndBackToTheStart() throws IOException {
    try (InputStream in = Files.newInputStream(file("a", bytes(10)))) {
      assertThat(in.skip(4)).isEqualTo(4);
      assertThat(in.skip(100)).isEqualTo(6);
      assertThat(in.skip(-3)).isEqualTo(-3);
      assertThat(in.available()).isEqualTo(3);
      assertThat(in.skip(-100)).isEqualTo(-7);
      assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(10);
    }
  }

  @Test
  @PlainJimfsDiffers("it changes no time where there is nothing to cut")
  void truncatingAnEmptyFileModifiesIt() throws IOException {
    Path file = file("a", bytes(0));
    Files.setLastModifiedTime(file, LONG_AGO);

    Files.write(file, bytes(0));

    assertThat(Files.getLastModifiedTime(file)).isGreaterThan(LONG_AGO);
  }

  @Test
  @PlainJimfsDiffers("it follows no link then")
  @Needs({Capability.SYMBOLIC_LINKS, Capability.ABSOLUTE_LINKS})
  void withCreateNewALinkIsFollowedForReading() throws IOException {
    file("a", bytes(10));
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("a"));
    try (FileChannel channel =
        FileChannel.open(
            link,
            StandardOpenOption.READ,
            StandardOpenOption.CREATE_NEW,
            LinkOption.NOFOLLOW_LINKS)) {
      assertThat(channel.size()).isEqualTo(10);
    }
  }

  // Names.

  @Test
  @PlainJimfsDiffers("it says that there is no such file")
  void aListingBelowAFileSaysThatItIsNoDirectory() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.newDirectoryStream(file.resolve("b/c")))
        .isInstanceOf(NotDirectoryException.class);
  }

  @Test
  void aCopyOfWhatLiesBelowAFileFailsAsReadingItsAttributesDoes() throws IOException {
    Path below = file("a", bytes(10)).resolve("b");
    Throwable expected = // another one on JDK 25 than on 17
        catchThrowable(() -> Files.readAttributes(below, BasicFileAttributes.class));

    assertThat(expected).as("attributes of a path below a file").isNotNull();
    assertThatThrownBy(() -> Files.copy(below, dir.resolve("c")))
        .isExactlyInstanceOf(expected.getClass());
  }

  @Test
  @PlainJimfsDiffers("it has a class for that")
  @SuppressWarnings("StreamResourceLeak") // it is closed first
  void aClosedListingHasNoIterator() throws IOException {
    DirectoryStream<Path> listing = Files.newDirectoryStream(dir);
    listing.close();

    assertThatThrownBy(listing::iterator).isExactlyInstanceOf(IllegalStateException.class);
  }

  @Test
  @PlainJimfsDiffers("it says that there is no such file")
  @Needs({Capability.SYMBOLIC_LINKS, Capability.ABSOLUTE_LINKS})
  void aLinkThatLeadsToItselfIsAFailureOfThePlainKind() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("a"), dir.resolve("a"));

    assertThatThrownBy(() -> Files.readAllBytes(link))
        .isExactlyInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Files.size(link.resolve("b")))
        .isExactlyInstanceOf(FileSystemException.class);
  }

  @Test
  @PlainJimfsDiffers("it follows links on the way")
  @Needs({Capability.SYMBOLIC_LINKS, Capability.ABSOLUTE_LINKS})
  void theRealPathWithoutFollowingKeepsLinksOnTheWay() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));
    Files.createDirectory(directory.resolve("e"));
    Files.createFile(dir.resolve("f"));
    Files.createSymbolicLink(dir.resolve("link"), directory);
    Path real = dir.toRealPath();

    assertThat(dir.resolve("d/../link/./e").toRealPath(LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(real.resolve("link/e"));
    assertThat(dir.resolve("f/../d").toRealPath(LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(real.resolve("d"));
    assertThatThrownBy(() -> dir.resolve("none/../d").toRealPath(LinkOption.NOFOLLOW_LINKS))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @Needs({Capability.SYMBOLIC_LINKS, Capability.LINK_MOVES})
  void aLinkThatTakesTheNameOfAFileLeadsWhereItSays() throws IOException {
    Path file = file("a", bytes(1));
    Path directory = Files.createDirectory(dir.resolve("d"));
    Files.write(directory.resolve("inside"), bytes(2));
    Path link = Files.createSymbolicLink(dir.resolve("link"), directory.getFileName());
    assertThat(Files.exists(file.resolve("inside"))).isFalse();

    Files.move(link, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(Files.readAllBytes(file.resolve("inside"))).isEqualTo(bytes(2));
    assertThat(file.resolve("inside").toRealPath())
        .isEqualTo(directory.toRealPath().resolve("inside"));
  }

  @Test
  @PlainJimfsDiffers("it looks at the target first")
  @Needs(Capability.HARD_LINKS)
  void aMissingSourceIsToldBeforeABadTarget() throws IOException {
    Path file = file("a", bytes(10));
    Path none = dir.resolve("none");
    Path bad = file.resolve("b");

    assertThatThrownBy(() -> Files.move(none, bad)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.copy(none, bad)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.createLink(bad, none)).isInstanceOf(NoSuchFileException.class);
    try (FileChannel open = FileChannel.open(file)) { // who is open is looked up first
      assertThatThrownBy(() -> Files.move(none, bad)).isInstanceOf(NoSuchFileException.class);
      assertThat(open.isOpen()).isTrue();
    }
  }

  @Test
  @PlainJimfsDiffers("it takes the directory's own name")
  void aDirectoryIsNotDeletedOrMovedByItsDot() throws IOException {
    Path dot = Files.createDirectory(dir.resolve("d")).resolve(".");

    assertThatThrownBy(() -> Files.delete(dot)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Files.move(dot, dir.resolve("e")))
        .isInstanceOf(FileSystemException.class);
    assertThat(dir.resolve("d")).isDirectory();
  }

  @Test
  void aDirectoryCopiedIntoItselfKeepsTheTimeOfBefore() throws IOException {
    Path directory = Files.createDirectory(dir.resolve("d"));
    Files.setLastModifiedTime(directory, LONG_AGO);

    Path copy = Files.copy(directory, directory.resolve("e"), StandardCopyOption.COPY_ATTRIBUTES);

    assertThat(Files.getLastModifiedTime(copy)).isEqualTo(LONG_AGO);
  }

  // Attributes.

  @Test
  @Needs(Capability.LIKE_THE_DEFAULT_ATTRIBUTES)
  void wrongAttributesAreToldEvenWithoutAFile() {
    Path none = dir.resolve("none/none");

    assertThatThrownBy(() -> Files.readAttributes(none, "bogus"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Files.readAttributes(none, "bogus:*"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Files.setAttribute(none, "lastModifiedTime", "text"))
        .isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> Files.setAttribute(none, "lastModifiedTime", LONG_AGO))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @Needs({Capability.LIKE_THE_DEFAULT_ATTRIBUTES, Capability.POSIX})
  void theModeIsReadAndSetByTheUnixView() throws IOException {
    Path file = file("a", bytes(10));

    Files.setAttribute(file, "unix:mode", 0640);

    assertThat((int) Files.getAttribute(file, "unix:mode") & 0777).isEqualTo(0640);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }
}
