package io.github.ecryptfs.provider;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system properties of the encrypted directory of the default file system, as {@code
 * docs/default-file-system.md} lists them: {@code ecryptfs.default.directory}, and {@code
 * ecryptfs.default.NAME} for the mount option {@code NAME}.
 *
 * <p>Immutable.
 *
 * @param directory the directory as it was given
 * @param mountOptions the mount options by name
 */
record DefaultOptions(String directory, Map<String, Object> mountOptions) {
  static final String PREFIX = "ecryptfs.default.";
  private static final String DIRECTORY = PREFIX + "directory";

  /** Several keys are numbered: {@code key.1}, {@code key.2}. */
  private static final Pattern NUMBERED = Pattern.compile("(key)\\.([0-9]{1,4})");

  /** Every user of the machine can read a command line, and every tool of the JVM properties. */
  private static final Pattern SECRET =
      Pattern.compile("key(\\.[0-9]+)?=(?s:.*):(passphrase_passwd|openssl_passwd|passwd)=.*");

  DefaultOptions {
    mountOptions = Map.copyOf(mountOptions);
  }

  /**
   * Reads the properties; whether there are such mount options is found out when the directory is
   * mounted.
   *
   * @throws IllegalArgumentException if the directory is not given, or a secret stands in a
   *     property; does not repeat it
   */
  static DefaultOptions of(Properties properties) {
    String directory = properties.getProperty(DIRECTORY, "");
    if (directory.isEmpty()) {
      throw new IllegalArgumentException(
          "the system property " + DIRECTORY + " names no directory to encrypt");
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String property : new TreeSet<>(properties.stringPropertyNames())) {
      if (property.startsWith(PREFIX) && !property.equals(DIRECTORY)) {
        add(values, property.substring(PREFIX.length()), properties.getProperty(property));
      }
    }
    Map<String, Object> options = new LinkedHashMap<>();
    values.forEach((name, all) -> options.put(name, all.size() == 1 ? all.get(0) : all));
    return new DefaultOptions(directory, options);
  }

  private static void add(Map<String, List<String>> values, String name, String value) {
    if (name.equals("passphrase") || SECRET.matcher(name + "=" + value).matches()) {
      throw new IllegalArgumentException(
          "a passphrase in the system property "
              + PREFIX
              + name
              + " can be read by others; name a file: "
              + PREFIX
              + "key=passphrase:passphrase_passwd_file=FILE");
    }
    Matcher numbered = NUMBERED.matcher(name);
    values
        .computeIfAbsent(numbered.matches() ? numbered.group(1) : name, none -> new ArrayList<>())
        .add(value);
  }
}
