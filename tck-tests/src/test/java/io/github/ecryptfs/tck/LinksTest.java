package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code Files} promises of symbolic and hard links. */
@EveryMount
class LinksTest extends FileSystemContract {
  private Path link(String name, String target) throws IOException {
    return Files.createSymbolicLink(dir.resolve(name), dir.getFileSystem().getPath(target));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "../a", "./b/../a", "/nowhere/at all", "Grüße/世界", "with space", "a/b/c/d/e"})
  @Needs(Capability.SYMBOLIC_LINKS)
  void aTargetIsKeptAsGiven(String target) throws IOException {
    skipWithout(target.startsWith("/"), Capability.ABSOLUTE_LINKS);
    skipWithout(target.startsWith(".."), Capability.LINKS_UPWARDS);
    Path link = link("link", target);

    assertThat(Files.readSymbolicLink(link)).hasToString(target);
    assertThat(Files.isSymbolicLink(link)).isTrue();
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void aTargetThatTheLowerFileSystemCannotHoldIsRefused() {
    Assumptions.assumeTrue(lacks(Capability.ABSOLUTE_LINKS), "every target can be held");

    assertThatThrownBy(() -> link("link", "/nowhere/at all"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("cannot hold this target of a link");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void aLongTargetIsKept() throws IOException {
    String target = "directory/".repeat(100) + "file";

    assertThat(Files.readSymbolicLink(link("link", target))).hasToString(target);
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void aLinkLeadsToItsTarget() throws IOException {
    Path file = file("a", bytes(5000));
    Path link = link("link", "a");

    assertThat(Files.readAllBytes(link)).isEqualTo(bytes(5000));
    assertThat(Files.size(link)).isEqualTo(5000);
    assertThat(Files.isRegularFile(link)).isTrue();
    assertThat(Files.isRegularFile(link, NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.isSameFile(link, file)).isTrue();
    Files.write(link, bytes(10, 2), StandardOpenOption.APPEND);
    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(5000), bytes(10, 2)));
  }

  @Test
  @Needs({Capability.SYMBOLIC_LINKS, Capability.ABSOLUTE_LINKS})
  void anAbsoluteTargetIsFollowed() throws IOException {
    Path file = file("a", bytes(10));
    Path link = Files.createSymbolicLink(dir.resolve("link"), file.toAbsolutePath());

    assertThat(Files.readAllBytes(link)).isEqualTo(bytes(10));
    assertThat(link.toRealPath()).isEqualTo(file.toRealPath());
  }

  @Test
  @Needs({Capability.SYMBOLIC_LINKS, Capability.LINKS_UPWARDS})
  void aRelativeTargetStartsAtTheDirectoryOfTheLink() throws IOException {
    Files.createDirectories(dir.resolve("d/e"));
    file("a", bytes(10));
    Files.write(dir.resolve("d/a"), bytes(20, 2));
    Path link = link("d/e/link", "../a");

    assertThat(Files.readAllBytes(link)).isEqualTo(bytes(20, 2));
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void aLinkToADirectoryIsPartOfPaths() throws IOException {
    Files.createDirectory(dir.resolve("d"));
    link("link", "d");

    Files.write(dir.resolve("link/a"), bytes(10));

    assertThat(Files.readAllBytes(dir.resolve("d/a"))).isEqualTo(bytes(10));
    try (Stream<Path> list = Files.list(dir.resolve("link"))) {
      assertThat(list).containsExactly(dir.resolve("link/a"));
    }
    assertThat(dir.resolve("link/a").toRealPath()).isEqualTo(dir.resolve("d/a").toRealPath());
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void dotsAfterALinkGoUpFromItsTarget() throws IOException {
    Files.createDirectories(dir.resolve("x/y"));
    Files.write(dir.resolve("x/f"), bytes(10));
    file("f", bytes(20, 2));
    link("link", "x/y");

    assertThat(Files.readAllBytes(dir.resolve("link/../f"))).isEqualTo(bytes(10));
    assertThat(dir.resolve("link/../f").toRealPath()).isEqualTo(dir.resolve("x/f").toRealPath());
    assertThat(Files.isSameFile(dir.resolve("link/../f"), dir.resolve("x/f"))).isTrue();
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void aChainOfLinksIsFollowedToItsEnd() throws IOException {
    file("a", bytes(10));
    link("one", "a");
    link("two", "one");
    Path link = link("three", "two");

    assertThat(Files.readAllBytes(link)).isEqualTo(bytes(10));
    assertThat(link.toRealPath().getFileName()).hasToString("a");
    assertThat(link.toRealPath(NOFOLLOW_LINKS).getFileName()).hasToString("three");
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void aDanglingLinkIsThereButItsTargetIsNot() throws IOException {
    Path link = link("link", "missing");

    assertThat(Files.exists(link)).isFalse();
    assertThat(Files.exists(link, NOFOLLOW_LINKS)).isTrue();
    assertThatThrownBy(() -> Files.readAllBytes(link)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(link::toRealPath).isInstanceOf(NoSuchFileException.class);
    assertThat(Files.readAttributes(link, BasicFileAttributes.class, NOFOLLOW_LINKS))
        .matches(BasicFileAttributes::isSymbolicLink);
    try (Stream<Path> list = Files.list(dir)) {
      assertThat(list).containsExactly(link);
    }
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  @PlainJimfsDiffers("refuses")
  void writingThroughADanglingLinkMakesItsTarget() throws IOException {
    Path link = link("link", "target");

    Files.write(link, bytes(10));

    assertThat(Files.readAllBytes(dir.resolve("target"))).isEqualTo(bytes(10));
    assertThat(Files.isSymbolicLink(link)).isTrue();
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  @PlainJimfsDiffers("throws a bare IOException")
  void aLoopOfLinksIsAnErrorAndEnds() throws IOException {
    Path link = link("one", "two");
    link("two", "one");
    Path self = link("self", "self");

    for (Path loop : new Path[] {link, self}) {
      assertThat(Files.exists(loop)).isFalse();
      assertThatThrownBy(() -> Files.readAllBytes(loop)).isInstanceOf(FileSystemException.class);
      assertThatThrownBy(loop::toRealPath).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> Files.write(loop, bytes(1))).isInstanceOf(FileSystemException.class);
      assertThat(Files.readSymbolicLink(loop).getFileName()).isNotNull();
    }
  }

  @Test
  @Needs({Capability.SYMBOLIC_LINKS, Capability.LINK_SIZES})
  void theSizeOfALinkIsThatOfItsTargetsText() throws IOException {
    Path link = link("link", "Grüße");

    assertThat(Files.readAttributes(link, BasicFileAttributes.class, NOFOLLOW_LINKS).size())
        .isEqualTo(7);
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void whatExistsIsNotReplacedByALink() throws IOException {
    file("a", bytes(10));
    link("link", "a");

    assertThatThrownBy(() -> link("a", "b")).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> link("link", "b")).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void deletingALinkLeavesItsTarget() throws IOException {
    Path file = file("a", bytes(10));
    Path link = link("link", "a");

    Files.delete(link);

    assertThat(Files.exists(link, NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void whatIsNoLinkCannotBeReadAsOne() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.readSymbolicLink(file)).isInstanceOf(NotLinkException.class);
    assertThatThrownBy(() -> Files.readSymbolicLink(dir)).isInstanceOf(NotLinkException.class);
    assertThatThrownBy(() -> Files.readSymbolicLink(dir.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @Needs({Capability.SYMBOLIC_LINKS, Capability.LINKS_UPWARDS})
  void aWalkMeetsLinksAndFollowsThemOnlyWhenAsked() throws IOException {
    Files.createDirectory(dir.resolve("d"));
    link("d/up", "..");

    try (Stream<Path> walk = Files.walk(dir)) {
      assertThat(walk).containsExactly(dir, dir.resolve("d"), dir.resolve("d/up"));
    }
    try (Stream<Path> walk = Files.walk(dir, FileVisitOption.FOLLOW_LINKS)) {
      assertThatThrownBy(walk::count).hasRootCauseInstanceOf(FileSystemLoopException.class);
    }
  }

  @Test
  @Needs(Capability.HARD_LINKS)
  void twoNamesShareOneFile() throws IOException {
    Path file = file("a", bytes(5000));

    Path other = Files.createLink(dir.resolve("b"), file);
    Files.write(other, bytes(10, 2), StandardOpenOption.APPEND);

    assertThat(Files.readAllBytes(file)).isEqualTo(concat(bytes(5000), bytes(10, 2)));
    assertThat(Files.isSameFile(file, other)).isTrue();
    assertThat(Files.size(file)).isEqualTo(5010);
    Files.delete(file);
    assertThat(Files.readAllBytes(other)).isEqualTo(concat(bytes(5000), bytes(10, 2)));
  }

  @Test
  @Needs(Capability.HARD_LINKS)
  void channelsThroughTwoNamesSeeEachOthersWrites() throws IOException {
    Path file = file("a", bytes(5000));
    Path other = Files.createLink(dir.resolve("b"), file);
    ByteBuffer read = ByteBuffer.allocate(10);

    try (SeekableByteChannel writer =
            Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        SeekableByteChannel reader = Files.newByteChannel(other)) {
      reader.read(ByteBuffer.allocate(5000));
      writer.position(5000).write(ByteBuffer.wrap(bytes(10, 2)));
      assertThat(reader.read(read)).isEqualTo(10);
    }

    assertThat(read.array()).isEqualTo(bytes(10, 2));
  }

  @Test
  @Needs(Capability.HARD_LINKS)
  void aHardLinkNeedsAFileAndAFreeName() throws IOException {
    Path file = file("a", bytes(10));
    Path taken = file("b", bytes(20));

    assertThatThrownBy(() -> Files.createLink(taken, file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.createLink(dir.resolve("c"), dir.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.createLink(dir.resolve("c"), dir))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  @PlainJimfsDiffers("takes an empty target")
  void anEmptyTargetIsRefused() {
    assertThatThrownBy(() -> link("link", "")).isInstanceOf(FileSystemException.class);
  }
}
