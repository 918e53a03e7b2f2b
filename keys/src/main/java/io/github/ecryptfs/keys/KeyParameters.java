package io.github.ecryptfs.keys;

import java.nio.CharBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
public final class KeyParameters {
  private final String kind;
  private final Map<String, String> fullNames;
  private final Map<String, CharBuffer> values = new LinkedHashMap<>();

  private KeyParameters(KeyModule module) {
    this.kind = module.name();
    this.fullNames = module.parameters();
  }

  /**
   * Parameters for a module, whose values may hold any character.
   *
   * @param given by full or short name
   * @throws IllegalArgumentException if the module has no such parameter, or one is there under
   *     both of its names
   */
  public static KeyParameters of(KeyModule module, Map<String, ? extends CharSequence> given) {
    KeyParameters parameters = new KeyParameters(module);
    int number = 1;
    for (Map.Entry<String, ? extends CharSequence> entry : given.entrySet()) {
      parameters.put(number++, entry.getKey(), CharBuffer.wrap(entry.getValue()));
    }
    return parameters;
  }

  /**
   * Parses pairs {@code name=value} between colons; empty parts count for nothing.
   *
   * @param text what stands behind the module's name
   * @throws IllegalArgumentException if a part has no equals sign, or its name is unknown or there
   *     for a second time
   */
  static KeyParameters parse(KeyModule module, CharSequence text) {
    KeyParameters parameters = new KeyParameters(module);
    int start = 0;
    for (int number = 1; start < text.length(); number++) {
      int end = indexOf(':', text, start);
      if (end > start) {
        parameters.add(number, CharBuffer.wrap(text, start, end));
      }
      start = end + 1;
    }
    return parameters;
  }

  private void add(int number, CharBuffer part) {
    int equals = indexOf('=', part, 0);
    if (equals == part.length()) {
      throw new IllegalArgumentException(
          kind + " key: parameter " + number + " has no =; values cannot hold a colon");
    }
    put(number, part.subSequence(0, equals), part.subSequence(equals + 1, part.length()));
  }

  private void put(int number, CharSequence given, CharBuffer value) {
    String name = fullName(given).orElseThrow(() -> unknown(number, given));
    if (values.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(name + ": given twice");
    }
  }

  private Optional<String> fullName(CharSequence given) {
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
  private IllegalArgumentException unknown(int number, CharSequence given) {
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
  public Optional<CharBuffer> find(String fullName) {
    return Optional.ofNullable(values.get(fullName)).map(CharBuffer::duplicate);
  }

  /**
   * The value of a parameter that is a path of the default file system.
   *
   * @throws IllegalArgumentException if it is no path there
   */
  public Optional<Path> path(String fullName) {
    return find(fullName).map(value -> path(fullName, value));
  }

  private static Path path(String name, CharSequence value) {
    try {
      return Path.of(value.toString());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(name + ": not a path", e);
    }
  }

  /**
   * A secret that is given in one of three ways: by {@code fullName} itself; by {@code
   * fullName_file}, a file with a line {@code fullName=…}; or by {@code fullName_fd}, the number of
   * an open file descriptor that gives such a line. Files are read when the secret is needed. The
   * caller owns the result.
   *
   * @throws IllegalArgumentException if it is given in more than one way
   */
  public Optional<Secret> secret(String fullName) {
    String file = fullName + "_file";
    String descriptor = fullName + "_fd";
    requireAtMostOneOf(List.of(fullName, file, descriptor));
    Optional<Secret> inOption = find(fullName).map(Secret::of);
    return inOption
        .or(() -> path(file).map(path -> secretIn(path, fullName)))
        .or(() -> find(descriptor).map(text -> secretIn(openFile(descriptor, text), fullName)));
  }

  private Secret secretIn(Path file, String fullName) {
    List<String> shortNames =
        fullNames.entrySet().stream()
            .filter(entry -> entry.getValue().equals(fullName))
            .map(Map.Entry::getKey)
            .toList();
    return new SecretFile(file, Stream.concat(Stream.of(fullName), shortNames.stream()).toList());
  }

  private static Path openFile(String name, CharSequence number) {
    if (number.length() == 0 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(name + ": want the number of an open file descriptor");
    }
    return Path.of("/dev/fd", number.toString());
  }

  /** Refuses an option that gives more than one of {@code names}, which are full ones. */
  public void requireAtMostOneOf(List<String> names) {
    if (names.stream().filter(values::containsKey).count() > 1) {
      throw new IllegalArgumentException(
          kind + " key: want only one of " + String.join(", ", names));
    }
  }
}
