package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.Bytes;
import java.nio.CharBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The {@code key} option of {@code mount.ecryptfs} ({@code docs/format.md}, "Key options"): a kind
 * of key and its parameters, between colons, as in {@code
 * passphrase:passphrase_passwd=…:passphrase_salt=…} and {@code openssl:openssl_keyfile=…}.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>kind</th><th>parameter</th><th>short</th><th>meaning</th></tr>
 * <tr><td>passphrase</td><td>passphrase_passwd</td><td>passwd</td><td>the passphrase</td></tr>
 * <tr><td></td><td>passphrase_passwd_file</td><td>passfile</td><td>a file with a line passphrase_passwd=…</td></tr>
 * <tr><td></td><td>passphrase_passwd_fd</td><td>passfd</td><td>an open file descriptor, read once, likewise</td></tr>
 * <tr><td></td><td>passphrase_salt</td><td>salt</td><td>16 hexadecimal digits, else 0011223344556677</td></tr>
 * <tr><td>openssl</td><td>openssl_keyfile</td><td>keyfile</td><td>see {@link PemKeys}</td></tr>
 * <tr><td></td><td>openssl_passwd</td><td>passwd</td><td>the password of that file</td></tr>
 * <tr><td></td><td>openssl_passwd_file</td><td>passwd_file</td><td>a file with a line openssl_passwd=…</td></tr>
 * <tr><td></td><td>openssl_passwd_fd</td><td>passwd_fd</td><td>an open file descriptor, read once, likewise</td></tr>
 * </table>
 *
 * <p>A value reaches from the first equals sign to the next colon. There is no quoting: a
 * passphrase with a colon, comma or line break goes into {@link PassphraseKeys}. A secret that
 * stands in the option itself stays in the heap as long as the text does that the caller gave; a
 * {@code String} cannot be zeroed, a {@link CharBuffer} can. Our copies are zeroed.
 */
public final class KeyOption {
  private static final Map<String, Function<CharSequence, KeySource>> KINDS =
      Map.of("passphrase", KeyOption::passphrase, "openssl", KeyOption::openssl);

  private static final Map<String, String> PASSPHRASE_NAMES =
      Map.of(
          "passwd", "passphrase_passwd",
          "passfile", "passphrase_passwd_file",
          "passfd", "passphrase_passwd_fd",
          "salt", "passphrase_salt");

  /** The last two name menus of the console; what one would choose there is given directly here. */
  private static final Map<String, String> OPENSSL_NAMES =
      Map.of(
          "keyfile", "openssl_keyfile",
          "passwd", "openssl_passwd",
          "passwd_file", "openssl_passwd_file",
          "passwd_fd", "openssl_passwd_fd",
          "keysource", "openssl_keysource",
          "passwd_specification_method", "openssl_passwd_specification_method");

  private KeyOption() {}

  /**
   * The key source that an option describes. Files are read when it is unlocked.
   *
   * @throws IllegalArgumentException if the option is malformed; names the parameter, never a value
   */
  public static KeySource parse(CharSequence option) {
    requireOneOption(option);
    int kindEnd = (int) option.chars().takeWhile(c -> c != ':').count();
    CharSequence kind = option.subSequence(0, kindEnd);
    CharSequence parameters =
        option.subSequence(Math.min(kindEnd + 1, option.length()), option.length());
    return KINDS.entrySet().stream()
        .filter(entry -> entry.getKey().contentEquals(kind))
        .findFirst()
        .map(entry -> entry.getValue().apply(parameters))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "key option: want passphrase:... or openssl:..., the kind of key is unknown"));
  }

  private static void requireOneOption(CharSequence option) {
    if (option.chars().anyMatch(c -> c == ',' || c == '\n')) {
      throw new IllegalArgumentException(
          "key option: holds a comma or line break, which end an option; give one option for each"
              + " key, and a passphrase with such characters not in an option");
    }
  }

  private static KeySource passphrase(CharSequence text) {
    KeyParameters parameters = KeyParameters.parse("passphrase", text, PASSPHRASE_NAMES);
    Bytes salt =
        parameters.find("passphrase_salt").map(KeyOption::salt).orElse(PassphraseKeys.CONTENT_SALT);
    Secret passphrase =
        secret("passphrase", parameters)
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

  private static KeySource openssl(CharSequence text) {
    KeyParameters parameters = KeyParameters.parse("openssl", text, OPENSSL_NAMES);
    Path file =
        parameters
            .find("openssl_keyfile")
            .map(value -> path("openssl_keyfile", value))
            .orElseThrow(() -> new IllegalArgumentException("openssl key: want openssl_keyfile"));
    return new PemKeys(
        file, secret("openssl", parameters).orElseGet(() -> new Secret.Given(new byte[0])));
  }

  private static Optional<Secret> secret(String kind, KeyParameters parameters) {
    String given = kind + "_passwd";
    String file = given + "_file";
    String descriptor = given + "_fd";
    parameters.requireAtMostOneOf(List.of(given, file, descriptor));
    List<String> namesInFile = List.of(given, "passwd");
    Optional<Secret> inOption =
        parameters.find(given).map(text -> new Secret.Given(SecretText.utf8(text)));
    return inOption
        .or(() -> parameters.find(file).map(text -> new SecretFile(path(file, text), namesInFile)))
        .or(
            () ->
                parameters
                    .find(descriptor)
                    .map(text -> new SecretFile(openFile(descriptor, text), namesInFile)));
  }

  private static Path path(String name, CharSequence value) {
    try {
      return Path.of(value.toString());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(name + ": not a path", e);
    }
  }

  private static Path openFile(String name, CharSequence number) {
    if (number.length() == 0 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(name + ": want the number of an open file descriptor");
    }
    return Path.of("/dev/fd", number.toString());
  }
}
