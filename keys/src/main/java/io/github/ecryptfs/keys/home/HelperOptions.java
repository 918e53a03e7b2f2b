package io.github.ecryptfs.keys.home;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Options as {@code mount.ecryptfs} takes them, in the order in which they were given.
 *
 * <p>Immutable.
 */
final class HelperOptions {
  private static final String KEY = "key";

  private final List<Map.Entry<String, String>> pairs;

  private HelperOptions(List<Map.Entry<String, String>> pairs) {
    this.pairs = List.copyOf(pairs);
  }

  /** Parses pairs {@code name=value} and flags between commas or line feeds. */
  static HelperOptions parse(String text) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (String part : text.split("[,\r\n]+", -1)) {
      String option = part.strip();
      int end = option.indexOf('=');
      if (!option.isEmpty()) {
        pairs.add(
            end < 0
                ? Map.entry(option, "")
                : Map.entry(option.substring(0, end), option.substring(end + 1)));
      }
    }
    return new HelperOptions(pairs);
  }

  /** The names, each once. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    pairs.forEach(pair -> names.add(pair.getKey()));
    return names;
  }

  /** The values under a name. */
  List<String> all(String name) {
    return pairs.stream()
        .filter(pair -> pair.getKey().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The value under a name that counts, the last. */
  Optional<String> last(String name) {
    return all(name).stream().reduce((earlier, later) -> later);
  }

  /** Whether an option, as {@code name=value}, has that form. */
  boolean anyMatches(Pattern form) {
    return pairs.stream()
        .anyMatch(pair -> form.matcher(pair.getKey() + "=" + pair.getValue()).matches());
  }

  /** The keys, each with the parameters that stand beside it. */
  List<String> keys() {
    Map<Integer, String> keys = new TreeMap<>();
    positions(this::isKey).forEach(i -> keys.put(i, pairs.get(i).getValue()));
    for (int i = 0; i < pairs.size(); i++) {
      String parameter = ":" + pairs.get(i);
      owner(i).ifPresent(key -> keys.merge(key, parameter, String::concat));
    }
    return List.copyOf(keys.values());
  }

  /** Whether that is the name of a parameter of one of the keys. */
  boolean isOfAKey(String name) {
    return positions(i -> pairs.get(i).getKey().equals(name)).anyMatch(i -> owner(i).isPresent());
  }

  private IntStream positions(IntPredicate wanted) {
    return IntStream.range(0, pairs.size()).filter(wanted);
  }

  private boolean isKey(int position) {
    return pairs.get(position).getKey().equals(KEY);
  }

  /** The key of the parameter's module that is the last before it, else the first after it. */
  private OptionalInt owner(int parameter) {
    String name = pairs.get(parameter).getKey();
    OptionalInt before = positions(i -> i < parameter && hasParameter(i, name)).max();
    return before.isPresent() ? before : positions(i -> hasParameter(i, name)).min();
  }

  /** Full names of parameters begin with the name of their module and an underscore. */
  private boolean hasParameter(int position, String name) {
    String module = pairs.get(position).getValue().replaceFirst("(?s):.*", "");
    return isKey(position) && name.startsWith(module + "_");
  }
}
