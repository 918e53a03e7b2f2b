package io.github.ecryptfs.crypto;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The extents of file format version 3: each is a CBC chain of its own, whose vector follows from
 * key and extent number.
 *
 * <p>Thread-safe without locks: a call borrows ciphers that no other call uses at that time.
 */
public final class CbcExtentCipher implements ExtentCipher {
  private final CipherSpec spec;
  private final byte[] key;
  private final Pool<ExtentEncryption> encryption;
  private final Pool<LockStepEncryption> lockStep;
  private final Pool<ExtentDecryption> decryption;

  /**
   * A cipher under {@code key}, of which it copies what it needs. Its engines are its own and
   * forget the key when it is closed.
   *
   * @throws IllegalStateException if {@code key} is destroyed
   */
  public CbcExtentCipher(FileEncryptionKey key) {
    this(key, EngineShelf.KEEPING_NOTHING);
  }

  /**
   * A cipher under {@code key}, of which it copies what it needs.
   *
   * @param shelf where its engines come from, and go when it is closed
   * @throws IllegalStateException if {@code key} is destroyed
   */
  public CbcExtentCipher(FileEncryptionKey key, EngineShelf shelf) {
    this.spec = key.cipher();
    this.key = key.lendTo(byte[]::clone);
    EngineShelf.Compartment engines = shelf.of(spec);
    this.encryption = pool(engines.encryption, this::newEncryption);
    this.lockStep = pool(engines.lockStep, this::newLockStep);
    this.decryption = pool(engines.decryption, this::newDecryption);
  }

  private <T extends ExtentEngine> Pool<T> pool(EngineShelf.Row<T> row, Supplier<T> maker) {
    return new Pool<>("extent cipher", () -> take(row, maker), row::putBack);
  }

  private <T extends ExtentEngine> T take(EngineShelf.Row<T> row, Supplier<T> maker) {
    Optional<T> rested = row.take();
    rested.ifPresent(engine -> engine.serve(key));
    return rested.orElseGet(maker);
  }

  private ExtentEncryption newEncryption() {
    return new ExtentEncryption(stream(BlockStream.Mode.CBC_ENCRYPT), ivs(), blockBytes());
  }

  private LockStepEncryption newLockStep() {
    return new LockStepEncryption(stream(BlockStream.Mode.ECB_ENCRYPT), ivs());
  }

  private ExtentDecryption newDecryption() {
    return new ExtentDecryption(stream(BlockStream.Mode.CBC_DECRYPT), ivs(), blockBytes());
  }

  private BlockStream stream(BlockStream.Mode mode) {
    return BlockStream.open(spec, mode, key);
  }

  private ExtentIvs ivs() {
    return new ExtentIvs(key);
  }

  private int blockBytes() {
    return spec.algorithm().blockBytes();
  }

  @Override
  public void encrypt(
      long firstExtent, int count, byte[] plain, int plainOffset, byte[] cipher, int cipherOffset) {
    requireNumbers(firstExtent, count);
    requireRoom(count * (long) EXTENT_BYTES, plain, plainOffset, cipher, cipherOffset);
    for (int done = 0; done < count; done += LockStepEncryption.LANES) {
      int now = Math.min(LockStepEncryption.LANES, count - done);
      int at = done * EXTENT_BYTES;
      encryptRun(firstExtent + done, now, plain, plainOffset + at, cipher, cipherOffset + at);
    }
  }

  private void encryptRun(
      long firstExtent, int count, byte[] plain, int plainOffset, byte[] cipher, int cipherOffset) {
    if (count < LockStepEncryption.WORTHWHILE || spec.algorithm() != CipherAlgorithm.AES) {
      encryption.lend(e -> e.encrypt(firstExtent, count, plain, plainOffset, cipher, cipherOffset));
    } else {
      lockStep.lend(e -> e.encrypt(firstExtent, count, plain, plainOffset, cipher, cipherOffset));
    }
  }

  @Override
  public void encryptRange(
      long extent,
      int from,
      int to,
      byte[] plain,
      int plainOffset,
      byte[] cipher,
      int cipherOffset) {
    requireNumbers(extent, 1);
    requireBlocks(from, to);
    requireRoom(EXTENT_BYTES, plain, plainOffset, cipher, cipherOffset);
    encryption.lend(
        e -> e.encryptRange(extent, from, to, plain, plainOffset, cipher, cipherOffset));
  }

  @Override
  public void decrypt(
      long firstExtent, int count, byte[] cipher, int cipherOffset, byte[] plain, int plainOffset) {
    requireNumbers(firstExtent, count);
    long bytes = count * (long) EXTENT_BYTES;
    requireRoom(bytes, cipher, cipherOffset, plain, plainOffset);
    decryption.lend(
        d -> d.decrypt(firstExtent, 0, (int) bytes, cipher, cipherOffset, plain, plainOffset));
  }

  @Override
  public void decryptRange(
      long extent,
      int from,
      int bytes,
      byte[] cipher,
      int cipherOffset,
      byte[] plain,
      int plainOffset) {
    requireNumbers(extent, Math.max(0, bytes / EXTENT_BYTES) + 1);
    requireBlocks(from, EXTENT_BYTES - blockBytes());
    requireBlocks(0, bytes % EXTENT_BYTES);
    requireRoom(bytes, cipher, cipherOffset, plain, plainOffset);
    Objects.checkIndex(cipherOffset - (from == 0 ? 0 : blockBytes()), cipher.length + 1);
    decryption.lend(d -> d.decrypt(extent, from, bytes, cipher, cipherOffset, plain, plainOffset));
  }

  private void requireBlocks(int from, int to) {
    boolean whole = from % blockBytes() == 0 && to % blockBytes() == 0;
    if (!whole || from < 0 || from > to || to > EXTENT_BYTES) {
      throw new IllegalArgumentException(
          "part of an extent: want whole blocks of "
              + blockBytes()
              + " bytes, got "
              + from
              + " to "
              + to);
    }
  }

  private static void requireNumbers(long firstExtent, int count) {
    if (firstExtent < 0 || count < 0 || firstExtent > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(
          "extents: no " + count + " from number " + firstExtent + " on");
    }
  }

  private static void requireRoom(long bytes, byte[] in, int inOffset, byte[] out, int outOffset) {
    Objects.checkFromIndexSize(inOffset, bytes, in.length);
    Objects.checkFromIndexSize(outOffset, bytes, out.length);
    int apart = Math.abs(inOffset - outOffset);
    if (in == out && apart != 0 && apart < bytes) {
      throw new IllegalArgumentException(
          "input at " + inOffset + " and output at " + outOffset + " overlap in one array");
    }
  }

  @Override
  public void close() {
    encryption.close();
    lockStep.close();
    decryption.close();
    Arrays.fill(key, (byte) 0);
  }

  /** Names the cipher, never the key. */
  @Override
  public String toString() {
    return "extent cipher " + spec;
  }
}
