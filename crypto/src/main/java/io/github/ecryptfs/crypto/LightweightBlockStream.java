package io.github.ecryptfs.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.engines.CAST5Engine;
import org.bouncycastle.crypto.engines.CAST6Engine;
import org.bouncycastle.crypto.engines.TwofishEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * A stream by an engine of Bouncy Castle, for the ciphers that the JDK lacks. The engines are used
 * as plain classes: no provider is registered, so no other code of the JVM sees a difference.
 *
 * <p>Confined, see {@link BlockStream}.
 */
final class LightweightBlockStream implements BlockStream {
  private final BlockCipher cipher;
  private final Mode mode;
  private final int keyBytes;
  private KeyParameter key;

  private LightweightBlockStream(BlockCipher cipher, Mode mode, KeyParameter key) {
    this.cipher = cipher;
    this.mode = mode;
    this.keyBytes = key.getKeyLength();
    this.key = key;
  }

  static LightweightBlockStream open(CipherSpec spec, Mode mode, byte[] key) {
    BlockCipher engine = engine(spec.algorithm());
    LightweightBlockStream stream =
        new LightweightBlockStream(
            mode.chains() ? CBCBlockCipher.newInstance(engine) : engine,
            mode,
            new KeyParameter(key, 0, spec.keyBytes()));
    stream.start();
    return stream;
  }

  private static BlockCipher engine(CipherAlgorithm algorithm) {
    return switch (algorithm) {
      case TWOFISH -> new TwofishEngine();
      case CAST5 -> new CAST5Engine();
      case CAST6 -> new CAST6Engine();
      default -> throw new IllegalArgumentException(algorithm + " is left to the JDK");
    };
  }

  @Override
  public void restart(byte[] newKey) {
    Arrays.fill(key.getKey(), (byte) 0);
    key = new KeyParameter(newKey, 0, keyBytes);
    start();
  }

  private void start() {
    cipher.init(mode.encrypts(), parameters());
  }

  private CipherParameters parameters() {
    return mode.chains() ? new ParametersWithIV(key, new byte[cipher.getBlockSize()]) : key;
  }

  @Override
  public void update(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    for (int at = 0; at < length; at += cipher.getBlockSize()) {
      cipher.processBlock(in, inOffset + at, out, outOffset + at);
    }
  }

  /** Zeroes the key where the engine, too, has its reference to, then has the tables made anew. */
  @Override
  public void forgetKey() {
    Arrays.fill(key.getKey(), (byte) 0);
    start();
  }
}
