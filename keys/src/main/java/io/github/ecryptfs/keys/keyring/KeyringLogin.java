package io.github.ecryptfs.keys.keyring;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts what a login unlocks where mounts find it: into the kernel keyring of the user. */
public final class KeyringLogin {
  private KeyringLogin() {}

  /**
   * Unlocks a source and adds its passphrase keys to the keyring; others cannot stand there.
   *
   * @param source stays the caller's
   * @return the signatures of the keys that are in the keyring now, in their order
   * @throws IOException if the source cannot be read or the kernel refuses
   * @throws GeneralSecurityException if the source does not unlock
   */
  public static List<KeySignature> addAll(KeySource source, KernelKeyring keyring)
      throws IOException, GeneralSecurityException {
    List<WrappingKey> keys = source.unlock();
    try {
      List<KeySignature> added = new ArrayList<>();
      for (WrappingKey key : keys) {
        Optional<PassphraseKey> passphraseKey = key.passphraseKey();
        if (passphraseKey.isPresent()) {
          keyring.add(passphraseKey.get());
          added.add(key.signature());
        }
      }
      return added;
    } finally {
      keys.forEach(WrappingKey::close);
    }
  }
}
