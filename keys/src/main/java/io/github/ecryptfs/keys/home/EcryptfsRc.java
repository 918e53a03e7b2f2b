package io.github.ecryptfs.keys.home;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.file.KeyFileBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code ~/.ecryptfsrc} holds: mount options that need not be given each time, between commas
 * or line feeds, and the salt for passphrases.
 *
 * <p>Immutable. Secrets have no place in it; one that stands there all the same is used, with a
 * warning in the log if others can read the file.
 */
public final class EcryptfsRc {
  private static final int MAXIMUM_BYTES = 40_960;
  private static final Pattern SECRET = Pattern.compile("passphrase=.*|.*[:_]passwd=.*");

  /** What steers the console and the checks of {@code mount.ecryptfs}, and nothing in a mount. */
  private static final Set<String> OF_THE_CONSOLE =
      Set.of("verbosity", "verbose", "no_prompt", "no_sig_cache", "user");

  /** Those that a mount may have several of; of all others the last counts. */
  private static final Set<String> LISTS = Set.of("ecryptfs_sig", "sig");

  private final HelperOptions options;

  private EcryptfsRc(HelperOptions options) {
    this.options = options;
  }

  /** No settings. */
  public static EcryptfsRc empty() {
    return parse("");
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or is longer than the tools take, 40 KiB
   */
  public static EcryptfsRc read(Path file) throws IOException {
    byte[] content = KeyFileBytes.readPublic(file, MAXIMUM_BYTES);
    EcryptfsRc settings = parse(new String(content, StandardCharsets.UTF_8));
    if (settings.holdsSecret()) {
      KeyFileBytes.warnIfShared(file);
    }
    return settings;
  }

  /** Whether a secret stands in the settings themselves. */
  boolean holdsSecret() {
    return options.anyMatches(SECRET);
  }

  /**
   * Parses options between commas or line feeds, as {@code -o} of {@code mount.ecryptfs} and the
   * file have them. A name without {@code =} is a flag.
   */
  public static EcryptfsRc parse(String text) {
    return new EcryptfsRc(HelperOptions.parse(text));
  }

  /**
   * The salt of passphrases: that of the file if it is 16 hexadecimal digits, else the usual one,
   * {@link PassphraseKeys#CONTENT_SALT}, as the tools take it.
   */
  public Bytes salt() {
    return options
        .last("salt")
        .filter(hex -> hex.length() == 2 * PassphraseKey.SALT_BYTES)
        .filter(hex -> hex.chars().allMatch(HexFormat::isHexDigit))
        .map(Bytes::ofHex)
        .orElse(PassphraseKeys.CONTENT_SALT);
  }

  /**
   * The settings as mount options, by name: a list of texts under {@code key} and where several
   * signatures are given, one text under all others, the last where there are several. A parameter
   * that stands beside its key, as in {@code key=passphrase,passphrase_passwd_file=…}, is part of
   * that key's text. What only the console of {@code mount.ecryptfs} needs is left out.
   */
  public Map<String, Object> mountOptions() {
    Map<String, Object> mount = new LinkedHashMap<>();
    List<String> keys = options.keys();
    for (String name : options.names()) {
      if (name.equals("key")) {
        mount.put(name, keys);
      } else if (!OF_THE_CONSOLE.contains(name) && !options.isOfAKey(name)) {
        mount.put(name, value(name));
      }
    }
    return mount;
  }

  private Object value(String name) {
    List<String> all = options.all(name);
    return LISTS.contains(name) && all.size() > 1 ? all : all.get(all.size() - 1);
  }

  /** Names the options, never their values. */
  @Override
  public String toString() {
    return "settings " + options.names();
  }
}
