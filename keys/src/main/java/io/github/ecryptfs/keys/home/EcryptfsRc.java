package io.github.ecryptfs.keys.home;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.file.KeyFileBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final Pattern SECRET = Pattern.compile("(^|.*[:_])passwd=.*");

  /** What steers the console and the checks of {@code mount.ecryptfs}, and nothing in a mount. */
  private static final Set<String> OF_THE_CONSOLE =
      Set.of("verbosity", "verbose", "no_prompt", "no_sig_cache", "user");

  private final Map<String, List<String>> values;

  private EcryptfsRc(Map<String, List<String>> values) {
    this.values = values;
  }

  /** No settings. */
  public static EcryptfsRc empty() {
    return new EcryptfsRc(Map.of());
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
    return values.getOrDefault("key", List.of()).stream()
        .anyMatch(key -> SECRET.matcher(key).matches());
  }

  /** Parses options between commas or line feeds. A name without {@code =} is a flag. */
  public static EcryptfsRc parse(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : text.split("[,\r\n]+", -1)) {
      String option = pair.strip();
      int end = option.indexOf('=');
      if (!option.isEmpty()) {
        values
            .computeIfAbsent(end < 0 ? option : option.substring(0, end), name -> new ArrayList<>())
            .add(end < 0 ? "" : option.substring(end + 1));
      }
    }
    return new EcryptfsRc(values);
  }

  /**
   * The salt of passphrases: that of the file if it is 16 hexadecimal digits, else the usual one,
   * {@link PassphraseKeys#CONTENT_SALT}, as the tools take it.
   */
  public Bytes salt() {
    return last("salt")
        .filter(hex -> hex.length() == 2 * PassphraseKey.SALT_BYTES)
        .filter(hex -> hex.chars().allMatch(HexFormat::isHexDigit))
        .map(Bytes::ofHex)
        .orElse(PassphraseKeys.CONTENT_SALT);
  }

  private Optional<String> last(String name) {
    return values.getOrDefault(name, List.of()).stream().reduce((earlier, later) -> later);
  }

  /**
   * The settings as mount options, by name: a list of texts under {@code key}, one text under all
   * others, the last where there are several. What only the console of {@code mount.ecryptfs} needs
   * is left out.
   */
  public Map<String, Object> mountOptions() {
    Map<String, Object> options = new LinkedHashMap<>();
    for (String name : values.keySet()) {
      if (name.equals("key")) {
        options.put(name, List.copyOf(values.getOrDefault(name, List.of())));
      } else if (name.equals("salt")) {
        options.put(name, salt().toString());
      } else if (!OF_THE_CONSOLE.contains(name)) {
        options.put(name, last(name).orElse(""));
      }
    }
    return options;
  }

  /** Names the options, never their values. */
  @Override
  public String toString() {
    return "settings " + values.keySet();
  }
}
