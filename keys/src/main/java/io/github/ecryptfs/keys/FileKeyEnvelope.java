package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import java.util.Arrays;

/**
 * What public keys encrypt: cipher code, file key, and the sum of the file key's bytes in two
 * bytes, big-endian ({@code docs/format.md}, "Tag 1"). All arrays hold secrets; their owner zeroes
 * them.
 */
public final class FileKeyEnvelope {
  /** How much longer an envelope is than the file key in it. */
  public static final int OVERHEAD_BYTES = 3;

  private FileKeyEnvelope() {}

  /** The envelope of a file key, in an array that the caller owns and zeroes. */
  public static byte[] seal(FileEncryptionKey key) {
    return key.lendTo(secret -> seal(key.cipher(), secret));
  }

  private static byte[] seal(CipherSpec cipher, byte[] secret) {
    byte[] envelope = new byte[secret.length + OVERHEAD_BYTES];
    int sum = sum(secret);
    envelope[0] = (byte) cipher.code();
    System.arraycopy(secret, 0, envelope, 1, secret.length);
    envelope[secret.length + 1] = (byte) (sum >> 8);
    envelope[secret.length + 2] = (byte) sum;
    return envelope;
  }

  /**
   * The file key in an envelope, which stays as it is and the property of the caller.
   *
   * @throws KeyUnwrapException if the envelope is too short, its sum is wrong or its cipher takes
   *     no key of that size
   */
  public static FileEncryptionKey open(byte[] envelope) throws KeyUnwrapException {
    if (envelope.length <= OVERHEAD_BYTES) {
      throw new KeyUnwrapException(
          "unwrapped file key: " + envelope.length + " bytes are too few for one");
    }
    byte[] secret = Arrays.copyOfRange(envelope, 1, envelope.length - 2);
    try {
      return FileEncryptionKey.adopt(checkedCipher(envelope, secret), secret);
    } catch (KeyUnwrapException e) {
      Arrays.fill(secret, (byte) 0);
      throw e;
    }
  }

  private static CipherSpec checkedCipher(byte[] envelope, byte[] secret)
      throws KeyUnwrapException {
    int stored =
        (envelope[envelope.length - 2] & 0xff) << 8 | (envelope[envelope.length - 1] & 0xff);
    if (stored != sum(secret)) {
      throw new KeyUnwrapException("unwrapped file key: the checksum does not fit");
    }
    int code = envelope[0] & 0xff;
    return CipherSpec.algorithmOf(code)
        .filter(algorithm -> algorithm.accepts(secret.length))
        .map(algorithm -> new CipherSpec(algorithm, secret.length))
        .orElseThrow(() -> new KeyUnwrapException(unfit(code, secret.length)));
  }

  private static String unfit(int code, int keyBytes) {
    return String.format(
        "unwrapped file key: no cipher has code 0x%02x and takes %d bytes", code, keyBytes);
  }

  private static int sum(byte[] secret) {
    int sum = 0;
    for (byte b : secret) {
      sum += b & 0xff;
    }
    return sum & 0xffff;
  }
}
