package io.github.ecryptfs.crypto;

/** What holds a key, or bytes that came from secrets, and can be made to forget them. */
interface Keyed {
  /** Overwrites key and buffers with zeros; the object is of no use afterwards. */
  void forgetKey();
}
