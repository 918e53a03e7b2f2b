package io.github.ecryptfs.keys;

import java.nio.CharBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The parameters of one key option, by their full names. Values are views of the text that was
 * given; no text that may be a piece of a secret becomes a {@code String} or part of a message.
 *
 * <p>Immutable, as far as the text is.
 */
final class KeyParameters {
  private final String kind;
  private final Map<String, CharBuffer> values = new LinkedHashMap<>();

  private KeyParameters(String kind) {
    this.kind = kind;
  }

  /**
   * Parses pairs {@code name=value} between colons; empty parts count for nothing.
   *
   * @param kind the kind of key, for messages; full names begin with it and an underscore
   * @param text what stands behind the kind
   * @param fullNames the full name for each short one; both are accepted
   * @throws IllegalArgumentException if a part has no equals sign, or its name is unknown or there
   *     for a second time
   */
  static KeyParameters parse(String kind, CharSequence text, Map<String, String> fullNames) {
    KeyParameters parameters = new KeyParameters(kind);
    int start = 0;
    for (int number = 1; start < text.length(); number++) {
      int end = indexOf(':', text, start);
      if (end > start) {
        parameters.add(number, CharBuffer.wrap(text, start, end), fullNames);
      }
      start = end + 1;
    }
    return parameters;
  }

  private void add(int number, CharBuffer part, Map<String, String> fullNames) {
    int equals = indexOf('=', part, 0);
    if (equals == part.length()) {
      throw new IllegalArgumentException(
          kind + " key: parameter " + number + " has no =; values cannot hold a colon");
    }
    CharSequence given = part.subSequence(0, equals);
    String name = fullName(given, fullNames).orElseThrow(() -> unknown(number, given, fullNames));
    if (values.putIfAbsent(name, part.subSequence(equals + 1, part.length())) != null) {
      throw new IllegalArgumentException(name + ": given twice");
    }
  }

  private static Optional<String> fullName(CharSequence given, Map<String, String> fullNames) {
    return fullNames.entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(entry.getKey(), entry.getValue())
                    .filter(name -> name.contentEquals(given))
                    .map(name -> entry.getValue()))
        .findFirst();
  }

  /**
   * A name that is not even like ours may be what follows a colon in a passphrase, so it is not
   * shown.
   */
  private IllegalArgumentException unknown(
      int number, CharSequence given, Map<String, String> fullNames) {
    String which = startsWithKind(given) ? given.toString() : "parameter " + number;
    return new IllegalArgumentException(
        kind
            + " key: "
            + which
            + " is unknown; known: "
            + String.join(", ", new TreeSet<>(fullNames.values())));
  }

  private boolean startsWithKind(CharSequence given) {
    String prefix = kind + "_";
    return given.length() > prefix.length()
        && prefix.contentEquals(given.subSequence(0, prefix.length()));
  }

  private static int indexOf(char wanted, CharSequence text, int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) != wanted) {
      at++;
    }
    return at;
  }

  /** The value of the parameter with that full name. */
  Optional<CharBuffer> find(String fullName) {
    return Optional.ofNullable(values.get(fullName)).map(CharBuffer::duplicate);
  }

  /** Refuses an option that gives more than one of {@code fullNames}. */
  void requireAtMostOneOf(List<String> fullNames) {
    if (fullNames.stream().filter(values::containsKey).count() > 1) {
      throw new IllegalArgumentException(
          kind + " key: want only one of " + String.join(", ", fullNames));
    }
  }
}
