package io.github.ecryptfs.keys.home;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.PassphraseWrappingKey;
import io.github.ecryptfs.keys.Secret;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a private or home directory, unlocked by the login password: the wrapped passphrase
 * gives the mount passphrase, that gives the keys, and these must be the ones that {@code
 * Private.sig} names.
 *
 * <p>Thread-safe. Keeps the password until {@link #close()}.
 */
public final class LoginKeys implements KeySource {
  private final EcryptfsHome home;
  private final Secret password;

  /**
   * The keys of a home.
   *
   * @param password the login password, or the wrapping passphrase of its own if the home has the
   *     flag {@link HomeFlag#WRAPPING_INDEPENDENT}; this source owns it from now on
   */
  public LoginKeys(EcryptfsHome home, Secret password) {
    this.home = home;
    this.password = password;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The first key is that of contents, the second, if there is one, that of names.
   *
   * @throws IOException if a file is missing or has another form
   * @throws UnrecoverableKeyException if the password is the wrong one
   * @throws InvalidKeyException if the passphrase gives other keys than {@code Private.sig} names
   */
  @Override
  public List<WrappingKey> unlock() throws IOException, GeneralSecurityException {
    byte[] mountPassphrase = mountPassphrase();
    try {
      return keysOf(mountPassphrase);
    } finally {
      Arrays.fill(mountPassphrase, (byte) 0);
    }
  }

  /**
   * The mount passphrase, in an array that the caller owns and zeroes.
   *
   * @throws IOException if a file is missing
   * @throws UnrecoverableKeyException if the password is the wrong one
   */
  public byte[] mountPassphrase() throws IOException, GeneralSecurityException {
    WrappedPassphraseFile file = home.wrappedPassphrase();
    byte[] login = password.reveal();
    try {
      return unwrap(file, login);
    } catch (NoSuchFileException e) {
      throw missing(file, e);
    } finally {
      Arrays.fill(login, (byte) 0);
    }
  }

  private static NoSuchFileException missing(WrappedPassphraseFile file, NoSuchFileException e) {
    NoSuchFileException missing =
        new NoSuchFileException(
            file.path().toString(),
            null,
            "no mount passphrase to unwrap; restore the file, or wrap the passphrase anew that was"
                + " written down at set-up");
    missing.initCause(e);
    return missing;
  }

  private static byte[] unwrap(WrappedPassphraseFile file, byte[] login)
      throws IOException, GeneralSecurityException {
    if (login.length == 0 || login.length > PassphraseKey.MAXIMUM_PASSPHRASE_BYTES) {
      throw new UnrecoverableKeyException(
          file.path()
              + ": no password of "
              + (login.length == 0 ? "no" : "more than 64")
              + " bytes can have wrapped it");
    }
    try {
      return file.unwrap(login);
    } catch (UnrecoverableKeyException wrong) {
      return unwrapByOlder(file, login, wrong);
    }
  }

  private static byte[] unwrapByOlder(
      WrappedPassphraseFile file, byte[] login, UnrecoverableKeyException wrong)
      throws IOException, GeneralSecurityException {
    Optional<byte[]> older = OlderEncoding.of(login);
    if (older.isEmpty()) {
      throw wrong;
    }
    try {
      return file.unwrap(older.get());
    } catch (UnrecoverableKeyException e) {
      wrong.addSuppressed(e);
      throw wrong;
    } finally {
      Arrays.fill(older.get(), (byte) 0);
    }
  }

  private List<WrappingKey> keysOf(byte[] mountPassphrase) throws IOException, InvalidKeyException {
    SignatureFile wanted = home.signatures();
    List<WrappingKey> keys = new ArrayList<>();
    try {
      keys.add(key(mountPassphrase, wanted.content(), contentSalts()));
      if (wanted.names().isPresent() && !wanted.names().get().equals(wanted.content())) {
        keys.add(key(mountPassphrase, wanted.names().get(), List.of(PassphraseKeys.NAME_SALT)));
      }
      return keys;
    } catch (IOException | InvalidKeyException | RuntimeException e) {
      keys.forEach(WrappingKey::close);
      throw e;
    }
  }

  /** Who changes the salt in {@code ~/.ecryptfsrc} later on still has the files of before. */
  private List<Bytes> contentSalts() throws IOException {
    return List.of(home.settings().salt(), PassphraseKeys.CONTENT_SALT).stream()
        .distinct()
        .toList();
  }

  private WrappingKey key(byte[] mountPassphrase, KeySignature wanted, List<Bytes> salts)
      throws IOException, InvalidKeyException {
    List<KeySignature> others = new ArrayList<>();
    for (Bytes salt : salts) {
      PassphraseKey key = PassphraseKey.derive(mountPassphrase, salt);
      if (key.signature().equals(wanted)) {
        return new PassphraseWrappingKey(key);
      }
      others.add(key.signature());
      key.close();
    }
    throw new InvalidKeyException(
        home.configuration().resolve("Private.sig")
            + " names key "
            + wanted
            + ", the passphrase in wrapped-passphrase beside it gives "
            + others
            + ": one of the two files was changed or is damaged; restore it from a backup");
  }

  @Override
  public void close() {
    password.close();
  }
}
