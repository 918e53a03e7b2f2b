package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;

/**
 * What a server may ask for while it works on a command.
 *
 * @param keyword what it calls it
 * @param data what it gets, no secret
 */
record AssuanInquiry(String keyword, Bytes data) {
  /** No question is answered. */
  static AssuanInquiry none() {
    return new AssuanInquiry("", Bytes.copyOf(new byte[0]));
  }
}
