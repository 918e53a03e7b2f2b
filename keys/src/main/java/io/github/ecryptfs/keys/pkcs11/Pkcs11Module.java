package io.github.ecryptfs.keys.pkcs11;

import io.github.ecryptfs.keys.KeyModule;
import io.github.ecryptfs.keys.KeyParameters;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.RsaPadding;
import io.github.ecryptfs.keys.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The module {@code pkcs11}: an RSA key on a token, see {@link Pkcs11Keys}.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>parameter</th><th>short</th><th>meaning</th></tr>
 * <tr><td>pkcs11_library</td><td>library</td><td>the PKCS#11 library of the token's driver</td></tr>
 * <tr><td>pkcs11_slot</td><td>slot</td><td>the number of the slot, or</td></tr>
 * <tr><td>pkcs11_slot_index</td><td>slot_index</td><td>its place in the list of slots, from 0; default 0</td></tr>
 * <tr><td>pkcs11_alias</td><td>alias</td><td>the label of the key's certificate; needed if there are several</td></tr>
 * <tr><td>pkcs11_padding</td><td>padding</td><td>{@code pkcs1}, the default, or {@code oaep}</td></tr>
 * <tr><td>pkcs11_passwd</td><td>passwd</td><td>the PIN</td></tr>
 * <tr><td>pkcs11_passwd_file</td><td>passwd_file</td><td>a file with a line pkcs11_passwd=…</td></tr>
 * <tr><td>pkcs11_passwd_fd</td><td>passwd_fd</td><td>an open file descriptor, read once, likewise</td></tr>
 * </table>
 */
public final class Pkcs11Module implements KeyModule {
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "library", "pkcs11_library",
          "slot", "pkcs11_slot",
          "slot_index", "pkcs11_slot_index",
          "alias", "pkcs11_alias",
          "padding", "pkcs11_padding",
          "passwd", "pkcs11_passwd",
          "passwd_file", "pkcs11_passwd_file",
          "passwd_fd", "pkcs11_passwd_fd");

  private static final Map<String, RsaPadding> PADDINGS =
      Map.of("pkcs1", RsaPadding.PKCS1, "oaep", RsaPadding.OAEP);

  /** For {@link java.util.ServiceLoader}. */
  public Pkcs11Module() {}

  @Override
  public String name() {
    return "pkcs11";
  }

  @Override
  public Map<String, String> parameters() {
    return PARAMETERS;
  }

  @Override
  public KeySource open(KeyParameters parameters) {
    Pkcs11Token token = token(parameters);
    TokenKey key =
        new TokenKey(
            parameters.find("pkcs11_alias").map(CharSequence::toString), padding(parameters));
    return new Pkcs11Keys(token, key, parameters.secret("pkcs11_passwd").orElseGet(Secret::none));
  }

  private static Pkcs11Token token(KeyParameters parameters) {
    parameters.requireAtMostOneOf(List.of("pkcs11_slot", "pkcs11_slot_index"));
    Path library =
        parameters
            .path("pkcs11_library")
            .orElseThrow(() -> new IllegalArgumentException("pkcs11 key: want pkcs11_library"));
    Optional<Long> slot = number(parameters, "pkcs11_slot");
    Optional<Long> index = number(parameters, "pkcs11_slot_index");
    return new Pkcs11Token(library, slot.isEmpty(), slot.or(() -> index).orElse(0L));
  }

  private static Optional<Long> number(KeyParameters parameters, String name) {
    return parameters.find(name).map(text -> number(name, text.toString()));
  }

  private static Long number(String name, String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": want a number", e);
    }
  }

  private static RsaPadding padding(KeyParameters parameters) {
    return parameters
        .find("pkcs11_padding")
        .map(
            text ->
                Optional.ofNullable(PADDINGS.get(text.toString()))
                    .orElseThrow(
                        () -> new IllegalArgumentException("pkcs11_padding: want pkcs1 or oaep")))
        .orElse(RsaPadding.PKCS1);
  }
}
