package io.github.ecryptfs.keys.keyring;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PassphraseWrappingKey;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.List;

/**
 * Passphrase keys that somebody has put into a keyring of the kernel: {@code
 * ecryptfs-add-passphrase}, a login by PAM, or this library. They wrap file keys and encrypt names.
 *
 * <p>Thread-safe. The keyring is asked at each {@link #unlock()}; keys that are taken out of it
 * later stay with the mounts that have them.
 */
public final class KeyringKeys implements KeySource {
  private final KernelKeyring keyring;
  private final List<KeySignature> signatures;

  private KeyringKeys(KernelKeyring keyring, List<KeySignature> signatures) {
    this.keyring = keyring;
    this.signatures = signatures;
  }

  /** The keys of these signatures, in that order. */
  public static KeyringKeys of(KernelKeyring keyring, KeySignature... signatures) {
    return new KeyringKeys(keyring, List.of(signatures));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the keyring cannot be asked
   * @throws UnrecoverableKeyException if it has no such key
   */
  @Override
  public List<WrappingKey> unlock() throws IOException, GeneralSecurityException {
    List<WrappingKey> keys = new ArrayList<>();
    try {
      for (KeySignature signature : signatures) {
        keys.add(new PassphraseWrappingKey(found(signature)));
      }
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      keys.forEach(WrappingKey::close);
      throw e;
    }
  }

  private PassphraseKey found(KeySignature signature) throws IOException, GeneralSecurityException {
    return keyring
        .find(signature)
        .orElseThrow(
            () ->
                new UnrecoverableKeyException(
                    "the kernel keyring of this user has no key "
                        + signature
                        + "; log in, or add it with ecryptfs-add-passphrase or ecryptfs keyring"
                        + " add"));
  }
}
