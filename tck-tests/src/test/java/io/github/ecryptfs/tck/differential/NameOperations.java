package io.github.ecryptfs.tck.differential;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What is done with names: made, moved, deleted, linked, listed, looked up. */
final class NameOperations {
  private static final List<CopyOption> COPY_OPTIONS =
      List.of(
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES,
          LinkOption.NOFOLLOW_LINKS);
  private static final List<CopyOption> MOVE_OPTIONS =
      List.of(
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE,
          LinkOption.NOFOLLOW_LINKS);
  private static final List<String> GLOBS =
      List.of("*", "a*", "?", "{a,b}", "[a-c]", "[!a]*", ".*", "*.*", "\\*", "", "[", "{a", "\\");

  private NameOperations() {}

  /** One of them. */
  static Operation next(Dice dice) {
    return switch (dice.below(26)) {
      case 0, 1, 2 -> createDirectory(dice);
      case 3 -> createDirectories(dice);
      case 4, 5, 6 -> createFile(dice);
      case 7, 8 -> delete(dice);
      case 9, 10, 11 -> move(dice);
      case 12, 13, 14 -> copy(dice);
      case 15, 16 -> createLink(dice);
      case 17, 18, 19 -> createSymbolicLink(dice);
      case 20 -> readSymbolicLink(dice);
      case 21 -> list(dice);
      case 22 -> streamTwice(dice);
      case 23 -> walk(dice);
      case 24 -> toRealPath(dice);
      default -> look(dice);
    };
  }

