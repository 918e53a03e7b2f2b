package io.github.ecryptfs.tck.bench;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;

import io.github.ecryptfs.crypto.CbcExtentCipher;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Runs of extents without any file: our cipher, and the plain way, an init for each extent. */
final class CipherWorkloads {
  private static final CipherSpec AES_128 = new CipherSpec(CipherAlgorithm.AES, 16);

  private final byte[] key = Data.bytes(AES_128.keyBytes());

  private final int extents;
  private final byte[] in;
  private final byte[] out;

  private CipherWorkloads(int extents) {
    this.extents = extents;
    this.in = Data.bytes(extents * EXTENT_BYTES);
    this.out = new byte[extents * EXTENT_BYTES];
  }

  /** Encrypts or decrypts: plain files do it the plain way, our mounts with our cipher. */
  static Workload run(int extents, int direction) {
    return new Workload() {
      @Override
      public Task start(Contender contender) {
        CipherWorkloads run = new CipherWorkloads(extents);
        return contender instanceof OurFiles ? run.ours(direction) : run.plainWay(direction);
      }

      @Override
      public boolean isForPeers() {
        return false;
      }
    };
  }

  private Task ours(int direction) {
    CbcExtentCipher cipher = new CbcExtentCipher(FileEncryptionKey.adopt(AES_128, key.clone()));
    Turns turns = new Turns(extents);
    if (direction == Cipher.ENCRYPT_MODE) {
      return () -> {
        cipher.encrypt(turns.next(), extents, in, 0, out, 0);
        return out.length;
      };
    }
    return () -> {
      cipher.decrypt(turns.next(), extents, in, 0, out, 0);
      return out.length;
    };
  }

  private Task plainWay(int direction) {
    Turns turns = new Turns(extents);
    try {
      PlainWay way = new PlainWay(key);
      return () -> way.run(direction, turns.next(), in, out);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks AES or MD5", e);
    }
  }

  /** Numbers of extents that are not the same each time, as vectors may be kept. */
  private static final class Turns {
    private final int step;
    private long first;

    Turns(int step) {
      this.step = step;
    }

    long next() {
      first = (first + step) % 1_000_000;
      return first;
    }
  }

  /** One cipher that starts anew for each extent. */
  private static final class PlainWay {
    private final SecretKeySpec key;
    private final Cipher cipher;
    private final MessageDigest md5;
    private final byte[] root;

    PlainWay(byte[] key) throws GeneralSecurityException {
      this.key = new SecretKeySpec(key, "AES");
      this.cipher = Cipher.getInstance("AES/CBC/NoPadding");
      this.md5 = MessageDigest.getInstance("MD5");
      this.root = md5.digest(key);
    }

    long run(int direction, long first, byte[] in, byte[] out) {
      try {
        for (int at = 0; at < in.length; at += EXTENT_BYTES) {
          cipher.init(direction, key, new IvParameterSpec(vector(first + at / EXTENT_BYTES)));
          cipher.doFinal(in, at, EXTENT_BYTES, out, at);
        }
        return out.length;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AES in CBC mode refused whole extents", e);
      }
    }

    private byte[] vector(long extent) {
      byte[] block = new byte[32];
      byte[] text = Long.toString(extent).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(root, 0, block, 0, root.length);
      System.arraycopy(text, 0, block, root.length, text.length);
      return md5.digest(block);
    }
  }
}
