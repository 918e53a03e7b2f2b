package io.github.ecryptfs.cli;

import io.github.ecryptfs.keys.home.EcryptfsRc;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Mount options as {@code mount -o} takes them: {@code name} or {@code name=value}, with commas
 * between. Keys that are given several times are several keys. The names are those of {@code
 * docs/mount-options.md}; whether there is such an option is for the provider to say.
 */
final class MountOptionList {
  /** A command line can be read by every user of the machine, and shells write it down. */
  private static final Pattern SECRET =
      Pattern.compile("passphrase=.*|key=.*:([a-z0-9-]+_)?passwd=.*|[a-z0-9-]+_passwd=.*");

  private MountOptionList() {}

  /**
   * The map for the provider.
   *
   * @param lists the values of all {@code -o}
   * @throws IllegalArgumentException if a secret is among them; does not repeat it
   */
  static Map<String, Object> parse(List<String> lists) {
    String all = String.join(",", lists);
    for (String option : all.split("[,\r\n]", -1)) {
      refuseSecret(option.strip());
    }
    return EcryptfsRc.parse(all).mountOptions();
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
