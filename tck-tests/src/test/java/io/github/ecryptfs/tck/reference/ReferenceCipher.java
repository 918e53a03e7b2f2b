package io.github.ecryptfs.tck.reference;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.engines.CAST5Engine;
import org.bouncycastle.crypto.engines.CAST6Engine;
import org.bouncycastle.crypto.engines.TwofishEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * The block ciphers of the format, by the code that stands in packets ({@code docs/format.md},
 * "Ciphers").
 *
 * <p>Without padding; the callers give whole blocks. Immutable.
 */
public enum ReferenceCipher {
  /** Triple DES with three keys. */
  DES3_EDE(8),
  /** CAST-128. */
  CAST5(8),
  /** Blowfish. */
  BLOWFISH(8),
  /** AES of any key size. */
  AES(16),
  /** Twofish. */
  TWOFISH(16),
  /** CAST-256. */
  CAST6(16);

  private final int blockBytes;

  ReferenceCipher(int blockBytes) {
    this.blockBytes = blockBytes;
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
    return run(false, Arrays.copyOf(key, keyBytes), Optional.empty(), data);
  }

  /** The reverse of {@link #ecbDecrypt}. */
  public byte[] ecbEncrypt(byte[] key, int keyBytes, byte[] data) throws UnreadableException {
    return run(true, Arrays.copyOf(key, keyBytes), Optional.empty(), data);
  }

  /** CBC, no padding; of {@code iv} only the first block is used. */
  public byte[] cbcDecrypt(byte[] key, byte[] iv, byte[] data) throws UnreadableException {
    return run(false, key, Optional.of(Arrays.copyOf(iv, blockBytes)), data);
  }

  /** The reverse of {@link #cbcDecrypt}. */
  public byte[] cbcEncrypt(byte[] key, byte[] iv, byte[] data) throws UnreadableException {
    return run(true, key, Optional.of(Arrays.copyOf(iv, blockBytes)), data);
  }

  /** CBC with an IV, ECB without. */
  private byte[] run(boolean encrypt, byte[] key, Optional<byte[]> iv, byte[] data)
      throws UnreadableException {
    try {
      return switch (this) {
        case DES3_EDE -> jdk("DESede", encrypt, key, iv, data);
        case BLOWFISH -> jdk("Blowfish", encrypt, key, iv, data);
        case AES -> jdk("AES", encrypt, key, iv, data);
        case CAST5 -> engine(new CAST5Engine(), encrypt, key, iv, data);
        case TWOFISH -> engine(new TwofishEngine(), encrypt, key, iv, data);
        case CAST6 -> engine(new CAST6Engine(), encrypt, key, iv, data);
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnreadableException(this + " refuses a key of " + key.length + " bytes", e);
    }
  }

  private static byte[] jdk(
      String name, boolean encrypt, byte[] key, Optional<byte[]> iv, byte[] data)
      throws GeneralSecurityException {
    int mode = encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
    Cipher cipher = Cipher.getInstance(name + (iv.isPresent() ? "/CBC" : "/ECB") + "/NoPadding");
    if (iv.isPresent()) {
      cipher.init(mode, new SecretKeySpec(key, name), new IvParameterSpec(iv.get()));
    } else {
      cipher.init(mode, new SecretKeySpec(key, name));
    }
    return cipher.doFinal(data);
  }

  private static byte[] engine(
      BlockCipher engine, boolean encrypt, byte[] key, Optional<byte[]> iv, byte[] data) {
    BlockCipher cipher = iv.isPresent() ? CBCBlockCipher.newInstance(engine) : engine;
    CipherParameters parameters = new KeyParameter(key);
    cipher.init(encrypt, iv.isPresent() ? new ParametersWithIV(parameters, iv.get()) : parameters);
    byte[] result = new byte[data.length];
    for (int at = 0; at < data.length; at += cipher.getBlockSize()) {
      cipher.processBlock(data, at, result, at);
    }
    return result;
  }
}
