package io.github.ecryptfs.crypto;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.security.auth.Destroyable;

/**
 * The 64 bytes that a passphrase gives: they wrap file keys and encrypt names ({@code
 * docs/format.md}, "Key derivation"). Its owner closes it. Compared by identity.
 *
 * <p>Thread-safe: the bytes are lent and zeroed under the lock of this object; wrapping and
 * unwrapping go on in parallel.
 */
public final class PassphraseKey implements Destroyable, AutoCloseable {
  /** The size of the key. */
  public static final int BYTES = 64;

  /** The size of a salt. */
  public static final int SALT_BYTES = 8;

  /** The longest passphrase, in bytes of its encoded form. */
  public static final int MAXIMUM_PASSPHRASE_BYTES = 64;

  private final byte[] secret;
  private final Bytes salt;
  private final KeySignature signature;
  private boolean destroyed;

  /** Ciphers under this key: to start one takes longer than to unwrap a key with it. */
  private final Map<Use, Pool<BlockStream>> streams = new ConcurrentHashMap<>();

  private record Use(CipherSpec cipher, BlockStream.Mode mode) {}

  private PassphraseKey(byte[] secret, Bytes salt) {
    this.secret = secret;
    this.salt = salt;
    this.signature = PassphraseKdf.signatureOf(secret);
  }

  /**
   * Derives the key of a passphrase: 65536 rounds of SHA-512 over salt and passphrase.
   *
   * @param passphrase 1 to 64 bytes, not changed; its owner wipes it
   * @param salt eight bytes
   * @throws IllegalArgumentException if passphrase or salt have another size
   */
  public static PassphraseKey derive(byte[] passphrase, Bytes salt) {
    requireSalt(salt);
    if (passphrase.length == 0 || passphrase.length > MAXIMUM_PASSPHRASE_BYTES) {
      throw new IllegalArgumentException(
          "passphrase: want 1 to " + MAXIMUM_PASSPHRASE_BYTES + " bytes, got " + passphrase.length);
    }
    return new PassphraseKey(PassphraseKdf.derive(passphrase, salt), salt);
  }

  /**
   * Takes a key over that was derived elsewhere: the caller keeps no copy and does not touch it
   * again.
   *
   * @param key 64 bytes
   * @param salt the eight bytes it was derived with
   * @throws IllegalArgumentException if key or salt have another size; {@code key} is zeroed
   */
  public static PassphraseKey adopt(byte[] key, Bytes salt) {
    if (key.length != BYTES || salt.size() != SALT_BYTES) {
      Arrays.fill(key, (byte) 0);
      requireSalt(salt);
      throw new IllegalArgumentException(
          "passphrase key: want " + BYTES + " bytes, got " + key.length);
    }
    return new PassphraseKey(key, salt);
  }

  private static void requireSalt(Bytes salt) {
    if (salt.size() != SALT_BYTES) {
      throw new IllegalArgumentException("salt: want " + SALT_BYTES + " bytes, got " + salt.size());
    }
  }

  /** Names this key in packets and mount options; also after {@link #destroy}. */
  public KeySignature signature() {
    return signature;
  }

  /** The eight bytes that the key was derived with. */
  public Bytes salt() {
    return salt;
  }

  /**
   * Encrypts a file's key under this one ({@code docs/format.md}, "Wrapping by a passphrase").
   *
   * @throws IllegalArgumentException if keys of that size cannot be wrapped, see {@link
   *     CipherSpec#fitsContent}
   */
  public WrappedFileKey.ByPassphrase wrap(FileEncryptionKey key) {
    CipherSpec cipher = key.cipher();
    if (!cipher.fitsContent()) {
      throw new IllegalArgumentException(cipher + ": the key is no whole number of blocks");
    }
    byte[] padded = key.lendTo(raw -> Arrays.copyOf(raw, cipher.wrappedKeyBytes()));
    byte[] wrapped = recode(cipher, BlockStream.Mode.ECB_ENCRYPT, padded);
    return new WrappedFileKey.ByPassphrase(signature, cipher.code(), salt, Bytes.copyOf(wrapped));
  }

  /**
   * Decrypts a file's key. Only for AES-192 a wrong key is noticed.
   *
   * @return the key, which the caller owns
   * @throws KeyUnwrapException if the cipher is unknown, the size does not fit it, or the padding
   *     of AES-192 is damaged
   */
  public FileEncryptionKey unwrap(WrappedFileKey.ByPassphrase wrapped) throws KeyUnwrapException {
    CipherSpec cipher = cipherOf(wrapped);
    byte[] padded = recode(cipher, BlockStream.Mode.ECB_DECRYPT, wrapped.wrapped().toArray());
    try {
      requireZeroPadding(padded, cipher.keyBytes(), wrapped.signature());
      return FileEncryptionKey.adopt(cipher, Arrays.copyOf(padded, cipher.keyBytes()));
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  private static CipherSpec cipherOf(WrappedFileKey.ByPassphrase wrapped)
      throws KeyUnwrapException {
    int size = wrapped.wrapped().size();
    return CipherSpec.ofWrappedKey(wrapped.cipherCode(), size)
        .orElseThrow(
            () ->
                new KeyUnwrapException(
                    String.format(
                        "file key wrapped by %s: cipher code 0x%02x takes no wrapped key of %d"
                            + " bytes",
                        wrapped.signature(), wrapped.cipherCode(), size)));
  }

  private static void requireZeroPadding(byte[] padded, int from, KeySignature signature)
      throws KeyUnwrapException {
    int bits = 0;
    for (int i = from; i < padded.length; i++) {
      bits |= padded[i];
    }
    if (bits != 0) {
      throw new KeyUnwrapException(
          "file key wrapped by " + signature + ": padding is not zero; wrong key or damaged");
    }
  }

  /** Sends {@code text} through the cipher under this key, and zeroes {@code text}. */
  private byte[] recode(CipherSpec cipher, BlockStream.Mode mode, byte[] text) {
    byte[] result = new byte[text.length];
    try {
      poolOf(new Use(cipher, mode)).lend(stream -> stream.update(text, 0, text.length, result, 0));
      return result;
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private Pool<BlockStream> poolOf(Use use) {
    Pool<BlockStream> known = streams.get(use);
    return known == null ? streams.computeIfAbsent(use, this::newPool) : known;
  }

  private Pool<BlockStream> newPool(Use use) {
    return new Pool<>(
        toString(), () -> lendTo(raw -> BlockStream.open(use.cipher(), use.mode(), raw)));
  }

  /**
   * Lends the bytes for one call; the borrower keeps neither the array nor a copy that it does not
   * zero.
   *
   * @throws IllegalStateException if the key is destroyed
   */
  public synchronized <T> T lendTo(Function<byte[], T> use) {
    if (destroyed) {
      throw new IllegalStateException(this + " used after close()");
    }
    return use.apply(secret);
  }

  @Override
  public synchronized void destroy() {
    Arrays.fill(secret, (byte) 0);
    destroyed = true;
    streams.values().forEach(Pool::close);
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }

  /** Names the signature, never the key. */
  @Override
  public String toString() {
    return "passphrase key " + signature;
  }
}