  static FileAttribute<?>[] attributes(Dice dice, List<String> text) {
    if (!dice.oneIn(6)) {
      return new FileAttribute<?>[0];
    }
    String mode = dice.of(List.of("rwx------", "rwxr-xr-x", "rwxrwxrwx", "rwx--x---"));
    text.add(mode);
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
    };
  }

  private static Operation createDirectory(Dice dice) {
    String path = dice.path();
    List<String> mode = new ArrayList<>();
    FileAttribute<?>[] attributes = attributes(dice, mode);
    return Operation.change(
        "createDirectory " + path + mode, side -> Files.createDirectory(side.at(path), attributes));
  }

  private static Operation createDirectories(Dice dice) {
    String path = dice.path();
    return Operation.of(
        "createDirectories " + path, side -> Files.createDirectories(side.at(path)));
  }

  private static Operation createFile(Dice dice) {
    String path = dice.path();
    List<String> mode = new ArrayList<>();
    FileAttribute<?>[] attributes = attributes(dice, mode);
    return Operation.change(
        "createFile " + path + mode, side -> Files.createFile(side.at(path), attributes));
  }

  private static Operation delete(Dice dice) {
    String path = dice.path();
    return dice.oneIn(2)
        ? Operation.change("delete " + path, side -> Files.delete(side.at(path)))
        : Operation.of("deleteIfExists " + path, side -> Files.deleteIfExists(side.at(path)));
  }

  private static Operation move(Dice dice) {
    String from = dice.pathToName();
    String to = dice.oneIn(12) ? from : dice.pathToName();
    CopyOption[] options = options(dice, MOVE_OPTIONS, StandardCopyOption.COPY_ATTRIBUTES);
    return Operation.change(
        "move %s to %s %s".formatted(from, to, Arrays.toString(options)),
        side -> Files.move(side.at(from), side.at(to), options));
  }

  private static Operation copy(Dice dice) {
    String from = dice.path();
    String to = (dice.oneIn(12) ? from : dice.path()).replace("..", "c");
    CopyOption[] options = options(dice, COPY_OPTIONS, StandardCopyOption.ATOMIC_MOVE);
    return Operation.change(
        "copy %s to %s %s".formatted(from, to, Arrays.toString(options)),
        side -> {
          if (!isReplacedOnTheWay(side.at(from), side.at(to), options)) {
            Files.copy(side.at(from), side.at(to), options);
          }
        });
  }

  /** Whether the source is reached through what the copy replaces: {@link DeliberateDifference}. */
  private static boolean isReplacedOnTheWay(Path from, Path to, CopyOption... options)
      throws IOException {
    if (!List.of(options).contains(StandardCopyOption.REPLACE_EXISTING) || !Files.exists(to)) {
      return false;
    }
    boolean replaced = Files.isSymbolicLink(to) && from.equals(to);
    for (Path way = from.getParent(); way != null && !replaced; way = way.getParent()) {
      replaced = Files.exists(way) && Files.isSameFile(way, to);
    }
    return replaced;
  }

  private static CopyOption[] options(Dice dice, List<CopyOption> usual, CopyOption wrong) {
    List<CopyOption> chosen = new ArrayList<>(dice.eachOneIn(2, usual));
    if (dice.oneIn(40)) {
      chosen.add(wrong);
    }
    return chosen.toArray(CopyOption[]::new);
  }

  private static Operation createLink(Dice dice) {
    String link = dice.path();
    String existing = dice.path();
    return Operation.change(
        "createLink %s of %s".formatted(link, existing),
        side -> Files.createLink(side.at(link), side.at(existing)));
  }

  private static Operation createSymbolicLink(Dice dice) {
    String link = dice.path();
    String target = dice.linkTarget();
    return Operation.change(
        "createSymbolicLink %s to %s".formatted(link, target),
        side -> Files.createSymbolicLink(side.at(link), side.asIs(target)));
  }

  private static Operation readSymbolicLink(Dice dice) {
    String link = dice.path();
    return Operation.of("readSymbolicLink " + link, side -> Files.readSymbolicLink(side.at(link)));
  }

  private static Operation list(Dice dice) {
    String path = dice.path();
    String glob = dice.of(GLOBS);
    return Operation.of(
        "list %s in %s".formatted(glob, path),
        side -> {
          List<Path> entries = new ArrayList<>();
          try (DirectoryStream<Path> stream = Files.newDirectoryStream(side.at(path), glob)) {
            stream.forEach(entries::add);
          }
          return entries;
        });
  }

  /** Asks a stream for more than it may give. */
  @SuppressWarnings("StreamResourceLeak") // it is closed, and then asked on purpose
  private static Operation streamTwice(Dice dice) {
    String path = dice.path();
    boolean closed = dice.oneIn(2);
    return Operation.of(
        "%s iterator of %s".formatted(closed ? "closed" : "second", path),
        side -> {
          DirectoryStream<Path> stream = Files.newDirectoryStream(side.at(path));
          try (stream) {
            if (!closed) {
              Iterator<Path> first = stream.iterator();
              return first.hasNext() + " " + stream.iterator();
            }
          }
          return stream.iterator().hasNext();
        });
  }

  private static Operation walk(Dice dice) {
    String path = dice.path();
    Set<FileVisitOption> options =
        dice.oneIn(2)
            ? EnumSet.of(FileVisitOption.FOLLOW_LINKS)
            : EnumSet.noneOf(FileVisitOption.class);
    int depth = dice.oneIn(3) ? 2 : Integer.MAX_VALUE;
    return Operation.of(
        "walk %s %s to depth %d".formatted(path, options, depth),
        side -> {
          Visits visits = new Visits(side);
          Files.walkFileTree(side.at(path), options, depth, visits);
          return visits.seen;
        });
  }

  /** All that a walk tells of. */
  private static final class Visits implements FileVisitor<Path> {
    private final Side side;
    private final List<String> seen = new ArrayList<>();

    Visits(Side side) {
      this.side = side;
    }

    private FileVisitResult see(String what, Path path) {
      seen.add(what + " " + side.neutral(path.toString()));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return see("into", directory);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return see(attributes.isRegularFile() ? "file" : "no file", file);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return see(failure.getClass().getSimpleName(), file);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
      return see("out of", directory);
    }
  }

  private static Operation toRealPath(Dice dice) {
    String path = dice.path();
    LinkOption[] options = follow(dice);
    return Operation.of(
        "toRealPath %s %s".formatted(path, Arrays.toString(options)),
        side -> side.at(path).toRealPath(options));
  }

  static LinkOption[] follow(Dice dice) {
    return dice.oneIn(3) ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
  }

  private static Operation look(Dice dice) {
    String path = dice.path();
    String other = dice.oneIn(4) ? path : dice.path();
    LinkOption[] options = follow(dice);
    return switch (dice.below(6)) {
      case 0 ->
          Operation.of(
              "isSameFile %s %s".formatted(path, other),
              side -> Files.isSameFile(side.at(path), side.at(other)));
      case 1 ->
          Operation.of(
              "mismatch %s %s".formatted(path, other),
              side -> Files.mismatch(side.at(path), side.at(other)));
      case 2 ->
          Operation.change(
              "checkAccess " + path,
              side ->
                  side.at(path)
                      .getFileSystem()
                      .provider()
                      .checkAccess(side.at(path), AccessMode.READ, AccessMode.EXECUTE));
      case 3 ->
          Operation.of(
              "kinds of %s %s".formatted(path, Arrays.toString(options)),
              side -> kinds(side.at(path), options));
      case 4 -> Operation.of("isHidden " + path, side -> Files.isHidden(side.at(path)));
      default -> Operation.of("rights of " + path, side -> rights(side.at(path)));
    };
  }

  private static String kinds(Path path, LinkOption... options) {
    return "%b %b %b %b %b"
        .formatted(
            Files.exists(path, options),
            Files.notExists(path, options),
            Files.isDirectory(path, options),
            Files.isRegularFile(path, options),
            Files.isSymbolicLink(path));
  }

  private static String rights(Path path) {
    return "%b %b %b"
        .formatted(Files.isReadable(path), Files.isWritable(path), Files.isExecutable(path));
  }
}
