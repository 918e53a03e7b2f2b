package io.github.ecryptfs.tck.bench;

import static io.github.ecryptfs.crypto.ExtentCipher.EXTENT_BYTES;

import io.github.ecryptfs.crypto.CbcExtentCipher;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Runs of extents with their vectors: our cipher against the plain way, which starts the cipher for
 * each extent. Time for one run.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class ExtentCipherBenchmark {
  private static final CipherSpec AES_128 = new CipherSpec(CipherAlgorithm.AES, 16);

  /** The extents of a run. */
  @Param({"1", "16", "64"})
  public int extents;

  private final byte[] key = new byte[AES_128.keyBytes()];
  private byte[] in;
  private byte[] out;
  private CbcExtentCipher ours;
  private SecretKeySpec plainKey;
  private Cipher plainCipher;
  private MessageDigest md5;
  private byte[] root;
  private long first;

  /** Makes both ciphers under one random key. */
  @Setup(Level.Trial)
  public void open() throws GeneralSecurityException {
    new SecureRandom().nextBytes(key);
    in = new byte[extents * EXTENT_BYTES];
    out = new byte[extents * EXTENT_BYTES];
    ours = new CbcExtentCipher(FileEncryptionKey.adopt(AES_128, key.clone()));
    plainKey = new SecretKeySpec(key, "AES");
    plainCipher = Cipher.getInstance("AES/CBC/NoPadding");
    md5 = MessageDigest.getInstance("MD5");
    root = md5.digest(key);
  }

  /** Closes our cipher. */
  @TearDown(Level.Trial)
  public void close() {
    ours.close();
  }

  /** Encrypts the next run. */
  @Benchmark
  public byte[] encrypt() {
    ours.encrypt(next(), extents, in, 0, out, 0);
    return out;
  }

  /** Decrypts the next run. */
  @Benchmark
  public byte[] decrypt() {
    ours.decrypt(next(), extents, in, 0, out, 0);
    return out;
  }

  /** Decrypts the next run to where its ciphertext is. */
  @Benchmark
  public byte[] decryptInPlace() {
    ours.decrypt(next(), extents, out, 0, out, 0);
    return out;
  }

  /** Encrypts the next run the plain way. */
  @Benchmark
  public byte[] encryptPlainWay() throws GeneralSecurityException {
    return plainWay(Cipher.ENCRYPT_MODE);
  }

  /** Decrypts the next run the plain way. */
  @Benchmark
  public byte[] decryptPlainWay() throws GeneralSecurityException {
    return plainWay(Cipher.DECRYPT_MODE);
  }

  private byte[] plainWay(int direction) throws GeneralSecurityException {
    long run = next();
    for (int i = 0; i < extents; i++) {
      plainCipher.init(direction, plainKey, new IvParameterSpec(vector(run + i)));
      plainCipher.doFinal(in, i * EXTENT_BYTES, EXTENT_BYTES, out, i * EXTENT_BYTES);
    }
    return out;
  }

  private byte[] vector(long extent) {
    byte[] block = new byte[32];
    byte[] text = Long.toString(extent).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(root, 0, block, 0, root.length);
    System.arraycopy(text, 0, block, root.length, text.length);
    return md5.digest(block);
  }

  private long next() {
    first = (first + extents) % 1_000_000;
    return first;
  }
}
