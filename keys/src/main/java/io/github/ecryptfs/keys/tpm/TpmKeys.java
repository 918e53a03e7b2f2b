package io.github.ecryptfs.keys.tpm;

import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PassphraseWrappingKey;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.List;

/**
 * A passphrase key that a TPM 2.0 has sealed to the state of this machine: it comes out without a
 * passphrase as long as the machine starts as it did, and on no other machine ({@code
 * docs/keys.md}, "TPM").
 *
 * <p>Thread-safe. File and TPM are asked at each {@link #unlock()}.
 */
public final class TpmKeys implements KeySource {
  private final TpmAddress address;
  private final Path file;

  private TpmKeys(TpmAddress address, Path file) {
    this.address = address;
    this.file = file;
  }

  /** The key in {@code file}, which that TPM has sealed. */
  public static TpmKeys of(TpmAddress address, Path file) {
    return new TpmKeys(address, file);
  }

  /**
   * Seals a key to the registers as they are now, and writes it to {@code file}, over an older one
   * if it is there: so it is sealed again, too, after the machine has changed.
   *
   * @param key stays the caller's; keep its passphrase, as a TPM forgets
   * @throws IOException if the TPM or the file refuses; the file is then as it was
   */
  public static void seal(PassphraseKey key, PcrSelection pcrs, TpmAddress address, Path file)
      throws IOException {
    byte[] secret = key.lendTo(byte[]::clone);
    try (Tpm tpm = address.open()) {
      SealedData sealed = tpm.seal(secret, pcrs);
      new SealedKeyFile(key.signature(), key.salt(), pcrs, sealed).write(file);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if the file or the TPM cannot be used
   * @throws UnrecoverableKeyException if the machine has changed since the key was sealed, or it is
   *     another one
   * @throws InvalidKeyException if what comes out is not the key that the file names
   */
  @Override
  public List<WrappingKey> unlock() throws IOException, GeneralSecurityException {
    SealedKeyFile sealed = SealedKeyFile.read(file);
    try (Tpm tpm = address.open()) {
      byte[] secret = tpm.unseal(sealed.sealed(), sealed.pcrs());
      return List.of(new PassphraseWrappingKey(named(secret, sealed)));
    } catch (TpmRefusal e) {
      throw explained(e, sealed);
    }
  }

  private PassphraseKey named(byte[] secret, SealedKeyFile sealed) throws InvalidKeyException {
    if (secret.length != PassphraseKey.BYTES) {
      Arrays.fill(secret, (byte) 0);
      throw new InvalidKeyException("sealed key " + file + ": it is no eCryptfs key");
    }
    PassphraseKey key = PassphraseKey.adopt(secret, sealed.salt());
    if (!key.signature().equals(sealed.signature())) {
      key.close();
      throw new InvalidKeyException(
          "sealed key "
              + file
              + ": it names key "
              + sealed.signature()
              + ", but holds another; seal the key again");
    }
    return key;
  }

  private GeneralSecurityException explained(TpmRefusal e, SealedKeyFile sealed) throws TpmRefusal {
    String what;
    if (e.isOfChangedPcrs()) {
      what =
          "PCRs "
              + sealed.pcrs()
              + " are not as they were when it was sealed, so firmware, boot loader, kernel or"
              + " Secure Boot have changed; if you changed them, unlock with the passphrase and"
              + " seal the key again (ecryptfs tpm seal)";
    } else if (e.isOfForeignKey()) {
      what =
          "it was sealed by another TPM, or by this one before it was cleared, or is damaged;"
              + " unlock with the passphrase and seal the key again (ecryptfs tpm seal)";
    } else {
      throw e;
    }
    GeneralSecurityException explained =
        new UnrecoverableKeyException(
            "sealed key " + file + ": " + what + " (" + e.getMessage() + ")");
    explained.initCause(e);
    return explained;
  }
}
