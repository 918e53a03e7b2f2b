package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.keys.KeyModule;
import io.github.ecryptfs.keys.KeyParameters;
import io.github.ecryptfs.keys.KeySource;
import java.util.Map;

/**
 * The module {@code gnupg}: an OpenPGP key, see {@link GnuPgKeys}. Several recipients are several
 * key options.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>parameter</th><th>short</th><th>meaning</th></tr>
 * <tr><td>gnupg_recipient</td><td>recipient</td><td>fingerprint, name or address of the key</td></tr>
 * <tr><td>gnupg_home</td><td>home</td><td>another home than gpg's usual one</td></tr>
 * </table>
 */
public final class GnuPgModule implements KeyModule {
  private static final Map<String, String> PARAMETERS =
      Map.of("recipient", "gnupg_recipient", "home", "gnupg_home");

  /** For {@link java.util.ServiceLoader}. */
  public GnuPgModule() {}

  @Override
  public String name() {
    return "gnupg";
  }

  @Override
  public Map<String, String> parameters() {
    return PARAMETERS;
  }

  @Override
  public KeySource open(KeyParameters parameters) {
    String recipient =
        parameters
            .find("gnupg_recipient")
            .map(Object::toString)
            .filter(name -> !name.isBlank())
            .orElseThrow(() -> new IllegalArgumentException("gnupg key: want gnupg_recipient"));
    return GnuPgKeys.of(
        parameters.path("gnupg_home").map(GnuPgHome::at).orElseGet(GnuPgHome::usual), recipient);
  }
}
