package io.github.ecryptfs.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our path matchers match what those of the JDK match on Unix, and refuse what those refuse. */
class PathPatternAgainstJdkTest {
  private static final FileSystem MOUNT = PathOnlyMount.create();
  private static final FileSystem JDK = FileSystems.getDefault();

  private static final Pattern JDK_TRIPS = Pattern.compile("-[\\[\\\\&]|\\[\\^-");

  private static final List<String> PATTERNS =
      List.of(
          "glob:",
          "glob:*",
          "glob:**",
          "glob:***",
          "glob:?",
          "glob:*.java",
          "glob:*.*",
          "glob:*.{java,class}",
          "glob:foo.?",
          "glob:/home/*/*",
          "glob:/home/**",
          "glob:**.txt",
          "glob:**/*.txt",
          "glob:{,a}",
          "glob:{}",
          "glob:{a}",
          "glob:{a,b}c",
          "glob:{*,a/b}",
          "glob:a,b",
          "glob:a}",
          "glob:]",
          "glob:\\*",
          "glob:\\{a\\}",
          "glob:\\a",
          "glob:a\\\\b",
          "glob:[abc]",
          "glob:[a-c]",
          "glob:[!a-c]",
          "glob:[!a]",
          "glob:[^a]",
          "glob:[!^]",
          "glob:[^]",
          "glob:[!!a]",
          "glob:[-]",
          "glob:[-a]",
          "glob:[!-]",
          "glob:[!-a]",
          "glob:[a-]",
          "glob:[a-cx-z]",
          "glob:[*?]",
          "glob:[\\]",
          "glob:[[]",
          "glob:[&&a]",
          "glob:[a&&b]",
          "glob:[+-9]",
          "glob:[+--]",
          "glob:[+-/]",
          "glob:{[}]}",
          "glob:{[ab],c}*",
          "glob:a.b",
          "glob:a+b",
          "glob:(a)",
          "glob:a|b",
          "glob:^a$",
          "glob:#",
          "glob: ",
          "GLOB:*",
          "Glob:a",
          "regex:",
          "regex:.*",
          "REGEX:a|b",
          "regex:[a-c]+",
          "regex:/?a/b",
          "glob:[",
          "glob:[a",
          "glob:[]",
          "glob:[!]",
          "glob:[!",
          "glob:[-",
          "glob:[a-",
          "glob:[]a]",
          "glob:[--0]",
          "glob:[a-c-e]",
          "glob:[a-c-]",
          "glob:[z-a]",
          "glob:[a/b]",
          "glob:[/]",
          "glob:[a-/]",
          "glob:{",
          "glob:{a",
          "glob:{a,b",
          "glob:{a,{b}}",
          "glob:{a\\}",
          "glob:\\",
          "glob:a\\",
          "regex:[",
          "regex:(",
          "",
          ":",
          ":x",
          "glob",
          "foo:x",
          " glob:x");

  private static final List<String> PATHS =
      List.of(
          "",
          "/",
          "a",
          "b",
          "c",
          "ac",
          "bc",
          "ab",
          "/a",
          "a/b",
          "/a/b",
          "/home/gus/data",
          "/home/gus",
          "/home/gus/deep/data",
          "x.java",
          "x.class",
          "x.",
          ".java",
          "foo.x",
          "foo.xx",
          "a.txt",
          "d/a.txt",
          "/d/e/a.txt",
          "*",
          "?",
          "{a}",
          "a}",
          "a,b",
          "]",
          "[",
          "\\",
          "a\\b",
          "^",
          "-",
          "!",
          "&",
          "+",
          ".",
          "9",
          "0",
          "z",
          "x",
          "A",
          "a.b",
          "axb",
          "a+b",
          "aab",
          "(a)",
          "a|b",
          "^a$",
          "#",
          " ",
          "}",
          "a b");

  @BeforeAll
  static void theDefaultFileSystemIsUnix() {
    assumeTrue(JDK.getSeparator().equals("/"), "the model is the JDK on Unix");
  }

  @Test
  void everyPatternOfTheListMatchesTheSame() {
    for (String pattern : PATTERNS) {
      PATHS.forEach(path -> compare(pattern, path, "from the list"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void randomGlobsMatchTheSame(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      String glob = "glob:" + randomComparableGlob(random);
      for (int j = 0; j < 10; j++) {
        compare(glob, randomText(random, "abc/-!^.", 5), "seed " + seed);
      }
    }
  }

  private static void compare(String pattern, String path, String origin) {
    assertThat(outcome(MOUNT, pattern, path))
        .as("'%s' on '%s', %s", pattern, path, origin)
        .isEqualTo(outcome(JDK, pattern, path));
  }

  /** Whether the pattern matches, or the class of what was thrown. */
  private static Object outcome(FileSystem fileSystem, String pattern, String path) {
    try {
      return fileSystem.getPathMatcher(pattern).matches(fileSystem.getPath(path));
    } catch (RuntimeException e) {
      return e.getClass();
    }
  }

  /** A glob without the ranges that trip the JDK: from a leading {@code ^}, to {@code [ \ &}. */
  private static String randomComparableGlob(Random random) {
    String glob = randomText(random, "abc/*?[]{},!-^&.+\\", 8);
    return JDK_TRIPS.matcher(glob).find() ? randomComparableGlob(random) : glob;
  }

  private static String randomText(Random random, String alphabet, int longest) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(longest + 1); left > 0; left--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
