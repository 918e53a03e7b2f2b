package io.github.ecryptfs.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Encrypts names ({@code docs/format.md}, "Names"). One key gives a name the same ciphertext
 * everywhere: the prefix before it comes from the key, not from chance.
 *
 * <p>Thread-safe without locks. Its owner closes it.
 */
public final class FilenameCipher implements AutoCloseable {
  /** The prefix bytes before a name are these and the zero byte, and some more to fill a block. */
  private static final int LEAST_PREFIX_BYTES = 16;

  /** Stands in the prefix where the hash has a zero, since a zero ends the prefix. */
  private static final byte ZERO_SUBSTITUTE = 0x42;

  private final KeySignature signature;
  private final CipherSpec cipher;
  private final byte[] key;

  /** The longest prefix of a name. Not zeroed: it tells no more of the key than the signature. */
  private final byte[] prefix;

  private final Pool<BlockStream> encryption;
  private final Pool<BlockStream> decryption;

  /**
   * A cipher under the first bytes of {@code key}, as many as {@code cipher} wants.
   *
   * @param key what is needed of it is copied
   */
  public FilenameCipher(PassphraseKey key, CipherSpec cipher) {
    this.signature = key.signature();
    this.cipher = cipher;
    this.key = key.lendTo(raw -> Arrays.copyOf(raw, cipher.keyBytes()));
    int longest = LEAST_PREFIX_BYTES + cipher.algorithm().blockBytes() - 1;
    this.prefix = key.lendTo(raw -> prefixOf(raw, longest));
    this.encryption = streams(BlockStream.Mode.ECB_ENCRYPT);
    this.decryption = streams(BlockStream.Mode.ECB_DECRYPT);
  }

  private Pool<BlockStream> streams(BlockStream.Mode mode) {
    return new Pool<>("filename cipher", () -> BlockStream.open(cipher, mode, key));
  }

  private static byte[] prefixOf(byte[] key, int bytes) {
    MessageDigest digest = Digests.md5();
    byte[] hash = digest.digest(key);
    byte[] prefix = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      if (i == hash.length) {
        hash = digest.digest(hash);
      }
      byte next = hash[i % hash.length];
      prefix[i] = next == 0 ? ZERO_SUBSTITUTE : next;
    }
    digest.reset();
    return prefix;
  }

  /** Names the key. */
  public KeySignature signature() {
    return signature;
  }

  /** The cipher and its key size. */
  public CipherSpec cipher() {
    return cipher;
  }

  /** The size of the ciphertext of a name of {@code nameBytes} bytes. */
  public int ciphertextBytes(int nameBytes) {
    int block = cipher.algorithm().blockBytes();
    int least = LEAST_PREFIX_BYTES + 1 + nameBytes;
    return (least + block - 1) / block * block;
  }

  /**
   * Encrypts a name.
   *
   * @param name at least one byte, none of them zero; not changed
   * @return {@link #ciphertextBytes} bytes
   * @throws IllegalArgumentException if {@code name} is empty or holds a zero byte
   */
  public byte[] encrypt(byte[] name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("name: want at least one byte, and none of them zero");
    }
    byte[] plain = new byte[ciphertextBytes(name.length)];
    int nameOffset = plain.length - name.length;
    System.arraycopy(prefix, 0, plain, 0, nameOffset - 1);
    System.arraycopy(name, 0, plain, nameOffset, name.length);
    return recode(encryption, plain);
  }

  /**
   * Decrypts a name.
   *
   * @param ciphertext not changed
   * @return the name; empty if {@code ciphertext} was not made by {@link #encrypt} under this key
   */
  public Optional<byte[]> decrypt(byte[] ciphertext) {
    if (ciphertext.length % cipher.algorithm().blockBytes() != 0) {
      return Optional.empty();
    }
    byte[] plain = recode(decryption, ciphertext.clone());
    try {
      return nameIn(plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private Optional<byte[]> nameIn(byte[] plain) {
    int same = Arrays.mismatch(plain, prefix); // never -1: no plaintext is as long as prefix
    if (same < LEAST_PREFIX_BYTES || same == plain.length || plain[same] != 0) {
      return Optional.empty();
    }
    return Optional.of(Arrays.copyOfRange(plain, same + 1, plain.length))
        .filter(FilenameCipher::isName);
  }

  private static boolean isName(byte[] name) {
    for (byte b : name) {
      if (b == 0) {
        return false;
      }
    }
    return name.length > 0;
  }

  /** Sends {@code text} through a cipher of the pool, and zeroes {@code text}. */
  private static byte[] recode(Pool<BlockStream> pool, byte[] text) {
    byte[] result = new byte[text.length];
    try {
      pool.lend(stream -> stream.update(text, 0, text.length, result, 0));
      return result;
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Destroys the copy of the key; later calls throw {@link IllegalStateException}. */
  @Override
  public void close() {
    encryption.close();
    decryption.close();
    Arrays.fill(key, (byte) 0);
  }

  /** Names signature and cipher, never the key. */
  @Override
  public String toString() {
    return "filename cipher " + cipher + " under " + signature;
  }
}
