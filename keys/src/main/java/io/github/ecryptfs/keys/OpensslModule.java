package io.github.ecryptfs.keys;

import java.nio.file.Path;
import java.util.Map;

/**
 * The module {@code openssl}: the RSA key of a key file, see {@link PemKeys}.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>parameter</th><th>short</th><th>meaning</th></tr>
 * <tr><td>openssl_keyfile</td><td>keyfile</td><td>the key file</td></tr>
 * <tr><td>openssl_alias</td><td>alias</td><td>which key, if the file is a key store with several</td></tr>
 * <tr><td>openssl_passwd</td><td>passwd</td><td>the password of that file</td></tr>
 * <tr><td>openssl_passwd_file</td><td>passwd_file</td><td>a file with a line openssl_passwd=…</td></tr>
 * <tr><td>openssl_passwd_fd</td><td>passwd_fd</td><td>an open file descriptor, read once, likewise</td></tr>
 * </table>
 *
 * <p>Two more name menus of the console of {@code mount.ecryptfs}; they are accepted and mean
 * nothing, as what one would choose there is given directly here.
 */
public final class OpensslModule implements KeyModule {
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "keyfile", "openssl_keyfile",
          "alias", "openssl_alias",
          "passwd", "openssl_passwd",
          "passwd_file", "openssl_passwd_file",
          "passwd_fd", "openssl_passwd_fd",
          "keysource", "openssl_keysource",
          "passwd_specification_method", "openssl_passwd_specification_method");

  /** For {@link java.util.ServiceLoader}. */
  public OpensslModule() {}

  @Override
  public String name() {
    return "openssl";
  }

  @Override
  public Map<String, String> parameters() {
    return PARAMETERS;
  }

  @Override
  public KeySource open(KeyParameters parameters) {
    Path file =
        parameters
            .path("openssl_keyfile")
            .orElseThrow(() -> new IllegalArgumentException("openssl key: want openssl_keyfile"));
    return new PemKeys(
        file,
        parameters.find("openssl_alias").map(CharSequence::toString),
        parameters.secret("openssl_passwd").orElseGet(Secret::none));
  }
}
