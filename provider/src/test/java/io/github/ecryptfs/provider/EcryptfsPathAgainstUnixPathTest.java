package io.github.ecryptfs.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our paths do what the paths of the JDK do on Unix, exceptions included. */
class EcryptfsPathAgainstUnixPathTest {
  private static final FileSystem MOUNT = PathOnlyMount.create();
  private static final FileSystem JDK = FileSystems.getDefault();

  private static final List<String> TEXTS =
      List.of(
          "",
          "/",
          "//",
          ".",
          "..",
          "/.",
          "/..",
          "a",
          "/a",
          "a/",
          "a//b",
          "/a/b/c",
          "a/b/c",
          "./a",
          "../a",
          "a/..",
          "a/../..",
          "/a/../..",
          "a/./b",
          "../..",
          "../../a",
          "/../a/b",
          "a/b/../c",
          "ab",
          "a.b",
          "...",
          "/...",
          "a/...",
          "b/a",
          "c",
          "b/c",
          "/b/c",
          "A",
          "a!",
          "a-b/c",
          " ",
          "a b",
          "~",
          "a\\b",
          "*");

  private static final Map<String, Function<Path, Object>> QUERIES = new LinkedHashMap<>();
  private static final Map<String, BiFunction<Path, Path, Object>> PAIRINGS = new LinkedHashMap<>();

  static {
    QUERIES.put("toString", Path::toString);
    QUERIES.put("isAbsolute", Path::isAbsolute);
    QUERIES.put("getRoot", path -> String.valueOf(path.getRoot()));
    QUERIES.put("getFileName", path -> String.valueOf(path.getFileName()));
    QUERIES.put("getParent", path -> String.valueOf(path.getParent()));
    QUERIES.put("getNameCount", Path::getNameCount);
    QUERIES.put("normalize", path -> path.normalize().toString());
    QUERIES.put("iterator", EcryptfsPathAgainstUnixPathTest::iterated);

    PAIRINGS.put("resolve", (path, other) -> path.resolve(other).toString());
    PAIRINGS.put("resolve text", (path, other) -> path.resolve(other.toString()).toString());
    PAIRINGS.put("resolveSibling", (path, other) -> path.resolveSibling(other).toString());
    PAIRINGS.put("relativize", (path, other) -> path.relativize(other).toString());
    PAIRINGS.put("startsWith", Path::startsWith);
    PAIRINGS.put("startsWith text", (path, other) -> path.startsWith(other.toString()));
    PAIRINGS.put("endsWith", Path::endsWith);
    PAIRINGS.put("endsWith text", (path, other) -> path.endsWith(other.toString()));
    PAIRINGS.put("compareTo", (path, other) -> Integer.signum(path.compareTo(other)));
    PAIRINGS.put("equals", Path::equals);
  }

  @BeforeAll
  static void theDefaultFileSystemIsUnix() {
    assumeTrue(JDK.getSeparator().equals("/"), "the model is the JDK's path on Unix");
  }

  @Test
  void everyTextOfTheListBehavesTheSame() {
    TEXTS.forEach(text -> compareQueries(text, "from the list"));
  }

  @Test
  void everyPairOfTheListBehavesTheSame() {
    TEXTS.forEach(one -> TEXTS.forEach(two -> comparePair(one, two, "from the list")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomTextsBehaveTheSame(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      compareQueries(randomText(random), "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void randomPairsBehaveTheSame(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      comparePair(randomText(random), randomText(random), "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void randomTextsJoinTheSame(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      String first = randomText(random);
      String[] more = {randomText(random), randomText(random)};
      assertThat(MOUNT.getPath(first, more))
          .as("getPath(%s, %s, %s), seed %d", first, more[0], more[1], seed)
          .hasToString(JDK.getPath(first, more).toString());
    }
  }

  private static void compareQueries(String text, String origin) {
    Path ours = MOUNT.getPath(text);
    Path theirs = JDK.getPath(text);
    QUERIES.forEach(
        (name, query) -> compare(name + " of '" + text + "'", origin, query, ours, theirs));
    for (int begin = -1; begin <= theirs.getNameCount() + 1; begin++) {
      compareNames(text, origin, begin, ours, theirs);
    }
  }

  private static void compareNames(String text, String origin, int begin, Path ours, Path theirs) {
    Function<Path, Object> name = path -> path.getName(begin).toString();
    compare("getName(" + begin + ") of '" + text + "'", origin, name, ours, theirs);
    for (int end = -1; end <= theirs.getNameCount() + 1; end++) {
      int last = end;
      Function<Path, Object> names = path -> path.subpath(begin, last).toString();
      compare("subpath(" + begin + ", " + end + ") of '" + text + "'", origin, names, ours, theirs);
    }
  }

  private static void comparePair(String one, String two, String origin) {
    PAIRINGS.forEach(
        (name, pairing) ->
            assertThat(outcome(() -> pairing.apply(MOUNT.getPath(one), MOUNT.getPath(two))))
                .as("%s of '%s' and '%s', %s", name, one, two, origin)
                .isEqualTo(outcome(() -> pairing.apply(JDK.getPath(one), JDK.getPath(two)))));
  }

  private static void compare(
      String what, String origin, Function<Path, Object> query, Path ours, Path theirs) {
    assertThat(outcome(() -> query.apply(ours)))
        .as("%s, %s", what, origin)
        .isEqualTo(outcome(() -> query.apply(theirs)));
  }

  /** What the call returned, or the class of what it threw. */
  private static Object outcome(java.util.function.Supplier<Object> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return e.getClass();
    }
  }

  private static List<String> iterated(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return names;
  }

  /** Up to six pieces of few kinds, so that two texts often share names. */
  private static String randomText(Random random) {
    List<String> pieces = List.of("a", "b", "c", "ab", ".", "..", "/", "//", "/", "/");
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(8); left > 0; left--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }
}
