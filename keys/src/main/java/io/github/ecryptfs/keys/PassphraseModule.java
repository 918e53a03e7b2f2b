package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.Bytes;
import java.util.HexFormat;
import java.util.Map;

/**
 * The module {@code passphrase}: the key of a passphrase and a salt.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>parameter</th><th>short</th><th>meaning</th></tr>
 * <tr><td>passphrase_passwd</td><td>passwd</td><td>the passphrase</td></tr>
 * <tr><td>passphrase_passwd_file</td><td>passfile</td><td>a file with a line passphrase_passwd=…</td></tr>
 * <tr><td>passphrase_passwd_fd</td><td>passfd</td><td>an open file descriptor, read once, likewise</td></tr>
 * <tr><td>passphrase_salt</td><td>salt</td><td>16 hexadecimal digits, else 0011223344556677</td></tr>
 * </table>
 */
public final class PassphraseModule implements KeyModule {
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "passwd", "passphrase_passwd",
          "passfile", "passphrase_passwd_file",
          "passfd", "passphrase_passwd_fd",
          "salt", "passphrase_salt");

  /** For {@link java.util.ServiceLoader}. */
  public PassphraseModule() {}

  @Override
  public String name() {
    return "passphrase";
  }

  @Override
  public Map<String, String> parameters() {
    return PARAMETERS;
  }

  @Override
  public KeySource open(KeyParameters parameters) {
    Bytes salt =
        parameters
            .find("passphrase_salt")
            .map(PassphraseModule::salt)
            .orElse(PassphraseKeys.CONTENT_SALT);
    Secret passphrase =
        parameters
            .secret("passphrase_passwd")
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "passphrase key: want one of passphrase_passwd, passphrase_passwd_file,"
                            + " passphrase_passwd_fd"));
    return new SecretPassphraseKeys(passphrase, salt);
  }

  private static Bytes salt(CharSequence hex) {
    if (hex.length() != 16 || !hex.chars().allMatch(HexFormat::isHexDigit)) {
      throw new IllegalArgumentException("passphrase_salt: want 16 hexadecimal digits");
    }
    return Bytes.ofHex(hex.toString());
  }
}
