package io.github.ecryptfs.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcryptfsPathTest {
  private final EcryptfsFileSystem mount = PathOnlyMount.create();
  private final EcryptfsFileSystem otherMount = PathOnlyMount.of("file:///srv/other/");
  private final Path foreign = Path.of("a");

  @Test
  void partsAreJoinedAndSeparatorsKeptSingle() {
    assertThat(mount.getPath("", "a", "", "b//c/")).hasToString("a/b/c");
    assertThat(mount.getPath("/", "a")).hasToString("/a");
    assertThat(mount.getPath("///")).hasToString("/");
    assertThat(mount.getPath("", "")).hasToString("");
  }

  @Test
  void namesAreKeptAsGivenWithoutNormalisation() {
    String composed = "\u00e9";
    String decomposed = "e\u0301";

    assertThat(path(composed)).hasToString(composed).isNotEqualTo(path(decomposed));
    assertThat(path(decomposed)).hasToString(decomposed);
  }

  @Test
  void emojiAreNames() {
    assertThat(path("/🔑/a").getName(0)).hasToString("🔑");
  }

  @Test
  void nulIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> path("ab\0c"))
        .isInstanceOfSatisfying(
            InvalidPathException.class, e -> assertThat(e.getIndex()).isEqualTo(2))
        .hasMessageContaining("NUL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\udd11", "\udd11\ud83d", "\ud83da", "a/\ud83d/b"})
  void halfASurrogatePairIsRefused(String text) {
    assertThatThrownBy(() -> path(text))
        .isInstanceOf(InvalidPathException.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void nullIsRefused() {
    assertThatThrownBy(() -> path("a").resolve((Path) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> path("a").relativize(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> path("a").startsWith((Path) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> path("a").endsWith((Path) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> path("a").compareTo(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> mount.getPath("a", (String) null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void pathsOfOtherProvidersCannotBeJoined() {
    assertThatThrownBy(() -> path("a").resolve(foreign))
        .isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> path("/a").resolveSibling(foreign))
        .isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> path("a").relativize(foreign))
        .isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> path("a").compareTo(foreign)).isInstanceOf(ClassCastException.class);
  }

  @Test
  void pathsOfOtherMountsCannotBeJoined() {
    Path other = otherMount.getPath("/a");

    assertThatThrownBy(() -> path("/").resolve(other))
        .isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> path("/").relativize(other))
        .isInstanceOf(ProviderMismatchException.class);
  }

  @Test
  void foreignPathsAreNeitherPrefixNorSuffixNorEqual() {
    for (Path other : List.of(foreign, otherMount.getPath("a"))) {
      assertThat(path("a").startsWith(other)).isFalse();
      assertThat(path("a").endsWith(other)).isFalse();
      assertThat(path("a").equals(other)).isFalse();
    }
  }

  @Test
  void equalTextInOneMountIsEqual() {
    assertThat(path("a//b/")).isEqualTo(path("a/b")).hasSameHashCodeAs(path("a/b"));
    assertThat(path("a/./b")).isNotEqualTo(path("a/b"));
    assertThat(path("a")).isNotEqualTo(path("A"));
  }

  @Test
  void sortedSetsTellMountsApart() {
    TreeSet<Path> sorted =
        new TreeSet<>(List.of(path("/b"), otherMount.getPath("/a"), path("/a"), path("/a")));

    assertThat(sorted).containsExactly(otherMount.getPath("/a"), path("/a"), path("/b"));
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void orderIsThatOfTheUtf8Bytes(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String one = randomName(random);
      String two = randomName(random);
      assertThat(Integer.signum(path(one).compareTo(path(two))))
          .as("'%s' and '%s', seed %d", one, two, seed)
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(utf8(one), utf8(two))));
    }
  }

  @Test
  void theWorkingDirectoryIsTheRoot() {
    assertThat(path("a/b").toAbsolutePath()).hasToString("/a/b");
    assertThat(path("").toAbsolutePath()).hasToString("/");
    assertThat(path("../a").toAbsolutePath()).hasToString("/../a");
  }

  @Test
  void realPathsAreAskedOfTheMount() throws IOException {
    assertThat(path("/").toRealPath()).isEqualTo(mount.files().realPath(path("/")));
  }

  @Test
  void thereIsNoFileOfThePlatform() {
    assertThatThrownBy(() -> path("/a").toFile()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void namesNeedNoPaths() {
    assertThat(path("/").names()).isEmpty();
    assertThat(path("/a/b").names()).containsExactly("a", "b");
    assertThat(path("../b").names()).containsExactly("..", "b");
    assertThat(path("").names()).containsExactly("");
  }

  @Test
  void onlyTheRootIsTheRoot() {
    assertThat(path("//").isRoot()).isTrue();
    assertThat(path("/a").isRoot()).isFalse();
    assertThat(path("").isRoot()).isFalse();
  }

  @Test
  void iteratorsEndAndRemoveNothing() {
    Iterator<Path> names = path("a").iterator();

    names.next();

    assertThat(names.hasNext()).isFalse();
    assertThatThrownBy(names::next).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(names::remove).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void relativizingSaysWhyThereIsNoWay() {
    assertThatThrownBy(() -> path("/a").relativize(path("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("absolute");
    assertThatThrownBy(() -> path("../a").relativize(path("b")))
        .hasMessage("no way from '../a' to 'b': what '..' leaves has no known name");
  }

  @Test
  void indicesOutsideSayHowManyNamesThereAre() {
    assertThatThrownBy(() -> path("/a/b").getName(2)).hasMessage("name 2 of '/a/b': it has 2");
    assertThatThrownBy(() -> path("/a/b").subpath(1, 3))
        .hasMessage("names 1 to 3 of '/a/b': it has 2");
  }

  @Test
  void theUriNamesMountAndAbsolutePath() {
    assertThat(path("notes/to day!.txt").toUri())
        .hasToString("ecryptfs:file:///srv/secret/!/notes/to%20day%21.txt");
    assertThat(path("/").toUri()).hasToString("ecryptfs:file:///srv/secret/!/");
    assertThat(path("").toUri()).isEqualTo(path("/").toUri());
  }

  private EcryptfsPath path(String text) {
    return EcryptfsPath.join(mount, text);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A few characters from both sides of each border in UTF-8 and UTF-16. */
  private static String randomName(Random random) {
    int[] characters = {
      'a', '~', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff
    };
    StringBuilder name = new StringBuilder();
    for (int left = random.nextInt(4); left >= 0; left--) {
      name.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return name.toString();
  }
}
