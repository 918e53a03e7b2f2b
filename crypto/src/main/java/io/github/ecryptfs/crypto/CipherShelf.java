package io.github.ecryptfs.crypto;

import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;

/**
 * Ciphers of the JDK between two files: looking one up costs more than opening a small file. Those
 * on the shelf have been started with a key of zeros.
 *
 * <p>Thread-safe.
 */
final class CipherShelf {
  private static final int KEPT = 32;

  private static final Map<String, Queue<Cipher>> SHELVES = new ConcurrentHashMap<>();

  private CipherShelf() {}

  /** A cipher that nobody else uses, to be started. */
  static Cipher take(String transformation) {
    Cipher kept = shelf(transformation).poll();
    return kept == null ? make(transformation) : kept;
  }

  /** Puts a cipher back that has forgotten its key and will not be used by the caller again. */
  static void putBack(String transformation, Cipher cipher) {
    shelf(transformation).offer(cipher); // one too many is dropped
  }

  private static Queue<Cipher> shelf(String transformation) {
    return SHELVES.computeIfAbsent(transformation, name -> new ArrayBlockingQueue<>(KEPT));
  }

  private static Cipher make(String transformation) {
    try {
      return Cipher.getInstance(transformation);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no cipher " + transformation, e);
    }
  }
}
