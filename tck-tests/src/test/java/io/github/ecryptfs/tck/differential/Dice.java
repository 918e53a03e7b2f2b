package io.github.ecryptfs.tck.differential;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random choices, such that operations meet one another's files. Confined to one thread. */
final class Dice {
  private static final List<String> NAMES =
      List.of("a", "a", "a", "b", "b", "b", "c", "c", "d", "d", "e", "f");
  private static final List<String> ODD_NAMES =
      List.of(
          "e\u0301",
          "\u00e9",
          "x y",
          "*",
          "[a]",
          "{b}",
          "\\",
          "-",
          ".h",
          "...",
          "\ud83d\udd11",
          "n".repeat(143),
          "a\n");
  private static final List<String> ODD_PATHS =
      List.of("", "..", "a/..", "./b", "b/../a", "a/b/../..", "../4/a", "c/../../4/b");
  private static final int[] BORDERS = {0, 1, 15, 16, 17, 4095, 4096, 4097, 8191, 8192, 8193};

  private final Random random;

  Dice(long seed) {
    this.random = new Random(seed);
  }

  /** From 0 on, below {@code bound}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** True once in {@code n} times. */
  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** One of them. */
  <T> T of(List<? extends T> all) {
    return all.get(below(all.size()));
  }

  /** Each of them once in {@code n} times. */
  <T> List<T> eachOneIn(int n, List<? extends T> all) {
    List<T> chosen = new ArrayList<>();
    for (T one : all) {
      if (oneIn(n)) {
        chosen.add(one);
      }
    }
    return chosen;
  }

  /** A channel's slot. */
  int slot() {
    return below(Side.CHANNELS);
  }

  /** A name. */
  String name() {
    return oneIn(12) ? of(ODD_NAMES) : of(NAMES);
  }

  /** A path of one to three names, now and then with dots. */
  String path() {
    if (oneIn(40)) {
      return of(ODD_PATHS);
    }
    StringBuilder path = new StringBuilder(name());
    while (path.length() < 5 && oneIn(2)) {
      path.append(oneIn(12) ? "/../" : "/").append(name());
    }
    return path.toString();
  }

  /** A path that ends in a name. */
  String pathToName() {
    String path = path();
    return path.isEmpty() || path.endsWith("..") ? name() : path;
  }

  /** What a symbolic link may hold: a path from where it is, or from the root on. */
  String linkTarget() {
    return switch (below(6)) {
      case 0 -> "/" + path();
      case 1, 2 -> "../" + path();
      default -> path();
    };
  }

  /** A position or size, often beside the border of an extent. */
  int place() {
    return switch (below(8)) {
      case 0, 1, 2 -> BORDERS[below(BORDERS.length)];
      case 3, 4 -> below(100);
      case 5, 6 -> 4096 * below(5) + below(3);
      default -> below(30_000);
    };
  }

  /** How many bytes to read or write. */
  int length() {
    return switch (below(10)) {
      case 0, 1, 2 -> BORDERS[below(BORDERS.length)];
      case 9 -> below(20_000);
      default -> below(100);
    };
  }

  /** As many bytes as {@link #length} says. */
  byte[] bytes() {
    byte[] bytes = new byte[length()];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A time of whole seconds that {@link Side#show} tells from one of the clock. */
  FileTime time() {
    return FileTime.from(Instant.parse("2001-01-01T00:00:00Z").plusSeconds(below(1_000_000)));
  }
}
