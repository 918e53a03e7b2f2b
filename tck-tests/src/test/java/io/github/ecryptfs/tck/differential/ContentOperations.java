package io.github.ecryptfs.tck.differential;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is done with whole files and streams. */
final class ContentOperations {
  private static final List<Set<OpenOption>> RIGHTS =
      List.of(
          Set.of(),
          Set.of(StandardOpenOption.READ),
          Set.of(StandardOpenOption.WRITE),
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE),
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE),
          Set.of(StandardOpenOption.APPEND),
          Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND));
  private static final List<OpenOption> MORE =
      List.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.SPARSE,
          LinkOption.NOFOLLOW_LINKS);

  /** What excludes others, or takes long. */
  private static final List<OpenOption> RARE =
      List.of(StandardOpenOption.APPEND, StandardOpenOption.SYNC, StandardOpenOption.DSYNC);

  private ContentOperations() {}

  /** One of them. */
  static Operation next(Dice dice) {
    return switch (dice.below(12)) {
      case 0, 1, 2, 3 -> write(dice);
      case 4 -> read(dice);
      case 5 -> readSome(dice);
      case 6 -> outputStream(dice);
      case 7 -> copyIn(dice);
      case 8 -> copyOut(dice);
      case 9 -> deletedOnClose(dice);
      case 10 -> temporary(dice);
      default -> overwrite(dice);
    };
  }

  /** Options to open a file with; some exclude each other. */
  static Set<OpenOption> openOptions(Dice dice) {
    Set<OpenOption> options = new HashSet<>(dice.of(RIGHTS));
    options.addAll(dice.eachOneIn(4, MORE));
    if (dice.oneIn(60)) {
      options.add(dice.of(RARE));
    }
    return options;
  }

  private static Operation write(Dice dice) {
    String path = dice.path();
    byte[] bytes = dice.bytes();
    OpenOption[] options =
        dice.oneIn(2) ? new OpenOption[0] : openOptions(dice).toArray(OpenOption[]::new);
    return Operation.change(
        "write %d bytes to %s %s".formatted(bytes.length, path, Arrays.toString(options)),
        side -> Files.write(side.at(path), bytes, options));
  }

  private static Operation read(Dice dice) {
    String path = dice.path();
    return Operation.of("readAllBytes " + path, side -> Files.readAllBytes(side.at(path)));
  }

  /** A stream that is used in parts, and once more when it is closed. */
  private static Operation readSome(Dice dice) {
    String path = dice.path();
    int length = dice.length();
    int skip = dice.place();
    OpenOption[] options = dice.oneIn(3) ? readOptions(dice) : new OpenOption[0];
    return Operation.of(
        "read %d, skip %d of %s %s".formatted(length, skip, path, Arrays.toString(options)),
        side -> {
          try (InputStream in = Files.newInputStream(side.at(path), options)) {
            List<String> seen = new ArrayList<>();
            seen.add("1: " + in.read());
            seen.add("2: " + side.show(in.readNBytes(length)));
            seen.add("3: " + in.skip(skip));
            seen.add("4: " + in.available());
            seen.add("5: " + side.show(in.readAllBytes()));
            seen.add("6: " + in.read(new byte[1]) + in.read(new byte[0]));
            return seen;
          }
        });
  }

  private static OpenOption[] readOptions(Dice dice) {
    return dice.eachOneIn(
            3,
            List.<OpenOption>of(
                StandardOpenOption.READ,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS))
        .toArray(OpenOption[]::new);
  }

  private static Operation outputStream(Dice dice) {
    String path = dice.path();
    byte[] one = dice.bytes();
    byte[] two = dice.bytes();
    OpenOption[] options =
        dice.oneIn(2) ? new OpenOption[0] : openOptions(dice).toArray(OpenOption[]::new);
    return Operation.change(
        "stream %d and %d bytes to %s %s"
            .formatted(one.length, two.length, path, Arrays.toString(options)),
        side -> {
          try (OutputStream out = Files.newOutputStream(side.at(path), options)) {
            out.write(one);
            out.write(1);
            out.flush();
            out.write(two, 0, two.length / 2);
          }
        });
  }

  private static Operation copyIn(Dice dice) {
    String path = dice.path();
    byte[] bytes = dice.bytes();
    CopyOption[] options =
        dice.oneIn(2) ? new CopyOption[0] : new CopyOption[] {StandardCopyOption.REPLACE_EXISTING};
    return Operation.of(
        "copy %d bytes to %s %s".formatted(bytes.length, path, Arrays.toString(options)),
        side -> Files.copy(new ByteArrayInputStream(bytes), side.at(path), options));
  }

  private static Operation copyOut(Dice dice) {
    String path = dice.path();
    return Operation.of(
        "copy out " + path,
        side -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          Files.copy(side.at(path), out);
          return out.toByteArray();
        });
  }

  /** While it is open it may be there or not. */
  private static Operation deletedOnClose(Dice dice) {
    String path = dice.path();
    byte[] bytes = dice.bytes();
    Set<OpenOption> options = openOptions(dice);
    options.addAll(
        Set.of(
            StandardOpenOption.DELETE_ON_CLOSE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    return Operation.of(
        "write %d bytes to %s %s".formatted(bytes.length, path, options),
        side -> {
          try (SeekableByteChannel channel = Files.newByteChannel(side.at(path), options)) {
            channel.write(ByteBuffer.wrap(bytes));
            return channel.size();
          }
        });
  }

  private static Operation temporary(Dice dice) {
    String path = dice.path();
    List<String> mode = new ArrayList<>();
    FileAttribute<?>[] attributes = NameOperations.attributes(dice, mode);
    boolean directory = dice.oneIn(2);
    return Operation.of(
        "temporary %s in %s %s".formatted(directory ? "directory" : "file", path, mode),
        side -> {
          Path made =
              directory
                  ? Files.createTempDirectory(side.at(path), "x", attributes)
                  : Files.createTempFile(side.at(path), "x", ".y", attributes);
          Object rights = mode.isEmpty() ? "" : Files.getPosixFilePermissions(made);
          Files.delete(made);
          return side.show(rights) + side.show(made.getParent());
        });
  }

  /** Writes into the middle of a file, so that more of them have several extents. */
  private static Operation overwrite(Dice dice) {
    String path = dice.path();
    int place = dice.place();
    byte[] bytes = dice.bytes();
    return Operation.change(
        "overwrite %s at %d with %d bytes".formatted(path, place, bytes.length),
        side -> {
          try (SeekableByteChannel channel =
              Files.newByteChannel(side.at(path), StandardOpenOption.WRITE)) {
            channel.position(place).write(ByteBuffer.wrap(bytes));
          }
        });
  }
}
