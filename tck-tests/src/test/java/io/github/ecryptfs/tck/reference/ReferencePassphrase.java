package io.github.ecryptfs.tck.reference;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The 64-byte key of a passphrase ({@code docs/format.md}, "Key derivation"). Immutable. */
public final class ReferencePassphrase implements ReferenceKey {
  private static final int ROUNDS = 65536;

  private final byte[] key;
  private final String salt;

  private ReferencePassphrase(byte[] key, String salt) {
    this.key = key;
    this.salt = salt;
  }

  /** Derives the key; {@code salt} is 16 hex digits. */
  public static ReferencePassphrase derive(String passphrase, String salt) {
    return derive(passphrase, HexFormat.of().parseHex(salt));
  }

  /** Derives the key of the passphrase's UTF-8 bytes. */
  public static ReferencePassphrase derive(String passphrase, byte[] salt) {
    byte[] state = Digests.of("SHA-512", salt, passphrase.getBytes(StandardCharsets.UTF_8));
    for (int round = 1; round < ROUNDS; round++) {
      state = Digests.of("SHA-512", state);
    }
    return new ReferencePassphrase(state, HexFormat.of().formatHex(salt));
  }

  @Override
  public String signature() {
    return HexFormat.of().formatHex(Digests.of("SHA-512", key), 0, 8);
  }

  /** The salt in 16 hex digits. */
  public String salt() {
    return salt;
  }

  /** The key's 64 bytes; the caller's copy. */
  public byte[] bytes() {
    return key.clone();
  }

  /**
   * The file key that a tag 3 packet wraps. A wrapped key that is too short leaves zeros at the end
   * of an AES-192 key, as in the kernel.
   */
  FileKey unwrap(int cipherCode, byte[] wrapped) throws UnreadableException {
    ReferenceCipher cipher = ReferenceCipher.ofCode(cipherCode);
    int keyBytes = cipherCode == 0x08 ? 24 : wrapped.length;
    byte[] plain = cipher.ecbDecrypt(key, keyBytes, wrapped);
    return new FileKey(cipher, Arrays.copyOf(plain, keyBytes));
  }
}
