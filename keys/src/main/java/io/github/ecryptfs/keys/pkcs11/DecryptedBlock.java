package io.github.ecryptfs.keys.pkcs11;

import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;

/** Gives Bouncy Castle's paddings a block that a token has decrypted already. */
final class DecryptedBlock implements AsymmetricBlockCipher {
  private final int modulusBytes;

  DecryptedBlock(int modulusBytes) {
    this.modulusBytes = modulusBytes;
  }

  @Override
  public void init(boolean forEncryption, CipherParameters param) {}

  @Override
  public int getInputBlockSize() {
    return modulusBytes;
  }

  /** A padded block is shorter than the modulus by one byte. */
  @Override
  public int getOutputBlockSize() {
    return modulusBytes - 1;
  }

  /** The block without its first byte, which is zero in all that was padded. */
  @Override
  public byte[] processBlock(byte[] in, int inOff, int len) {
    int from = len == modulusBytes && in[inOff] == 0 ? 1 : 0;
    return Arrays.copyOfRange(in, inOff + from, inOff + len);
  }
}
