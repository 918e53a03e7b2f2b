package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What directory streams and the walks built on them promise. */
@EveryMount
class DirectoryStreamsTest extends FileSystemContract {
  private static List<String> names(DirectoryStream<Path> stream) {
    List<String> names = new ArrayList<>();
    stream.forEach(entry -> names.add(entry.getFileName().toString()));
    return names;
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      file(name, bytes(3));
    }
  }

  @Test
  void everyEntryIsListedOnce() throws IOException {
    files("one.txt", "two.md", ".hidden", "with space", "ünïcode", "世界", "100%");
    Files.createDirectory(dir.resolve("sub"));
    Files.write(dir.resolve("sub/deeper"), bytes(1));

    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      assertThat(names(stream))
          .containsExactlyInAnyOrder(
              "one.txt", "two.md", ".hidden", "with space", "ünïcode", "世界", "100%", "sub");
    }
  }

  @Test
  void anEmptyDirectoryHasNoEntries() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      assertThat(stream).isEmpty();
    }
  }

  @Test
  void entriesAreResolvedAgainstTheGivenPath() throws IOException {
    files("a");
    Path roundabout = dir.resolve("../" + dir.getFileName());

    try (DirectoryStream<Path> stream = Files.newDirectoryStream(roundabout)) {
      assertThat(stream).containsExactly(roundabout.resolve("a"));
    }
  }

  @Test
  void manyEntriesAreAllListed() throws IOException {
    TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      Files.createFile(dir.resolve("file number " + i));
      expected.add("file number " + i);
    }

    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      List<String> names = names(stream);
      assertThat(names).hasSize(300);
      assertThat(new TreeSet<>(names)).isEqualTo(expected);
    }
  }

  @Test
  void aGlobChooses() throws IOException {
    files("one.txt", "two.txt", "three.md");

    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir, "*.{txt,xml}")) {
      assertThat(names(stream)).containsExactlyInAnyOrder("one.txt", "two.txt");
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir, "t[gh]?ee*")) {
      assertThat(names(stream)).containsExactly("three.md");
    }
  }

  @Test
  void aFilterChoosesByWhatTheFileIs() throws IOException {
    file("small", bytes(10));
    file("large", bytes(5000));

    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(dir, entry -> Files.size(entry) > 100)) {
      assertThat(names(stream)).containsExactly("large");
    }
  }

  @Test
  void anErrorOfTheFilterEndsTheIteration() throws IOException {
    files("a");
    IOException error = new IOException("no");

    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(
            dir,
            entry -> {
              throw error;
            })) {
      Iterator<Path> entries = stream.iterator();
      assertThatThrownBy(entries::hasNext)
          .isInstanceOf(DirectoryIteratorException.class)
          .hasCause(error);
    }
  }

  @Test
  void aFileIsNotADirectory() throws IOException {
    Path file = file("a", bytes(10));

    assertThatThrownBy(() -> Files.newDirectoryStream(file).close())
        .isInstanceOf(NotDirectoryException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(file.toString());
  }

  @Test
  void aMissingDirectoryIsNamed() {
    Path missing = dir.resolve("missing");

    assertThatThrownBy(() -> Files.newDirectoryStream(missing).close())
        .isInstanceOf(NoSuchFileException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo(missing.toString());
  }

  @Test
  void thereIsOneIteratorOnly() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      assertThat(stream.iterator()).isExhausted();
      assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  @SuppressWarnings("try") // closing is what the test is about
  void aClosedStreamGivesNoIterator() throws IOException {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      stream.close();
      stream.close();

      assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  @PlainJimfsDiffers("throws ClosedDirectoryStreamException")
  @SuppressWarnings("try") // closing is what the test is about
  void closingEndsARunningIteration() throws IOException {
    files("a", "b", "c");
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      Iterator<Path> entries = stream.iterator();
      entries.next();

      stream.close();

      int left = 0;
      while (entries.hasNext()) { // one entry may have been read ahead
        entries.next();
        left++;
      }
      assertThat(left).isLessThanOrEqualTo(1);
      assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void nextWorksWithoutHasNextAndEndsWithAnException() throws IOException {
    files("a", "b");

    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      Iterator<Path> entries = stream.iterator();
      assertThat(List.of(entries.next(), entries.next()))
          .containsExactlyInAnyOrder(dir.resolve("a"), dir.resolve("b"));
      assertThat(entries.hasNext()).isFalse();
      assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void entriesCannotBeRemovedThroughTheIterator() throws IOException {
    files("a");

    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      Iterator<Path> entries = stream.iterator();
      entries.next();
      assertThatThrownBy(entries::remove).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void entriesMayBeDeletedWhileTheyAreListed() throws IOException {
    files("a", "b", "c", "d");

    try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
      for (Path entry : stream) {
        Files.delete(entry);
      }
    }

    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aListIsAStreamOfTheEntries() throws IOException {
    files("a", "b");

    try (Stream<Path> list = Files.list(dir)) {
      assertThat(list).containsExactlyInAnyOrder(dir.resolve("a"), dir.resolve("b"));
    }
  }

  @Test
  void aWalkMeetsParentsBeforeChildren() throws IOException {
    Files.createDirectories(dir.resolve("a/b"));
    Files.write(dir.resolve("a/b/f"), bytes(3));

    try (Stream<Path> walk = Files.walk(dir)) {
      assertThat(walk)
          .containsExactly(dir, dir.resolve("a"), dir.resolve("a/b"), dir.resolve("a/b/f"));
    }
    try (Stream<Path> walk = Files.walk(dir, 1)) {
      assertThat(walk).containsExactly(dir, dir.resolve("a"));
    }
  }

  @Test
  void aSearchSeesTheSizes() throws IOException {
    file("small", bytes(10));
    file("large", bytes(5000));

    try (Stream<Path> found =
        Files.find(dir, 9, (path, is) -> is.isRegularFile() && is.size() == 5000)) {
      assertThat(found).containsExactly(dir.resolve("large"));
    }
  }

  @Test
  void aVisitorCanDeleteATree() throws IOException {
    Path tree = dir.resolve("tree");
    Files.createDirectories(tree.resolve("a/b"));
    Files.write(tree.resolve("a/b/f"), bytes(3));
    Files.write(tree.resolve("g"), bytes(3));

    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            assertThat(attributes.size()).isEqualTo(3);
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });

    assertThat(tree).doesNotExist();
  }
}
