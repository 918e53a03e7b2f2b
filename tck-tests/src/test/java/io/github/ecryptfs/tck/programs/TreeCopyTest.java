package io.github.ecryptfs.tck.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree of some thousand files goes into a mount and out again, and is the same. */
class TreeCopyTest {
  private static final int FILES = 3_000;
  private static final int LARGE = 3 * 1024 * 1024 + 1;
  private static final List<String> ODD =
      List.of(
          " ",
          "-rf",
          "*",
          "a\nb",
          "\\",
          "\"",
          "e\u0301",
          "\u00e9",
          "\ud83d\udd11",
          "...",
          "~",
          "ECRYPTFS_FNEK_ENCRYPTED.x",
          "n".repeat(143),
          "\u4e2d".repeat(47),
          ".hidden",
          "a:b",
          "%2F");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  private final Random random = new Random(5);

  @Test
  void aTreeIsTheSameInAMountAndOutsideAgain() throws IOException {
    Path original = Files.createDirectory(directory.resolve("original"));
    makeTree(original);
    Path lower = Files.createDirectory(directory.resolve("lower"));
    Path back = directory.resolve("back");
    List<String> wanted = picture(original);

    try (Mounted mount = Mounted.of(lower)) {
      copyTree(original, mount.path("/copy"));
      assertThat(picture(mount.path("/copy"))).isEqualTo(wanted);
    }
    try (Mounted mount = Mounted.of(lower)) {
      copyTree(mount.path("/copy"), back);
      assertThat(picture(back)).hasSizeGreaterThan(FILES).isEqualTo(wanted);
    }
  }

  @Test
  void aWalkThatFollowsLinksFindsACircle() throws IOException {
    try (Mounted mount = Mounted.of(Files.createDirectory(directory.resolve("lower")))) {
      Path inner = Files.createDirectories(mount.path("/outer/inner"));
      Files.createSymbolicLink(inner.resolve("circle"), mount.path("../../outer"));

      assertThatThrownBy(() -> walk(mount.path("/outer")))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(FileSystemLoopException.class);
    }
  }

  private static long walk(Path start) throws IOException {
    try (Stream<Path> paths = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
      return paths.count();
    }
  }

  private void makeTree(Path root) throws IOException {
    List<Path> directories = new ArrayList<>(List.of(root));
    for (int i = 0; i < FILES; i++) {
      Path parent = directories.get(random.nextInt(directories.size()));
      String name = i < ODD.size() ? ODD.get(i) : "file-" + i;
      if (i % 20 == 0) {
        directories.add(Files.createDirectory(parent.resolve("directory-" + i)));
      } else if (i % 21 == 0) {
        Files.createSymbolicLink(parent.resolve("link-" + i), Path.of("../x-" + i));
      } else {
        writeFile(parent.resolve(name), i);
      }
    }
    Files.write(root.resolve("large"), bytes(LARGE));
  }

  private void writeFile(Path file, int number) throws IOException {
    Files.write(
        file, bytes(number % 7 == 0 ? 0 : random.nextInt(number % 50 == 1 ? 50_000 : 3_000)));
    if (number % 11 == 0) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-x--x"));
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** As programs copy trees from one file system to another, which java.nio leaves links to. */
  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            copy(visited);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes)
              throws IOException {
            copy(visited);
            return FileVisitResult.CONTINUE;
          }

          private void copy(Path visited) throws IOException {
            Path target = to.resolve(from.relativize(visited).toString());
            if (Files.isSymbolicLink(visited)) {
              String link = Files.readSymbolicLink(visited).toString();
              Files.createSymbolicLink(target, target.getFileSystem().getPath(link));
            } else {
              Files.copy(visited, target, StandardCopyOption.COPY_ATTRIBUTES);
              Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(visited));
            }
          }
        });
  }

  /** A line for each file: name, permissions, time of change where it is a file's, content. */
  private static List<String> picture(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      List<String> lines = new ArrayList<>();
      for (Path path : paths.toList()) {
        lines.add(root.relativize(path) + " " + line(path));
      }
      lines.sort(null);
      return lines;
    }
  }

  private static String line(Path path) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      return "-> " + Files.readSymbolicLink(path);
    }
    return PosixFilePermissions.toString(attributes.permissions())
        + (attributes.isDirectory()
            ? " directory"
            : " %s %d %s".formatted(attributes.lastModifiedTime(), attributes.size(), hash(path)));
  }

  private static int hash(Path file) throws IOException {
    return Arrays.hashCode(Files.readAllBytes(file));
  }
}
