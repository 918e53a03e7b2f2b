package io.github.ecryptfs.crypto;

/**
 * What transforms extents of one file at a time. Between two files it rests on an {@link
 * EngineShelf}.
 *
 * <p>Confined to whoever borrowed it.
 */
interface ExtentEngine extends Keyed {
  /**
   * Goes on with another file: that with {@code key}, which has the size of the one before.
   *
   * @param key not kept; what is copied from it is zeroed by {@link #forgetKey}
   */
  void serve(byte[] key);
}
