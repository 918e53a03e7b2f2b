package io.github.ecryptfs.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** The digests that the format prescribes. MD5 is broken: do not use it for anything else. */
final class Digests {
  private Digests() {}

  static MessageDigest md5() {
    return named("MD5");
  }

  static MessageDigest sha512() {
    return named("SHA-512");
  }

  private static MessageDigest named(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + algorithm, e);
    }
  }
}
