package io.github.ecryptfs.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code wrapped-passphrase} file holds: a mount passphrase, encrypted under another
 * passphrase that is often the login password ({@code docs/keys.md}, "Wrapped passphrases").
 *
 * <p>Files of version 1 have no salt of their own and are only read. Nothing in either version
 * authenticates the ciphertext: most damage to it gives another passphrase, whose key then fits no
 * file.
 *
 * <p>Immutable; holds nothing that is not in the file.
 */
public final class WrappedPassphrase {
  private static final CipherSpec AES_128 = new CipherSpec(CipherAlgorithm.AES, 16);
  private static final int BLOCK_BYTES = 16;
  private static final int MAXIMUM_CIPHERTEXT_BYTES = 64;

  private static final int SIGNATURE_BYTES = 16; // hexadecimal digits
  private static final int VERSION_2_MARK = ':';
  private static final int VERSION_2_SALT_OFFSET = 2;
  private static final int VERSION_2_HEAD_BYTES =
      VERSION_2_SALT_OFFSET + PassphraseKey.SALT_BYTES + SIGNATURE_BYTES;

  private final Bytes head; // ends with the signature
  private final Bytes salt;
  private final Bytes ciphertext;

  private WrappedPassphrase(Bytes head, Bytes salt, Bytes ciphertext) {
    this.head = head;
    this.salt = salt;
    this.ciphertext = ciphertext;
  }

  /**
   * Parses a file of version 1 or 2; one of version 1 was wrapped with the salt of all tools,
   * {@link PassphraseKeys#CONTENT_SALT}.
   *
   * @param file the whole file; as in the tools, what follows 64 bytes of ciphertext counts for
   *     nothing
   * @throws WrappedPassphraseException if the file has another version, is cut short or is no such
   *     file
   */
  public static WrappedPassphrase parse(byte[] file) throws WrappedPassphraseException {
    return parse(file, PassphraseKeys.CONTENT_SALT);
  }

  /**
   * Parses a file of version 1 or 2.
   *
   * @param file as in {@link #parse(byte[])}
   * @param versionOneSalt the eight bytes that {@code ~/.ecryptfsrc} gives for files of version 1
   * @throws WrappedPassphraseException as in {@link #parse(byte[])}
   */
  public static WrappedPassphrase parse(byte[] file, Bytes versionOneSalt)
      throws WrappedPassphraseException {
    if (file.length < SIGNATURE_BYTES) {
      throw new WrappedPassphraseException(
          "want at least " + SIGNATURE_BYTES + " bytes, got " + file.length);
    }
    if (file[0] == VERSION_2_MARK) {
      requireVersion2(file);
      Bytes salt = Bytes.copyOf(file, VERSION_2_SALT_OFFSET, PassphraseKey.SALT_BYTES);
      return split(file, VERSION_2_HEAD_BYTES, salt);
    }
    requireHexadecimal(file);
    return split(file, SIGNATURE_BYTES, versionOneSalt);
  }

  private static void requireVersion2(byte[] file) throws WrappedPassphraseException {
    if (file[1] != 2) {
      throw new WrappedPassphraseException("unknown version " + (file[1] & 0xff));
    }
  }

  private static void requireHexadecimal(byte[] file) throws WrappedPassphraseException {
    for (int i = 0; i < SIGNATURE_BYTES; i++) {
      if (!HexFormat.isHexDigit(file[i])) {
        throw new WrappedPassphraseException("begins with neither a version nor a signature");
      }
    }
  }

  private static WrappedPassphrase split(byte[] file, int headBytes, Bytes salt)
      throws WrappedPassphraseException {
    int size = Math.min(file.length - headBytes, MAXIMUM_CIPHERTEXT_BYTES);
    if (size <= 0 || size % BLOCK_BYTES != 0) {
      throw new WrappedPassphraseException(
          "want 16, 32, 48 or 64 bytes of ciphertext, got " + Math.max(size, 0));
    }
    return new WrappedPassphrase(
        Bytes.copyOf(file, 0, headBytes), salt, Bytes.copyOf(file, headBytes, size));
  }

  /**
   * Wraps a mount passphrase, in version 2 and with a fresh salt.
   *
   * @param passphrase 1 to 64 bytes without a zero byte; left for the caller to zero
   * @param wrappingPassphrase 1 to 64 bytes; left for the caller to zero
   * @throws IllegalArgumentException if a size is wrong or the passphrase has a zero byte
   */
  public static WrappedPassphrase wrap(
      byte[] passphrase, byte[] wrappingPassphrase, SecureRandom random) {
    byte[] salt = new byte[PassphraseKey.SALT_BYTES];
    random.nextBytes(salt);
    return wrap(passphrase, wrappingPassphrase, Bytes.copyOf(salt));
  }

  /** Wraps with a given salt: for tests, since a salt is used once. */
  static WrappedPassphrase wrap(byte[] passphrase, byte[] wrappingPassphrase, Bytes salt) {
    requireWrappable(passphrase);
    try (PassphraseKey key = PassphraseKey.derive(wrappingPassphrase, salt)) {
      return new WrappedPassphrase(head(salt, key), salt, encrypted(passphrase, key));
    }
  }

