package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks through trees with links, which may lead anywhere, themselves included. */
@EveryMount
@Needs(Capability.SYMBOLIC_LINKS)
class TreesTest extends FileSystemContract {
  private static final long SEED = 20;

  /** A tree below {@code top} that is the same for the same random numbers. */
  private static void grow(Path top, Random random, int depth) throws IOException {
    for (int i = 0; i < 5; i++) {
      Path child = top.resolve("n" + i + "-" + depth);
      int kind = random.nextInt(4);
      if (kind == 0 && depth < 4) {
        grow(Files.createDirectory(child), random, depth + 1);
      } else if (kind == 1) {
        Path here = top.getFileSystem().getPath(random.nextBoolean() ? "." : "n0-" + depth);
        Files.createSymbolicLink(child, here);
      } else {
        Files.write(child, new byte[random.nextInt(10)]);
      }
    }
  }

  /** All that a visitor is told, in order of the names. */
  private static Set<String> visited(Path top, Set<FileVisitOption> options) throws IOException {
    Set<String> told = new TreeSet<>();
    Files.walkFileTree(
        top,
        options,
        Integer.MAX_VALUE,
        new FileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
            return tell("directory", visited);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String size = attributes.isRegularFile() ? " of " + attributes.size() : "";
            return tell((attributes.isSymbolicLink() ? "link" : "file") + size, file);
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return tell(failure.getClass().getSimpleName(), file);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure) {
            return tell("end of", visited);
          }

          private FileVisitResult tell(String what, Path where) {
            told.add(what + " " + top.relativize(where));
            return FileVisitResult.CONTINUE;
          }
        });
    return told;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @PlainJimfsDiffers("has other exceptions for loops")
  void aWalkTellsWhatItTellsOfAPlainTree(boolean followLinks, @TempDir Path plain)
      throws IOException {
    grow(plain, new Random(SEED), 0);
    grow(dir, new Random(SEED), 0);
    Set<FileVisitOption> options =
        followLinks
            ? EnumSet.of(FileVisitOption.FOLLOW_LINKS)
            : EnumSet.noneOf(FileVisitOption.class);

    assertThat(visited(dir, options)).hasSizeGreaterThan(20).isEqualTo(visited(plain, options));
  }

  @Test
  @Needs(Capability.ABSOLUTE_LINKS)
  void aLoopIsToldWithThePathThatMeetsIt() throws IOException {
    Path inner = Files.createDirectories(dir.resolve("outer/inner"));
    Path toSelf = Files.createSymbolicLink(inner.resolve("self"), inner);
    assertLoop(dir.resolve("outer"), toSelf);
    assertLoop(inner, toSelf);
    Files.delete(toSelf);

    Path toParent = Files.createSymbolicLink(inner.resolve("parent"), dir.resolve("outer"));
    assertLoop(dir.resolve("outer"), toParent);
    assertLoop(inner, toParent.resolve("inner"));
  }

  private static void assertLoop(Path start, Path where) throws IOException {
    try (Stream<Path> walk = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
      assertThatThrownBy(walk::toList)
          .isInstanceOf(UncheckedIOException.class)
          .cause()
          .isInstanceOfSatisfying(
              FileSystemLoopException.class,
              loop -> assertThat(loop.getFile()).isEqualTo(where.toString()));
    }
  }

  @Test
  @Needs(Capability.ABSOLUTE_LINKS)
  void aLinkedDirectoryIsWalkedUnderTheNameOfTheLink() throws IOException {
    Files.createDirectories(dir.resolve("a/b"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("a"));

    try (Stream<Path> followed = Files.walk(dir, FileVisitOption.FOLLOW_LINKS);
        Stream<Path> plain = Files.walk(dir)) {
      assertThat(followed).contains(link, link.resolve("b"));
      assertThat(plain).contains(link).doesNotContain(link.resolve("b"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aWalkGoesAsDeepAsItMay(int depth) throws IOException {
    Files.createDirectories(dir.resolve("a/b/c"));

    try (Stream<Path> walk = Files.walk(dir, depth)) {
      assertThat(walk)
          .containsExactlyElementsOf(
              List.of(dir, dir.resolve("a"), dir.resolve("a/b"), dir.resolve("a/b/c"))
                  .subList(0, Math.min(depth + 1, 4)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = FileVisitResult.class,
      names = {"TERMINATE", "SKIP_SUBTREE", "SKIP_SIBLINGS"})
  void aVisitorLeavesOutWhatItWants(FileVisitResult verdict) throws IOException {
    Files.createDirectories(dir.resolve("a/b/c"));
    Set<Path> seen = new TreeSet<>();

    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
            seen.add(visited);
            return visited.endsWith("b") ? verdict : FileVisitResult.CONTINUE;
          }
        });

    assertThat(seen).containsExactly(dir, dir.resolve("a"), dir.resolve("a/b"));
  }

  @Test
  @SuppressWarnings("StreamResourceLeak") // they are closed, which is the point
  void aClosedStreamOfPathsGivesNone() throws IOException {
    Stream<Path> list = Files.list(dir);
    Stream<Path> walk = Files.walk(dir);
    list.close();
    walk.close();

    assertThatThrownBy(list::toList).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(walk::toList).isInstanceOf(IllegalStateException.class);
  }
}
