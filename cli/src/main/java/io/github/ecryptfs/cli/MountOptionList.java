package io.github.ecryptfs.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Mount options as {@code mount -o} takes them: {@code name} or {@code name=value}, with commas
 * between. One that is given several times has several values. The names are those of {@code
 * docs/mount-options.md}; whether there is such an option is for the provider to say.
 */
final class MountOptionList {
  /** A command line can be read by every user of the machine, and shells write it down. */
  private static final Pattern SECRET =
      Pattern.compile("passphrase=.*|key=.*:([a-z0-9-]+_)?passwd=.*");

  private MountOptionList() {}

  /**
   * The map for the provider.
   *
   * @param lists the values of all {@code -o}
   * @throws IllegalArgumentException if a secret is among them; does not repeat it
   */
  static Map<String, Object> parse(List<String> lists) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String list : lists) {
      for (String option : list.split(",", -1)) {
        add(values, option);
      }
    }
    Map<String, Object> options = new HashMap<>();
    values.forEach((name, all) -> options.put(name, all.size() == 1 ? all.get(0) : all));
    return options;
  }

  private static void add(Map<String, List<String>> values, String option) {
    refuseSecret(option);
    int end = option.indexOf('=');
    String name = end < 0 ? option : option.substring(0, end);
    String value = end < 0 ? "" : option.substring(end + 1);
    values.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
  }

  /**
   * Refuses an option with a secret in it.
   *
   * @throws IllegalArgumentException does not repeat it
   */
  static void refuseSecret(String option) {
    if (SECRET.matcher(option).matches()) {
      throw new IllegalArgumentException(
          "a passphrase on the command line can be read by others; leave it out to be asked,"
              + " or name a file: key=passphrase:passphrase_passwd_file=FILE, and likewise for other"
              + " modules");
    }
  }
}
