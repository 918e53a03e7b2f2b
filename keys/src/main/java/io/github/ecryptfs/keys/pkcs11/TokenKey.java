package io.github.ecryptfs.keys.pkcs11;

import io.github.ecryptfs.keys.RsaPadding;
import java.util.Optional;

/**
 * Which key of a token, and how it wraps.
 *
 * @param alias the label of the key's certificate; empty if the token has one RSA key only
 * @param padding {@link RsaPadding#PKCS1}, as the {@code pkcs11-helper} module has it, works with
 *     all tokens; {@link RsaPadding#OAEP}, as the {@code openssl} module has it, asks the token for
 *     raw RSA
 */
public record TokenKey(Optional<String> alias, RsaPadding padding) {
  /** The only RSA key of a token, with {@link RsaPadding#PKCS1}. */
  public static final TokenKey ONLY_ONE = new TokenKey(Optional.empty(), RsaPadding.PKCS1);
}
