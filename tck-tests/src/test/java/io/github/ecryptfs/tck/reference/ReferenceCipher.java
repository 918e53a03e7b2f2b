package io.github.ecryptfs.tck.reference;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.CAST5Engine;
import org.bouncycastle.crypto.engines.CAST6Engine;
import org.bouncycastle.crypto.engines.TwofishEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * The block ciphers of the format, by the code that stands in packets ({@code docs/format.md},
 * "Ciphers").
 *
 * <p>All modes are built on ECB of a whole buffer. Immutable.
 */
public enum ReferenceCipher {
  /** Triple DES with three keys. */
  DES3_EDE(8, (key, encrypt, data) -> jdk("DESede", key, encrypt, data)),
  /** CAST-128. */
  CAST5(8, (key, encrypt, data) -> engine(CAST5Engine::new, key, encrypt, data)),
  /** Blowfish. */
  BLOWFISH(8, (key, encrypt, data) -> jdk("Blowfish", key, encrypt, data)),
  /** AES of any key size. */
  AES(16, (key, encrypt, data) -> jdk("AES", key, encrypt, data)),
  /** Twofish. */
  TWOFISH(16, (key, encrypt, data) -> engine(TwofishEngine::new, key, encrypt, data)),
  /** CAST-256. */
  CAST6(16, (key, encrypt, data) -> engine(CAST6Engine::new, key, encrypt, data));

  private final int blockBytes;
  private final Ecb ecb;

  ReferenceCipher(int blockBytes, Ecb ecb) {
    this.blockBytes = blockBytes;
    this.ecb = ecb;
  }

  /** The cipher of a code byte; {@link UnreadableException} if there is none. */
  public static ReferenceCipher ofCode(int code) throws UnreadableException {
    return switch (code) {
      case 0x02 -> DES3_EDE;
      case 0x03 -> CAST5;
      case 0x04 -> BLOWFISH;
      case 0x07, 0x08, 0x09 -> AES;
      case 0x0a -> TWOFISH;
      case 0x0b -> CAST6;
      default -> throw new UnreadableException("no cipher has the code " + code);
    };
  }

  /** The cipher that a mount option names, as in {@code des3_ede}. */
  public static ReferenceCipher named(String kernelName) {
    return valueOf(kernelName.toUpperCase(Locale.ROOT));
  }

  /** The code byte that stands for this cipher with a key of that many bytes. */
  public int code(int keyBytes) {
    return switch (this) {
      case DES3_EDE -> 0x02;
      case CAST5 -> 0x03;
      case BLOWFISH -> 0x04;
      case AES -> 0x07 + (keyBytes - 16) / 8;
      case TWOFISH -> 0x0a;
      case CAST6 -> 0x0b;
    };
  }

  /** Bytes of one block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * ECB, no padding, over {@code data}, whole blocks; the key is the first {@code keyBytes} of
   * {@code key}.
   */
  public byte[] ecbDecrypt(byte[] key, int keyBytes, byte[] data) throws UnreadableException {
    return run(Arrays.copyOf(key, keyBytes), false, data);
  }

  /** The reverse of {@link #ecbDecrypt}. */
  public byte[] ecbEncrypt(byte[] key, int keyBytes, byte[] data) throws UnreadableException {
    return run(Arrays.copyOf(key, keyBytes), true, data);
  }

  /** CBC, no padding; of {@code iv} only the first block is used. */
  public byte[] cbcDecrypt(byte[] key, byte[] iv, byte[] data) throws UnreadableException {
    byte[] plain = run(key, false, data);
    for (int i = 0; i < plain.length; i++) {
      plain[i] ^= i < blockBytes ? iv[i] : data[i - blockBytes];
    }
    return plain;
  }

  /** The reverse of {@link #cbcDecrypt}. */
  public byte[] cbcEncrypt(byte[] key, byte[] iv, byte[] data) throws UnreadableException {
    byte[] result = new byte[data.length];
    byte[] previous = iv;
    for (int at = 0; at < data.length; at += blockBytes) {
      byte[] block = Arrays.copyOfRange(data, at, at + blockBytes);
      for (int i = 0; i < blockBytes; i++) {
        block[i] ^= previous[i];
      }
      previous = run(key, true, block);
      System.arraycopy(previous, 0, result, at, blockBytes);
    }
    return result;
  }

  private byte[] run(byte[] key, boolean encrypt, byte[] data) throws UnreadableException {
    try {
      return ecb.run(key, encrypt, data);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnreadableException(this + " refuses a key of " + key.length + " bytes", e);
    }
  }

  private static byte[] jdk(String name, byte[] key, boolean encrypt, byte[] data)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(name + "/ECB/NoPadding");
    cipher.init(encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, new SecretKeySpec(key, name));
    return cipher.doFinal(data);
  }

  private static byte[] engine(
      Supplier<? extends BlockCipher> engine, byte[] key, boolean encrypt, byte[] data) {
    BlockCipher cipher = engine.get();
    cipher.init(encrypt, new KeyParameter(key));
    byte[] result = new byte[data.length];
    for (int at = 0; at < data.length; at += cipher.getBlockSize()) {
      cipher.processBlock(data, at, result, at);
    }
    return result;
  }

  private interface Ecb {
    byte[] run(byte[] key, boolean encrypt, byte[] data) throws GeneralSecurityException;
  }
}
