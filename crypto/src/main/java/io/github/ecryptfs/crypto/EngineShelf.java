package io.github.ecryptfs.crypto;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The engines of a mount between two files. To key a cipher takes as long as to open a file, so an
 * engine that comes back keeps the key of its file until it serves the next one, or until the mount
 * ends ({@code docs/decisions/0020-engines-between-files.md}).
 *
 * <p>Thread-safe. {@link #close} does not wait: what comes back later forgets its key at once.
 */
public final class EngineShelf implements AutoCloseable {
  /** A shelf that was closed before it held anything. */
  static final EngineShelf KEEPING_NOTHING = closed();

  private final Map<CipherSpec, Compartment> compartments = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** An empty shelf. */
  public EngineShelf() {}

  private static EngineShelf closed() {
    EngineShelf shelf = new EngineShelf();
    shelf.close();
    return shelf;
  }

  /** The engines for one cipher. */
  Compartment of(CipherSpec cipher) {
    Compartment known = compartments.get(cipher);
    return known == null ? compartments.computeIfAbsent(cipher, any -> new Compartment()) : known;
  }

  /** Makes all engines forget their keys. */
  @Override
  public void close() {
    closed = true;
    compartments.values().forEach(Compartment::clear);
  }

  /** The engines for one cipher, by what they do. */
  final class Compartment {
    final Row<ExtentEncryption> encryption = new Row<>();
    final Row<LockStepEncryption> lockStep = new Row<>();
    final Row<ExtentDecryption> decryption = new Row<>();

    private void clear() {
      encryption.clear();
      lockStep.clear();
      decryption.clear();
    }
  }

  /**
   * Engines that do the same.
   *
   * @param <T> their type
   */
  final class Row<T extends ExtentEngine> {
    /** As many keys of closed files are left in memory at most; for each thing engines do. */
    private static final int KEPT = 8;

    private final Queue<T> resting = new ArrayBlockingQueue<>(KEPT);

    /** One that nobody else uses, to serve another file, if there is one. */
    Optional<T> take() {
      return Optional.ofNullable(resting.poll());
    }

    /** Puts one back that is not used by the caller any more. */
    void putBack(T engine) {
      if (!resting.offer(engine)) {
        engine.forgetKey();
      } else if (closed) {
        clear();
      }
    }

    private void clear() {
      for (T left = resting.poll(); left != null; left = resting.poll()) {
        left.forgetKey();
      }
    }
  }
}
