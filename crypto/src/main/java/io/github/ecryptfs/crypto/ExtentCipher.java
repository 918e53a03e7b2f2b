package io.github.ecryptfs.crypto;

/**
 * Turns the extents of one file into ciphertext and back ({@code docs/format.md}, "Content").
 *
 * <p>Thread-safe. Its owner closes it. Input and output are the same place of the same array, or do
 * not overlap. Offsets are free: they need not be aligned.
 */
public sealed interface ExtentCipher extends AutoCloseable permits CbcExtentCipher {
  /** The size of an extent, plain and encrypted. */
  int EXTENT_BYTES = 4096;

  /**
   * Encrypts a run of whole extents.
   *
   * @param firstExtent the number of the first extent, from 0
   * @param count how many extents follow one another in both arrays
   * @param plain not changed, unless it is also the output
   * @throws IllegalArgumentException if an extent number or count is negative, or input and output
   *     overlap without being the same
   * @throws IndexOutOfBoundsException if an array has no room for the run
   * @throws IllegalStateException if this cipher is closed
   */
  void encrypt(
      long firstExtent, int count, byte[] plain, int plainOffset, byte[] cipher, int cipherOffset);

  /**
   * Encrypts a part of an extent again after a change. What is before keeps its ciphertext, of
   * which the last block is read; what is behind no longer fits to it.
   *
   * @param extent the number of the extent, from 0
   * @param from where in the extent the change starts or any whole block before it, a multiple of
   *     the cipher's block
   * @param to where to stop, a multiple of the cipher's block from {@code from} to {@link
   *     #EXTENT_BYTES}
   * @param plain the extent at {@code plainOffset}; not changed, unless it is also the output
   * @param cipher the extent at {@code cipherOffset}, of which at least the block before {@code
   *     from} has to be there, unless {@code from} is 0
   * @throws IllegalArgumentException if {@code extent} is negative, {@code from} or {@code to} is
   *     not as above, or input and output overlap without being the same
   * @throws IndexOutOfBoundsException if an array has no room for an extent
   * @throws IllegalStateException if this cipher is closed
   */
  void encryptRange(
      long extent,
      int from,
      int to,
      byte[] plain,
      int plainOffset,
      byte[] cipher,
      int cipherOffset);

  /**
   * Decrypts a run of whole extents. A wrong key or damage is not noticed.
   *
   * @param firstExtent the number of the first extent, from 0
   * @param count how many extents follow one another in both arrays
   * @param cipher not changed, unless it is also the output
   * @throws IllegalArgumentException if an extent number or count is negative, or input and output
   *     overlap without being the same
   * @throws IndexOutOfBoundsException if an array has no room for the run
   * @throws IllegalStateException if this cipher is closed
   */
  void decrypt(
      long firstExtent, int count, byte[] cipher, int cipherOffset, byte[] plain, int plainOffset);

  /**
   * Decrypts whole blocks from anywhere in an extent on, across the extents that follow.
   *
   * @param extent the number of the extent that they start in, from 0
   * @param from where in that extent they start, a multiple of the cipher's block below {@link
   *     #EXTENT_BYTES}
   * @param bytes how many bytes, a multiple of the cipher's block
   * @param cipher not changed, unless it is also the output; holds the block before them as well,
   *     unless {@code from} is 0
   * @param cipherOffset where in {@code cipher} they are
   * @throws IllegalArgumentException if a number is negative or not as above, or input and output
   *     overlap without being the same
   * @throws IndexOutOfBoundsException if an array has no room for the bytes
   * @throws IllegalStateException if this cipher is closed
   */
  void decryptRange(
      long extent,
      int from,
      int bytes,
      byte[] cipher,
      int cipherOffset,
      byte[] plain,
      int plainOffset);

  /** Zeroes keys and buffers; later calls throw {@link IllegalStateException}. */
  @Override
  void close();
}