  private static void requireWrappable(byte[] passphrase) {
    if (passphrase.length == 0 || passphrase.length > PassphraseKey.MAXIMUM_PASSPHRASE_BYTES) {
      throw new IllegalArgumentException("passphrase to wrap: want 1 to 64 bytes");
    }
    if (firstZero(passphrase) < passphrase.length) {
      throw new IllegalArgumentException("passphrase to wrap: a zero byte cannot be kept");
    }
  }

  private static Bytes head(Bytes salt, PassphraseKey key) {
    byte[] head = new byte[VERSION_2_HEAD_BYTES];
    head[0] = VERSION_2_MARK;
    head[1] = 2;
    salt.copyTo(head, VERSION_2_SALT_OFFSET);
    signature(key).copyTo(head, head.length - SIGNATURE_BYTES);
    return Bytes.copyOf(head);
  }

  private static Bytes signature(PassphraseKey key) {
    return Bytes.copyOf(key.signature().toString().getBytes(US_ASCII));
  }

  /** ECB: each block is encrypted as the file key of AES-128 is that equals it. */
  private static Bytes encrypted(byte[] passphrase, PassphraseKey key) {
    int size = (passphrase.length + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    byte[] ciphertext = new byte[size];
    for (int at = 0; at < size; at += BLOCK_BYTES) {
      byte[] block = new byte[BLOCK_BYTES];
      System.arraycopy(passphrase, at, block, 0, Math.min(BLOCK_BYTES, passphrase.length - at));
      try (FileEncryptionKey asKey = FileEncryptionKey.adopt(AES_128, block)) {
        key.wrap(asKey).wrapped().copyTo(ciphertext, at);
      }
    }
    return Bytes.copyOf(ciphertext);
  }

  /**
   * The mount passphrase, in an array that the caller owns and zeroes.
   *
   * @param wrappingPassphrase 1 to 64 bytes; left for the caller to zero
   * @throws UnrecoverableKeyException if {@code wrappingPassphrase} is the wrong one
   * @throws GeneralSecurityException otherwise ({@link WrappedPassphraseException}) if the
   *     ciphertext holds no passphrase
   * @throws IllegalArgumentException if the size of {@code wrappingPassphrase} is wrong
   */
  public byte[] unwrap(byte[] wrappingPassphrase) throws GeneralSecurityException {
    try (PassphraseKey key = PassphraseKey.derive(wrappingPassphrase, salt)) {
      requireSignatureOf(key);
      byte[] padded = decrypted(key);
      try {
        return unpadded(padded);
      } finally {
        Arrays.fill(padded, (byte) 0);
      }
    }
  }

  private void requireSignatureOf(PassphraseKey key) throws UnrecoverableKeyException {
    byte[] whole = head.toArray();
    int start = whole.length - SIGNATURE_BYTES;
    if (!Bytes.copyOf(whole, start, SIGNATURE_BYTES).equals(signature(key))) {
      throw new UnrecoverableKeyException(
          "wrapped passphrase: the wrapping passphrase is wrong, or the file is damaged");
    }
  }

  private byte[] decrypted(PassphraseKey key) throws KeyUnwrapException {
    byte[] padded = new byte[ciphertext.size()];
    for (int at = 0; at < padded.length; at += BLOCK_BYTES) {
      Bytes block = Bytes.copyOf(ciphertext.toArray(), at, BLOCK_BYTES);
      WrappedFileKey.ByPassphrase asWrappedKey =
          new WrappedFileKey.ByPassphrase(key.signature(), AES_128.code(), salt, block);
      try (FileEncryptionKey asKey = key.unwrap(asWrappedKey)) {
        copySecret(asKey, padded, at);
      }
    }
    return padded;
  }

  private static void copySecret(FileEncryptionKey source, byte[] target, int at) {
    source.lendTo(
        secret -> {
          System.arraycopy(secret, 0, target, at, secret.length);
          return target;
        });
  }

  /** No tool writes anything but zeros behind the first one, and none wraps an empty passphrase. */
  private static byte[] unpadded(byte[] padded) throws WrappedPassphraseException {
    int length = firstZero(padded);
    byte[] padding = new byte[padded.length - length];
    if (length == 0 || !Arrays.equals(padded, length, padded.length, padding, 0, padding.length)) {
      throw new WrappedPassphraseException("no passphrase in it; the file is damaged");
    }
    return Arrays.copyOf(padded, length);
  }

  private static int firstZero(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      at++;
    }
    return at;
  }

  /**
   * Whether the file has version 1, whose one salt for all invites guessing: wrap anew in version
   * 2.
   */
  public boolean isVersion1() {
    return head.size() == SIGNATURE_BYTES;
  }

  /** The bytes of the file, in a fresh array. */
  public byte[] toBytes() {
    byte[] file = new byte[head.size() + ciphertext.size()];
    head.copyTo(file, 0);
    ciphertext.copyTo(file, head.size());
    return file;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WrappedPassphrase that
        && head.equals(that.head)
        && salt.equals(that.salt)
        && ciphertext.equals(that.ciphertext);
  }

  @Override
  public int hashCode() {
    return Objects.hash(head, salt, ciphertext);
  }

  /** Names the version alone: the file is a secret of its own, open to guessing. */
  @Override
  public String toString() {
    return "wrapped passphrase, version " + (isVersion1() ? 1 : 2);
  }
}
