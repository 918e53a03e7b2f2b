package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;
import java.util.Locale;

/**
 * The encryption subkey of an OpenPGP key, which file keys are wrapped for.
 *
 * @param fingerprint of the subkey, 20 bytes
 * @param keygrip the 40 hexadecimal digits by which gpg-agent knows the secret half
 * @param publicKey the public half
 */
record Recipient(Bytes fingerprint, String keygrip, PublicKeyData publicKey) {
  /** How GnuPG shows the key. */
  @Override
  public String toString() {
    return "OpenPGP key " + fingerprint.toString().toUpperCase(Locale.ROOT);
  }
}
