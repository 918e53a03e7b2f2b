package io.github.ecryptfs.keys;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The key modules that are there: our own, and those of others on the class path or module path.
 *
 * <p>They are looked for where this library was loaded from, not by the context class loader of a
 * thread: in a container that loader may bring a second copy of this library, whose modules are no
 * {@link KeyModule} to the first.
 */
public final class KeyModules {
  private KeyModules() {}

  /** The names of all modules, sorted. */
  public static SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    for (KeyModule module : found()) {
      names.add(module.name());
    }
    return names;
  }

  /**
   * The key source of a module, from parameters whose values may hold colons and commas, as the
   * text of an option cannot.
   *
   * @param name the module's, one of {@link #names()}
   * @param parameters by full or short name; the values are copied where they are secret
   * @throws IllegalArgumentException if there is no such module or parameter, or a value is not
   *     allowed
   */
  public static KeySource open(String name, Map<String, ? extends CharSequence> parameters) {
    KeyModule module = named(name);
    return module.open(KeyParameters.of(module, parameters));
  }

  /**
   * The module of that name. The name is not repeated in the message: who leaves it out has a
   * secret at its place.
   */
  static KeyModule named(CharSequence name) {
    return named(name, found());
  }

  /** Which one of two came first would depend on the order of a class path. */
  static KeyModule named(CharSequence name, List<KeyModule> modules) {
    List<KeyModule> fitting =
        modules.stream().filter(module -> module.name().contentEquals(name)).toList();
    if (fitting.size() > 1) {
      throw new IllegalArgumentException(
          "key option: several key modules are called "
              + fitting.get(0).name()
              + ": "
              + listed(fitting, module -> module.getClass().getName())
              + "; take all but one off the class path");
    }
    return fitting.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "key option: the kind of key before the first colon is unknown; there are "
                        + listed(modules, KeyModule::name)));
  }

  private static String listed(List<KeyModule> modules, Function<KeyModule, String> name) {
    return modules.stream().map(name).sorted().collect(Collectors.joining(", "));
  }

  private static List<KeyModule> found() {
    return ServiceLoader.load(KeyModule.class, KeyModule.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
