package io.github.ecryptfs.keys.home;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.WrappedPassphrase;
import io.github.ecryptfs.keys.WrappedPassphraseException;
import io.github.ecryptfs.keys.file.KeyFileBytes;
import io.github.ecryptfs.keys.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;

/**
 * A {@code wrapped-passphrase} file on disk. Version 1 and 2 are read; version 2 is written, in one
 * step that a crash cannot cut in half, for its owner alone.
 *
 * <p>All passphrases are bytes, in the encoding of the tools that use them, and stay the property
 * of the caller. Immutable.
 */
public final class WrappedPassphraseFile {
  /** The tools take no more than 90 bytes into account; what is much longer is another file. */
  private static final int MAXIMUM_BYTES = 4096;

  private final Path file;
  private final Bytes versionOneSalt;

  private WrappedPassphraseFile(Path file, Bytes versionOneSalt) {
    this.file = file;
    this.versionOneSalt = versionOneSalt;
  }

  /** The file at {@code file}, which need not be there yet. */
  public static WrappedPassphraseFile at(Path file) {
    return new WrappedPassphraseFile(file, PassphraseKeys.CONTENT_SALT);
  }

  /** The same file, which was wrapped with a salt of {@code ~/.ecryptfsrc} if it has version 1. */
  public WrappedPassphraseFile withVersionOneSalt(Bytes salt) {
    return new WrappedPassphraseFile(file, salt);
  }

  /** Where it is. */
  public Path path() {
    return file;
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it is missing or cannot be read
   * @throws WrappedPassphraseException if it is damaged or of another version
   */
  public WrappedPassphrase read() throws IOException, WrappedPassphraseException {
    byte[] content = KeyFileBytes.read(file, MAXIMUM_BYTES);
    try {
      return WrappedPassphrase.parse(content, versionOneSalt);
    } catch (WrappedPassphraseException e) {
      throw located(e);
    }
  }

  /**
   * The mount passphrase, in an array that the caller owns and zeroes.
   *
   * @throws IOException as {@link #read}
   * @throws UnrecoverableKeyException if {@code wrappingPassphrase} is the wrong one
   * @throws WrappedPassphraseException if the file is damaged or of another version
   * @throws IllegalArgumentException if {@code wrappingPassphrase} has not 1 to 64 bytes
   */
  public byte[] unwrap(byte[] wrappingPassphrase) throws IOException, GeneralSecurityException {
    WrappedPassphrase wrapped = read();
    try {
      return wrapped.unwrap(wrappingPassphrase);
    } catch (UnrecoverableKeyException e) {
      throw located(e);
    } catch (WrappedPassphraseException e) {
      throw located(e);
    }
  }

  /**
   * Wraps a mount passphrase with a fresh salt and writes the file, over an older one if it is
   * there.
   *
   * @param passphrase 1 to 64 bytes without a zero byte
   * @param wrappingPassphrase 1 to 64 bytes
   * @throws IllegalArgumentException if a size is wrong or the passphrase has a zero byte
   */
  public void wrap(byte[] passphrase, byte[] wrappingPassphrase, SecureRandom random)
      throws IOException {
    WrappedPassphrase wrapped = WrappedPassphrase.wrap(passphrase, wrappingPassphrase, random);
    PrivateFile.replace(file, wrapped.toBytes());
  }

  /**
   * Wraps the passphrase in the file under another wrapping passphrase. The file is as it was if
   * that fails.
   *
   * @throws UnrecoverableKeyException if {@code oldWrapping} is the wrong one
   * @throws GeneralSecurityException otherwise as {@link #unwrap}
   */
  public void rewrap(byte[] oldWrapping, byte[] newWrapping, SecureRandom random)
      throws IOException, GeneralSecurityException {
    byte[] passphrase = unwrap(oldWrapping);
    try {
      wrap(passphrase, newWrapping, random);
    } finally {
      Arrays.fill(passphrase, (byte) 0);
    }
  }

  /**
   * Writes a file of version 1 anew as version 2, under the same wrapping passphrase; one of
   * version 2 stays as it is.
   *
   * @return whether it had version 1
   * @throws GeneralSecurityException as {@link #unwrap}
   */
  public boolean upgrade(byte[] wrappingPassphrase, SecureRandom random)
      throws IOException, GeneralSecurityException {
    boolean old = read().isVersion1();
    if (old) {
      rewrap(wrappingPassphrase, wrappingPassphrase, random);
    }
    return old;
  }

  private UnrecoverableKeyException located(UnrecoverableKeyException e) {
    UnrecoverableKeyException located = new UnrecoverableKeyException(file + ": " + e.getMessage());
    located.initCause(e);
    return located;
  }

  private WrappedPassphraseException located(WrappedPassphraseException e) {
    return new WrappedPassphraseException(file, e);
  }

  /** Names the file. */
  @Override
  public String toString() {
    return "wrapped passphrase " + file;
  }
}
