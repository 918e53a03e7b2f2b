package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code Files} and the attribute views promise. */
@EveryMount
class AttributesTest extends FileSystemContract {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  /** A view that no file system has. */
  private interface UnknownView extends FileAttributeView {}

  /** Attributes that no file system has. */
  private interface UnknownAttributes extends BasicFileAttributes {}

  @ParameterizedTest
  @MethodSource("io.github.ecryptfs.tck.Content#sizes")
  void theSizeIsThatOfTheContentEverywhere(int size) throws IOException {
    Path file = file("a", bytes(size));

    assertThat(Files.size(file)).isEqualTo(size);
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).size()).isEqualTo(size);
    assertThat(Files.getAttribute(file, "size")).isEqualTo((long) size);
    assertThat(Files.readAttributes(file, "*")).contains(entry("size", (long) size));
    assertThat(
            Files.getFileAttributeView(file, BasicFileAttributeView.class).readAttributes().size())
        .isEqualTo(size);
  }

  @Test
  void theKindOfAFileIsTold() throws IOException {
    BasicFileAttributes file =
        Files.readAttributes(file("a", bytes(10)), BasicFileAttributes.class);
    BasicFileAttributes directory =
        Files.readAttributes(Files.createDirectory(dir.resolve("d")), BasicFileAttributes.class);

    assertThat(file.isRegularFile()).isTrue();
    assertThat(file.isDirectory() || file.isSymbolicLink() || file.isOther()).isFalse();
    assertThat(directory.isDirectory()).isTrue();
    assertThat(directory.isRegularFile() || directory.isSymbolicLink() || directory.isOther())
        .isFalse();
  }

  @Test
  void timesAreThoseOfTheWork() throws IOException {
    Instant before = Instant.now().minusSeconds(2);
    Path file = file("a", bytes(10));
    Instant after = Instant.now().plusSeconds(2);

    BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);

    assertThat(is.lastModifiedTime().toInstant()).isBetween(before, after);
    assertThat(is.lastAccessTime().toInstant()).isBetween(before, after);
    assertThat(is.creationTime().toInstant()).isBetween(before, after);
  }

  @Test
  void aTimeThatIsSetStays() throws IOException {
    Path file = file("a", bytes(10));
    Path directory = Files.createDirectory(dir.resolve("d"));

    Files.setLastModifiedTime(file, LONG_AGO);
    Files.setLastModifiedTime(directory, LONG_AGO);

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
    assertThat(Files.getLastModifiedTime(directory)).isEqualTo(LONG_AGO);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  void timesAreSetTogetherAndNullLeavesOneAlone() throws IOException {
    Path file = file("a", bytes(10));
    BasicFileAttributeView view = Files.getFileAttributeView(file, BasicFileAttributeView.class);
    FileTime other = FileTime.fromMillis(1_100_000_000_000L);

    view.setTimes(LONG_AGO, other, null);
    view.setTimes(null, null, null);

    BasicFileAttributes is = view.readAttributes();
    assertThat(is.lastModifiedTime()).isEqualTo(LONG_AGO);
    assertThat(is.lastAccessTime()).isEqualTo(other);
  }

  @Test
  @Needs(Capability.FINE_TIMES)
  void timesBefore1970AndFractionsAreKept() throws IOException {
    Path file = file("a", bytes(10));
    FileTime old = FileTime.fromMillis(-86_400_000L);
    FileTime fine = FileTime.from(Instant.parse("2020-01-02T03:04:05.678Z"));

    Files.setLastModifiedTime(file, old);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);
    Files.setLastModifiedTime(file, fine);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(fine);
  }

  @Test
  void writingRenewsTheTimeOfTheFile() throws IOException {
    Path file = file("a", bytes(10));
    Files.setLastModifiedTime(file, LONG_AGO);

    Files.write(file, bytes(10, 2), StandardOpenOption.WRITE);

    assertThat(Files.getLastModifiedTime(file)).isGreaterThan(LONG_AGO);
  }

  @Test
  void readingLeavesTheTimeOfTheFile() throws IOException {
    Path file = file("a", bytes(10));
    Files.setLastModifiedTime(file, LONG_AGO);

    Files.readAllBytes(file);

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
  }

  @Test
  @Needs(Capability.CLOSING_KEEPS_TIMES)
  void closingAChannelLeavesATimeThatWasSetMeanwhile() throws IOException {
    Path file = file("a", bytes(10));

    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes(10, 2)));
      Files.setLastModifiedTime(file, LONG_AGO);
    }

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
  }

  /** How programs set the time of a file. */
  private static Stream<Arguments> waysToSetATime() {
    return Stream.of(
        way("Files", Files::setLastModifiedTime),
        way("by name", (file, time) -> Files.setAttribute(file, "lastModifiedTime", time)),
        way(
            "the view",
            (file, time) ->
                Files.getFileAttributeView(file, BasicFileAttributeView.class)
                    .setTimes(time, null, null)));
  }

  private static Arguments way(String name, SettingTime way) {
    return Arguments.of(Named.of(name, way));
  }

  /** One of them. */
  private interface SettingTime {
    void set(Path file, FileTime time) throws IOException;
  }

  @ParameterizedTest
  @MethodSource("waysToSetATime")
  @Needs(Capability.CLOSING_KEEPS_TIMES)
  void closingAfterSmallAppendsLeavesATimeThatWasSetBehindThem(SettingTime way) throws IOException {
    Path file = file("a", bytes(10));

    try (var channel = Files.newByteChannel(file, StandardOpenOption.APPEND);
        var other = Files.newByteChannel(file, StandardOpenOption.APPEND)) {
      for (int n = 0; n < 5; n++) {
        channel.write(ByteBuffer.wrap(bytes(100, n)));
        other.write(ByteBuffer.wrap(bytes(100, n)));
      }
      way.set(file, LONG_AGO);
    }

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
    assertThat(Files.size(file)).isEqualTo(1010);
  }

  @Test
  void appendingAfterATimeWasSetRenewsIt() throws IOException {
    Path file = file("a", bytes(10));

    try (var channel = Files.newByteChannel(file, StandardOpenOption.APPEND)) {
      channel.write(ByteBuffer.wrap(bytes(100, 1)));
      Files.setLastModifiedTime(file, LONG_AGO);
      channel.write(ByteBuffer.wrap(bytes(100, 2)));
    }

    assertThat(Files.getLastModifiedTime(file)).isGreaterThan(LONG_AGO);
  }

  @Test
  @Needs(Capability.TIMES_BEFORE_CLOSE)
  void aCopyWithAttributesOfAFileThatIsAppendedToHasItsTime() throws IOException {
    Path file = file("a", bytes(10));
    Path copy = dir.resolve("copy");

    try (var channel = Files.newByteChannel(file, StandardOpenOption.APPEND)) {
      for (int n = 0; n < 5; n++) {
        channel.write(ByteBuffer.wrap(bytes(100, n)));
      }
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    FileTime time = Files.getLastModifiedTime(file);
    assertThat(Duration.between(Files.getLastModifiedTime(copy).toInstant(), time.toInstant()))
        .isLessThan(Duration.ofMillis(1));
    assertThat(Files.size(copy)).isEqualTo(510);
  }

  @Test
  void attributesAreAskedByName() throws IOException {
    Path file = file("a", bytes(10));
    Files.setLastModifiedTime(file, LONG_AGO);

    assertThat(Files.readAttributes(file, "size,lastModifiedTime"))
        .containsOnly(entry("size", 10L), entry("lastModifiedTime", LONG_AGO));
    assertThat(Files.readAttributes(file, "basic:isDirectory,isRegularFile"))
        .containsOnly(entry("isDirectory", false), entry("isRegularFile", true));
    assertThat(Files.readAttributes(file, "basic:*"))
        .containsOnlyKeys(Files.readAttributes(file, "*").keySet());
    assertThat(Files.getAttribute(file, "basic:size")).isEqualTo(10L);
  }

  @Test
  void allBasicAttributesHaveTheirNames() throws IOException {
    assertThat(Files.readAttributes(file("a", bytes(10)), "*"))
        .containsKeys(
            "size",
            "creationTime",
            "lastAccessTime",
            "lastModifiedTime",
            "isDirectory",
            "isRegularFile",
            "isSymbolicLink",
            "isOther",
            "fileKey");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "basic:nothing", "size,nothing", "basic:size,nothing"})
  @Needs(Capability.STRICT_ATTRIBUTE_NAMES)
  void aNameThatNobodyKnowsIsIllegal(String attributes) throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.readAttributes(file, attributes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aViewThatNobodyKnowsIsUnsupported() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.readAttributes(file, "nothing:size"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Files.setAttribute(file, "nothing:size", 1L))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Files.readAttributes(file, UnknownAttributes.class))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(Files.getFileAttributeView(file, UnknownView.class)).isNull();
  }

  @Test
  void attributesAreSetByName() throws IOException {
    Path file = file("a", bytes(10));

    Files.setAttribute(file, "lastModifiedTime", LONG_AGO);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
    Files.setAttribute(file, "basic:lastModifiedTime", FileTime.fromMillis(5000));
    assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(5000);
  }

  @Test
  @Needs(Capability.STRICT_ATTRIBUTE_NAMES)
  void theSizeCannotBeSet() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.setAttribute(file, "size", 5L))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Files.size(file)).isEqualTo(10);
  }

  @Test
  @Needs(Capability.LIKE_THE_DEFAULT_ATTRIBUTES)
  void namesMayBeMixedWithAStar() throws IOException {
    Path file = file("a", bytes(10));

    assertThat(Files.readAttributes(file, "size,*")).containsKeys("size", "creationTime");
    assertThat(Files.readAttributes(file, "size,size")).containsOnly(entry("size", 10L));
  }

  @Test
  @Needs(Capability.LIKE_THE_DEFAULT_ATTRIBUTES)
  void anAttributeThatNobodyKnowsCannotBeSet() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.setAttribute(file, "basic:nothing", 5L))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aValueOfTheWrongTypeIsRefused() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.setAttribute(file, "lastModifiedTime", "yesterday"))
        .isInstanceOfAny(ClassCastException.class, IllegalArgumentException.class);
  }

  @Test
  void aMissingFileHasNoAttributes() {
    Path missing = dir.resolve("missing");

    assertThatThrownBy(() -> Files.readAttributes(missing, BasicFileAttributes.class))
        .isInstanceOf(NoSuchFileException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(missing.toString());
    assertThatThrownBy(() -> Files.readAttributes(missing, "*"))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.size(missing)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Files.setLastModifiedTime(missing, LONG_AGO))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void viewsLookAtTheFileWhenAsked() throws IOException {
    BasicFileAttributeView view =
        Files.getFileAttributeView(dir.resolve("a"), BasicFileAttributeView.class);
    assertThat(view.name()).isEqualTo("basic");
    assertThatThrownBy(view::readAttributes).isInstanceOf(NoSuchFileException.class);

    file("a", bytes(10));

    assertThat(view.readAttributes().size()).isEqualTo(10);
  }

  @Test
  void attributesThatWereReadDoNotChange() throws IOException {
    Path file = file("a", bytes(10));
    BasicFileAttributes then = Files.readAttributes(file, BasicFileAttributes.class);

    Files.write(file, bytes(5000));

    assertThat(then.size()).isEqualTo(10);
  }

  @Test
  void theFileKeyTellsFilesApart() throws IOException {
    Optional<Object> key = key(file("a", bytes(10)));
    Assumptions.assumeTrue(key.isPresent(), "java.nio allows that there is no file key");

    assertThat(key(dir.resolve("a"))).isEqualTo(key);
    assertThat(key(file("b", bytes(10)))).isNotEqualTo(key);
    assertThat(key(Files.move(dir.resolve("a"), dir.resolve("c")))).isEqualTo(key);
  }

  private static Optional<Object> key(Path file) throws IOException {
    return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  @Test
  void theViewsOfAFileSystemAreNamed() throws IOException {
    assertThat(dir.getFileSystem().supportedFileAttributeViews()).contains("basic");
    for (String view : dir.getFileSystem().supportedFileAttributeViews()) {
      if (!view.equals("user") && Files.getFileStore(dir).supportsFileAttributeView(view)) {
        assertThat(Files.readAttributes(file("of " + view, bytes(10)), view + ":*"))
            .as(view)
            .isNotEmpty();
      }
    }
  }

  @Test
  @Needs(Capability.POSIX)
  void permissionsAreSetAndRead() throws IOException {
    Path file = file("a", bytes(10));

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    PosixFileAttributes is = Files.readAttributes(file, PosixFileAttributes.class);
    assertThat(PosixFilePermissions.toString(is.permissions())).isEqualTo("rw-r-----");
    assertThat(is.size()).isEqualTo(10);
    assertThat(Files.readAttributes(file, "posix:permissions,size"))
        .containsOnly(entry("permissions", is.permissions()), entry("size", 10L));
    assertThat(Files.readAttributes(file, "posix:*"))
        .containsKeys("permissions", "owner", "group", "size");
  }

  @Test
  @Needs(Capability.POSIX)
  void permissionsAreSetByName() throws IOException {
    Path file = file("a", bytes(10));

    Files.setAttribute(file, "posix:permissions", PosixFilePermissions.fromString("r--------"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--------");
  }

  @Test
  @Needs({Capability.POSIX, Capability.OWNER_VIEW})
  void theOwnerIsToldAndCanBeSetToHimself() throws IOException {
    Path file = file("a", bytes(10));
    FileOwnerAttributeView view = Files.getFileAttributeView(file, FileOwnerAttributeView.class);

    Files.setOwner(file, Files.getOwner(file));
    view.setOwner(view.getOwner());

    assertThat(Files.getOwner(file)).isEqualTo(view.getOwner());
    assertThat(Files.getAttribute(file, "owner:owner")).isEqualTo(view.getOwner());
    assertThat(
            file.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(view.getOwner().getName()))
        .isEqualTo(view.getOwner());
  }

  @Test
  @Needs(Capability.POSIX)
  void theGroupIsToldAndCanBeSetToItself() throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file("a", bytes(10)), PosixFileAttributeView.class);

    view.setGroup(view.readAttributes().group());

    assertThat(view.name()).isEqualTo("posix");
    assertThat(view.readAttributes().size()).isEqualTo(10);
  }

  @Test
  @Needs({Capability.POSIX, Capability.UNIX_VIEW})
  void theUnixViewShowsTheMode() throws IOException {
    Path file = file("a", bytes(10));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat((Integer) Files.getAttribute(file, "unix:mode") & 0777).isEqualTo(0640);
    assertThat(Files.readAttributes(file, "unix:nlink,size"))
        .containsOnly(entry("nlink", 1), entry("size", 10L));
  }

  @Test
  @Needs(Capability.USER_ATTRIBUTES)
  void userAttributesAreKept() throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file("a", bytes(10)), UserDefinedFileAttributeView.class);
    ByteBuffer read = ByteBuffer.allocate(100);

    assertThat(view.list()).isEmpty();
    view.write("colour", ByteBuffer.wrap(bytes(7)));

    assertThat(view.list()).containsExactly("colour");
    assertThat(view.size("colour")).isEqualTo(7);
    assertThat(view.read("colour", read)).isEqualTo(7);
    assertThat(Content.slice(read.array(), 0, 7)).isEqualTo(bytes(7));
    view.delete("colour");
    assertThat(view.list()).isEmpty();
  }

  @Test
  @Needs({Capability.USER_ATTRIBUTES, Capability.USER_ATTRIBUTES_BY_NAME})
  void userAttributesAreReadAndSetByName() throws IOException {
    Path file = file("a", bytes(10));

    Files.setAttribute(file, "user:colour", ByteBuffer.wrap(bytes(7)));

    assertThat(Files.getAttribute(file, "user:colour")).isEqualTo(bytes(7));
    assertThat(Files.readAttributes(file, "user:*")).containsOnlyKeys("colour");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10));
  }

  @Test
  @Needs(Capability.USER_ATTRIBUTES)
  void aUserAttributeThatIsMissingCannotBeRead() throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file("a", bytes(10)), UserDefinedFileAttributeView.class);

    assertThatThrownBy(() -> view.size("missing"))
        .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
    assertThatThrownBy(() -> view.read("missing", ByteBuffer.allocate(9)))
        .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
  }
}
