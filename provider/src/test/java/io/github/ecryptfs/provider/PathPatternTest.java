package io.github.ecryptfs.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
  private final EcryptfsFileSystem mount = PathOnlyMount.create();

  @Test
  void oneStarStaysInADirectoryAndTwoLeaveIt() {
    assertThat(matches("glob:/a/*", "/a/b")).isTrue();
    assertThat(matches("glob:/a/*", "/a/b/c")).isFalse();
    assertThat(matches("glob:/a/**", "/a/b/c")).isTrue();
  }

  @Test
  void twoStarsCrossLineEnds() {
    assertThat(matches("glob:**", "a\nb/c\rd")).isTrue();
  }

  @Test
  void emojiAreSingleCharacters() {
    assertThat(matches("glob:?", "🔑")).isTrue();
    assertThat(matches("glob:[🔐🔑]", "🔑")).isTrue();
    assertThat(matches("glob:[🔐-🔒]", "🔑")).isTrue();
    assertThat(matches("glob:[!🔐-🔒]", "🔑")).isFalse();
  }

  @Test
  void nonAsciiNamesMatchThemselves() {
    assertThat(matches("glob:*.txté", "naïve.txté")).isTrue();
    assertThat(matches("glob:*.TXTÉ", "naïve.txté")).isFalse();
  }

  @Test
  void rangesMayEndInCharactersThatMeanSomethingElsewhere() {
    assertThat(matches("glob:[A-[]", "Z")).isTrue();
    assertThat(matches("glob:[A-\\]", "[")).isTrue();
    assertThat(matches("glob:[^-b]", "_")).isTrue();
  }

  @Test
  void separatorsAreMatchedBySeparatorsAlone() {
    assertThat(matches("glob:a[!b]c", "a/c")).isFalse();
    assertThat(matches("glob:a[+-9]c", "a/c")).isFalse();
    assertThat(matches("glob:a?c", "a/c")).isFalse();
    assertThat(matches("glob:a/c", "a/c")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "[a, '[' is not closed",
        "{a, '{' is not closed",
        "[], nothing stands in the brackets",
        "[a/b], '/' cannot stand in brackets",
        "[b-a], a range ends before its start",
        "[a-c-e], a range has no start",
        "{{a}}, groups cannot be nested",
        "a\\, nothing follows '\\'"
      })
  void malformedGlobsSayWhy(String glob, String why) {
    assertThatThrownBy(() -> mount.getPathMatcher("glob:" + glob))
        .isInstanceOf(PatternSyntaxException.class)
        .hasMessageContaining(why)
        .hasMessageContaining(glob);
  }

  @Test
  void unknownSyntaxNamesWhatIsKnown() {
    assertThatThrownBy(() -> mount.getPathMatcher("ant:**"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("path pattern syntax 'ant': want glob or regex");
    assertThatThrownBy(() -> mount.getPathMatcher("*.txt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("want 'glob:' or 'regex:'");
  }

  @Test
  void matchersShowTheirRegularExpression() {
    assertThat(mount.getPathMatcher("glob:*.txt")).hasToString("[^/]*\\.txt");
  }

  private boolean matches(String pattern, String path) {
    return mount.getPathMatcher(pattern).matches(mount.getPath(path));
  }
}
