package io.github.ecryptfs.provider;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A glob on its way to a regular expression, by the rules of {@link
 * java.nio.file.FileSystem#getPathMatcher}. What those leave open is as in the JDK on Unix, with
 * these exceptions: {@code **} crosses line ends too; in brackets a character is one even if Java
 * needs two {@code char}s for it, and the bounds of a range can be any characters.
 *
 * <p>Confined to one call of {@link #compile}.
 */
final class GlobPattern {
  private final String glob;
  private final StringBuilder regex = new StringBuilder();
  private int next;
  private boolean inGroup;

  private GlobPattern(String glob) {
    this.glob = glob;
  }

  /**
   * The regular expression that matches what {@code glob} does.
   *
   * @throws PatternSyntaxException if the glob is malformed; its index is one of the glob
   */
  static Pattern compile(String glob) {
    return Pattern.compile(new GlobPattern(glob).toRegex(), Pattern.DOTALL);
  }

  private String toRegex() {
    while (!isAtEnd()) {
      translate(take());
    }
    if (inGroup) {
      throw malformed("'{' is not closed");
    }
    return regex.toString();
  }

  private void translate(int character) {
    switch (character) {
      case '*' -> translateStars();
      case '?' -> regex.append("[^/]");
      case '[' -> translateBrackets();
      case '{' -> openGroup();
      case ',' -> translateComma();
      case '}' -> closeGroup();
      case '\\' -> translateEscaped();
      default -> appendLiteral(character);
    }
  }

  /** More than two stars match what two do; one by one a mismatch would be tried in all ways. */
  private void translateStars() {
    regex.append(takeIf('*') ? ".*" : "[^/]*");
    while (takeIf('*')) {
      // it changes nothing
    }
  }

  private void translateEscaped() {
    if (isAtEnd()) {
      throw malformed("nothing follows '\\'");
    }
    appendLiteral(take());
  }

  private void openGroup() {
    if (inGroup) {
      throw malformed("groups cannot be nested");
    }
    inGroup = true;
    regex.append("(?:");
  }

  private void translateComma() {
    if (inGroup) {
      regex.append('|');
    } else {
      appendLiteral(',');
    }
  }

  private void closeGroup() {
    if (inGroup) {
      inGroup = false;
      regex.append(')');
    } else {
      appendLiteral('}');
    }
  }

  /** Negation and ranges would take in the separator, which only {@code **} may match. */
  private void translateBrackets() {
    regex.append("[[^/]&&[").append(takeIf('!') ? "^" : "");
    if (takeIf('-')) {
      appendLiteral('-');
    } else if (isNext(']')) {
      throw malformed("nothing stands in the brackets");
    }
    while (!takeIf(']')) {
      translateRange();
    }
    regex.append("]]");
  }

  /** One character in brackets, or a range; a hyphen before the end stands for itself. */
  private void translateRange() {
    int low = takeInBrackets();
    if (low == '/' || low == '-') {
      throw malformed(low == '/' ? "'/' cannot stand in brackets" : "a range has no start");
    }
    appendLiteral(low);
    if (takeIf('-')) {
      translateRangeEnd(low);
    }
  }

  private void translateRangeEnd(int low) {
    if (isNext(']')) {
      appendLiteral('-');
      return;
    }
    int high = takeInBrackets();
    if (high < low) {
      throw malformed("a range ends before its start");
    }
    regex.append('-');
    appendLiteral(high);
  }

  private int takeInBrackets() {
    if (isAtEnd()) {
      throw malformed("'[' is not closed");
    }
    return take();
  }

  /** A backslash takes any meaning from all of ASCII but letters and digits, which have none. */
  private void appendLiteral(int character) {
    if (character < 0x80 && !Character.isLetterOrDigit(character)) {
      regex.append('\\');
    }
    regex.appendCodePoint(character);
  }

  private boolean isAtEnd() {
    return next == glob.length();
  }

  private boolean isNext(char expected) {
    return !isAtEnd() && glob.charAt(next) == expected;
  }

  private boolean takeIf(char expected) {
    boolean taken = isNext(expected);
    next += taken ? 1 : 0;
    return taken;
  }

  private int take() {
    int character = glob.codePointAt(next);
    next += Character.charCount(character);
    return character;
  }

  private PatternSyntaxException malformed(String problem) {
    return new PatternSyntaxException("glob: " + problem, glob, next - 1);
  }
}
