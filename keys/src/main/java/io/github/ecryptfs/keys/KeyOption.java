package io.github.ecryptfs.keys;

import java.nio.CharBuffer;

/**
 * The {@code key} option of {@code mount.ecryptfs} ({@code docs/keys.md}): the name of a {@link
 * KeyModule} and its parameters, between colons, as in {@code
 * passphrase:passphrase_passwd=…:passphrase_salt=…} and {@code openssl:openssl_keyfile=…}.
 *
 * <p>A value reaches from the first equals sign to the next colon. There is no quoting: for a value
 * with a colon, comma or line break there is {@link KeyModules#open}. A secret that stands in the
 * option itself stays in the heap as long as the text does that the caller gave; a {@code String}
 * cannot be zeroed, a {@link CharBuffer} can. Our copies are zeroed.
 */
public final class KeyOption {
  private KeyOption() {}

  /**
   * The key source that an option describes. Files are read when it is unlocked.
   *
   * @throws IllegalArgumentException if the option is malformed; names the parameter, never a value
   */
  public static KeySource parse(CharSequence option) {
    requireOneOption(option);
    int kindEnd = (int) option.chars().takeWhile(c -> c != ':').count();
    KeyModule module = KeyModules.named(option.subSequence(0, kindEnd));
    CharSequence parameters =
        option.subSequence(Math.min(kindEnd + 1, option.length()), option.length());
    return module.open(KeyParameters.parse(module, parameters));
  }

  private static void requireOneOption(CharSequence option) {
    if (option.chars().anyMatch(c -> c == ',' || c == '\n')) {
      throw new IllegalArgumentException(
          "key option: holds a comma or line break, which end an option; give one option for each"
              + " key, and a passphrase with such characters not in an option");
    }
  }
}
