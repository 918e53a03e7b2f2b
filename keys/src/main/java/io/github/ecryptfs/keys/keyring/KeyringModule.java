package io.github.ecryptfs.keys.keyring;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.KeyModule;
import io.github.ecryptfs.keys.KeyParameters;
import io.github.ecryptfs.keys.KeySource;
import java.util.Map;

/**
 * The module {@code keyring}: a passphrase key from the kernel keyring of this user, see {@link
 * KeyringKeys}.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>parameter</th><th>short</th><th>meaning</th></tr>
 * <tr><td>keyring_sig</td><td>sig</td><td>the signature of the key, 16 hexadecimal digits</td></tr>
 * </table>
 */
public final class KeyringModule implements KeyModule {
  private static final Map<String, String> PARAMETERS = Map.of("sig", "keyring_sig");

  /** For {@link java.util.ServiceLoader}. */
  public KeyringModule() {}

  @Override
  public String name() {
    return "keyring";
  }

  @Override
  public Map<String, String> parameters() {
    return PARAMETERS;
  }

  @Override
  public KeySource open(KeyParameters parameters) {
    String signature =
        parameters
            .find("keyring_sig")
            .map(Object::toString)
            .filter(hex -> hex.matches("[0-9A-Fa-f]{16}"))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "keyring key: want keyring_sig, a signature of 16 hexadecimal digits"));
    return KeyringKeys.of(KernelKeyring.ofUser(), KeySignature.parse(signature));
  }
}
