package io.github.ecryptfs.provider;

import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What {@link java.nio.file.FileSystem#getPathMatcher} promises: a {@code glob:} or {@code regex:}
 * that the text of a path must match from end to end. Upper and lower case differ.
 *
 * <p>Immutable.
 */
final class PathPattern implements PathMatcher {
  private final Pattern pattern;

  private PathPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Parses a syntax, in either case, a colon, and a pattern in that syntax.
   *
   * @throws IllegalArgumentException if there is no syntax before a colon
   * @throws UnsupportedOperationException if the syntax is neither glob nor regex
   * @throws PatternSyntaxException if the pattern is malformed
   */
  static PathPattern parse(String syntaxAndPattern) {
    int colon = syntaxAndPattern.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException(
          "path pattern '" + syntaxAndPattern + "': want 'glob:' or 'regex:' and a pattern");
    }
    String syntax = syntaxAndPattern.substring(0, colon).toLowerCase(Locale.ROOT);
    return new PathPattern(compile(syntax, syntaxAndPattern.substring(colon + 1)));
  }

  private static Pattern compile(String syntax, String pattern) {
    return switch (syntax) {
      case "glob" -> GlobPattern.compile(pattern);
      case "regex" -> Pattern.compile(pattern);
      default ->
          throw new UnsupportedOperationException(
              "path pattern syntax '" + syntax + "': want glob or regex");
    };
  }

  @Override
  public boolean matches(Path path) {
    return pattern.matcher(path.toString()).matches();
  }

  /** The regular expression that is matched. */
  @Override
  public String toString() {
    return pattern.pattern();
  }
}
