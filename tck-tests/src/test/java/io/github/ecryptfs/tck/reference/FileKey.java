package io.github.ecryptfs.tck.reference;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The key of one file's content, with its cipher. Immutable. */
final class FileKey {
  private static final int EXTENT = 4096;

  private final ReferenceCipher cipher;
  private final byte[] key;

  /** Takes {@code key} over. */
  FileKey(ReferenceCipher cipher, byte[] key) {
    this.cipher = cipher;
    this.key = key;
  }

  /**
   * Decrypts {@code size} bytes of content. The ciphertext starts at {@code offset} of {@code
   * lower}; what lower lacks is taken as zero bytes, which is what the kernel does.
   */
  byte[] decrypt(byte[] lower, long offset, int size) throws UnreadableException {
    byte[] content = new byte[size];
    for (int at = 0; at < size; at += EXTENT) {
      byte[] extent = slice(lower, offset + at);
      byte[] plain = cipher.cbcDecrypt(key, initialisationVector(at / EXTENT), extent);
      System.arraycopy(plain, 0, content, at, Math.min(EXTENT, size - at));
    }
    return content;
  }

  /** The reverse of {@link #decrypt}; {@code content} is filled up to whole extents. */
  byte[] encrypt(byte[] content) throws UnreadableException {
    byte[] lower = new byte[content.length];
    for (int at = 0; at < content.length; at += EXTENT) {
      byte[] extent = Arrays.copyOfRange(content, at, at + EXTENT);
      byte[] encrypted = cipher.cbcEncrypt(key, initialisationVector(at / EXTENT), extent);
      System.arraycopy(encrypted, 0, lower, at, EXTENT);
    }
    return lower;
  }

  /** This key wrapped for a passphrase; an AES-192 key is filled up with zeros to 32 bytes. */
  byte[] wrap(ReferencePassphrase wrappingKey) throws UnreadableException {
    int blocks = (key.length + cipher.blockBytes() - 1) / cipher.blockBytes();
    byte[] plain = Arrays.copyOf(key, blocks * cipher.blockBytes());
    return cipher.ecbEncrypt(wrappingKey.bytes(), key.length, plain);
  }

  /** The code that stands for cipher and key size. */
  int code() {
    return cipher.code(key.length);
  }

  private byte[] initialisationVector(int extent) {
    byte[] number = Integer.toString(extent).getBytes(StandardCharsets.US_ASCII);
    return Digests.of("MD5", Digests.of("MD5", key), Arrays.copyOf(number, 16));
  }

  private static byte[] slice(byte[] lower, long offset) {
    byte[] extent = new byte[EXTENT];
    if (offset < lower.length) {
      int at = (int) offset;
      System.arraycopy(lower, at, extent, 0, Math.min(EXTENT, lower.length - at));
    }
    return extent;
  }
}
