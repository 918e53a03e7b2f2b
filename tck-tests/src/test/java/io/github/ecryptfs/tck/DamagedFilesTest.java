package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.slice;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged files say what is wrong with them, can be got rid of, and trouble no other file.
 *
 * <p>The files are made by one mount, damaged below, and met by a second mount: each damage once
 * for each {@link Use}.
 */
@EveryEncryptedMount
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedFilesTest {
  /** What a test does to its own copy of a damaged file. */
  private enum Use {
    READ,
    WRITE,
    DELETE,
    REPLACE,
    TRUNCATE,
    MOVE,
    MOVE_ONTO
  }

  /** The kind of mount that this run is about. */
  @Parameter
  @SuppressWarnings("NullAway.Init") // JUnit sets it before it calls anything
  EncryptedMount fixture;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private LowerFixture.Lower lower;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private FileSystem mount;

  @BeforeParameterizedClassInvocation
  void makeAndDamageFiles() throws IOException {
    Assumptions.assumeTrue(
        fixture.lower().isJudgedInFull() || System.getProperty("tck.lowers", "").equals("all"),
        "damage is the same on all lower file systems; -Dtck.lowers=all shows it");
    lower = fixture.lower().open();
    Assumptions.assumeTrue(
        fixture.metadata() == EncryptedMount.Metadata.HEADER || lower.hasUserAttributes(),
        () -> lower.directory() + " keeps no user attributes");
    try (FileSystem first = fixture.mount(lower.directory())) {
      Files.write(first.getPath("/sound"), bytes(Damage.SIZE));
      for (Use use : Use.values()) {
        Path directory = Files.createDirectory(first.getPath("/" + use));
        Set<Path> known = lowerFiles();
        for (Damage damage : damages()) {
          Files.write(directory.resolve(damage.name()), bytes(Damage.SIZE));
          damage.inflict(theNewOne(known), fixture.metadata());
        }
      }
    }
    mount = fixture.mount(lower.directory());
  }

  @AfterParameterizedClassInvocation
  void unmount() throws IOException {
    if (mount != null) { // absent where the first mount failed
      mount.close();
    }
    if (lower != null) { // absent where nothing is to be shown
      lower.close();
    }
  }

  private List<Damage> damages() {
    return Arrays.stream(Damage.values()).filter(d -> d.befalls(fixture.metadata())).toList();
  }

  private Set<Path> lowerFiles() throws IOException {
    try (Stream<Path> files = Files.walk(lower.directory())) {
      return files.filter(Files::isRegularFile).collect(Collectors.toCollection(HashSet::new));
    }
  }

  /** The lower file that is not yet known; known from then on. */
  private Path theNewOne(Set<Path> known) throws IOException {
    Set<Path> fresh = lowerFiles();
    fresh.removeAll(known);
    known.addAll(fresh);
    assertThat(fresh).as("lower files of one new upper file").hasSize(1);
    return fresh.iterator().next();
  }

  private Path damaged(Damage damage, Use use) {
    Assumptions.assumeTrue(
        damage.befalls(fixture.metadata()),
        () -> fixture.metadata() + " metadata cannot be damaged so");
    return mount.getPath("/" + use, damage.name());
  }

  private void assertSoundFileIsSound() throws IOException {
    assertThat(Files.readAllBytes(mount.getPath("/sound"))).isEqualTo(bytes(Damage.SIZE));
  }

  /** Reads in small pieces, so that an absurd size asks for no absurd array. */
  private static byte[] readInto(ByteArrayOutputStream read, Path file) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(1000);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      while (channel.read(piece.clear()) >= 0) {
        read.write(piece.array(), 0, piece.position());
      }
    }
    return read.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileIsNotReadAndTheMessageSaysWhichAndWhy(Damage damage) throws IOException {
    Path file = damaged(damage, Use.READ);

    assertThatThrownBy(() -> readInto(new ByteArrayOutputStream(), file))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(damage.reason())
        .extracting(e -> ((FileSystemException) e).getReason())
        .asString()
        .hasSizeGreaterThan(5);

    assertSoundFileIsSound();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReadOfADamagedFileIsNeverMadeUp(Damage damage) throws IOException {
    Path file = damaged(damage, Use.READ);
    ByteArrayOutputStream read = new ByteArrayOutputStream();

    assertThatThrownBy(() -> readInto(read, file)).isInstanceOf(FileSystemException.class);

    assertThat(read.size()).isLessThanOrEqualTo(Damage.SIZE);
    assertThat(read.toByteArray()).isEqualTo(slice(bytes(Damage.SIZE), 0, read.size()));
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileStillHasAttributes(Damage damage) throws IOException {
    Path file = damaged(damage, Use.READ);

    BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);

    assertThat(is.isRegularFile()).isTrue();
    assertThat(is.size()).isNotNegative();
    assertThat(Files.exists(file)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aFailedWriteChangesNothingBelow(Damage damage) throws IOException {
    Assumptions.assumeFalse(damage.sparesTheHeader(), "the file can be opened");
    Path file = damaged(damage, Use.WRITE);
    Map<Path, Long> before = lowerSizes();

    assertThatThrownBy(() -> Files.write(file, bytes(10), WRITE))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(file.toString());

    assertThat(lowerSizes()).isEqualTo(before);
    assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(FileSystemException.class);
  }

  private Map<Path, Long> lowerSizes() throws IOException {
    Map<Path, Long> sizes = new HashMap<>();
    for (Path file : lowerFiles()) {
      sizes.put(file, Files.size(file));
    }
    return sizes;
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileCanBeDeleted(Damage damage) throws IOException {
    Path file = damaged(damage, Use.DELETE);

    Files.delete(file);

    assertThat(file).doesNotExist();
    assertSoundFileIsSound();
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileCanBeWrittenAnew(Damage damage) throws IOException {
    Assumptions.assumeFalse(damage.isOfTheKey(), "a file of another key is not written over");
    Path file = damaged(damage, Use.REPLACE);

    Files.write(file, bytes(5000, 2));

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000, 2));
    assertThat(Files.size(file)).isEqualTo(5000);
    assertSoundFileIsSound();
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileCanBeEmptied(Damage damage) throws IOException {
    Assumptions.assumeFalse(damage.isOfTheKey(), "a file of another key is not written over");
    Path file = damaged(damage, Use.TRUNCATE);

    Files.newByteChannel(file, WRITE, TRUNCATE_EXISTING).close();

    assertThat(Files.size(file)).isZero();
    assertThat(Files.readAllBytes(file)).isEmpty();
    Files.write(file, bytes(10, 2), WRITE);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(10, 2));
  }

  @Test
  void aFileOfAnotherKeyIsNotWrittenOver() throws IOException {
    Path file = damaged(Damage.FOREIGN_SIGNATURE, Use.REPLACE);
    Map<Path, Long> before = lowerSizes();

    assertThatThrownBy(() -> Files.write(file, bytes(10)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("0102030405060708");

    assertThat(lowerSizes()).isEqualTo(before);
    assertThat(Files.size(file)).isEqualTo(Damage.SIZE);
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileCanBeMovedAway(Damage damage) throws IOException {
    Path file = damaged(damage, Use.MOVE);
    Path moved = file.resolveSibling("moved " + damage);

    Files.move(file, moved);

    assertThat(file).doesNotExist();
    assertThat(moved).exists();
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileCanBeReplacedByAnother(Damage damage) throws IOException {
    Path file = damaged(damage, Use.MOVE_ONTO);
    Path other = Files.write(file.resolveSibling("for " + damage), bytes(5000, 2));

    Files.move(other, file, REPLACE_EXISTING);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000, 2));
  }

  @Test
  void damagedFilesAreListed() throws IOException {
    try (Stream<Path> list = Files.list(mount.getPath("/" + Use.READ))) {
      assertThat(list.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(damages().stream().map(Damage::name).toList());
    }
  }

  @Test
  void theMissingKeyIsNamedTogetherWithTheOneHeld() {
    Path file = damaged(Damage.FOREIGN_SIGNATURE, Use.READ);

    assertThatThrownBy(() -> Files.readAllBytes(file))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("0102030405060708")
        .hasMessageContaining(EncryptedMount.SIGNATURE);
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileReplacesNothing(Damage damage) throws IOException {
    Path file = damaged(damage, Use.READ);

    assertThatThrownBy(() -> Files.copy(file, mount.getPath("/sound"), REPLACE_EXISTING))
        .isInstanceOf(FileSystemException.class);

    assertSoundFileIsSound();
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileReplacesNothingInAnotherMount(Damage damage) throws IOException {
    Path file = damaged(damage, Use.READ);

    try (LowerFixture.Lower otherLower = fixture.lower().open();
        FileSystem other = fixture.mount(otherLower.directory())) {
      Path sound = Files.write(other.getPath("/sound"), bytes(10));
      assertThatThrownBy(() -> Files.copy(file, sound, REPLACE_EXISTING))
          .isInstanceOf(FileSystemException.class);
      assertThat(Files.readAllBytes(sound)).isEqualTo(bytes(10));
    }
  }
}
