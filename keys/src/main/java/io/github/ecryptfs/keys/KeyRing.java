package io.github.ecryptfs.keys;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnavailableException;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The unlocked keys of one mount, by signature, in the order in which they were added. It owns
 * them.
 *
 * <p>Thread-safe: the map is used under the lock of this; no key works under that lock.
 */
public final class KeyRing implements AutoCloseable {
  @GuardedBy("this")
  private final Map<KeySignature, WrappingKey> keys = new LinkedHashMap<>();

  @GuardedBy("this")
  private boolean closed;

  /** An empty ring. */
  public KeyRing() {}

  /**
   * Takes {@code key} over. If the ring holds a key of that signature already, it keeps that one
   * and closes {@code key}.
   *
   * @throws IllegalStateException if the ring is closed; {@code key} is closed as well
   */
  public void add(WrappingKey key) {
    boolean kept = false;
    try {
      kept = keep(key);
    } finally {
      if (!kept) {
        key.close();
      }
    }
  }

  private synchronized boolean keep(WrappingKey key) {
    if (closed) {
      throw new IllegalStateException("key " + key.signature() + " added to a closed key ring");
    }
    WrappingKey held = keys.putIfAbsent(key.signature(), key);
    return held == null || held == key;
  }

  /** The key of that signature, if it is unlocked. It stays the property of the ring. */
  public synchronized Optional<WrappingKey> find(KeySignature signature) {
    return Optional.ofNullable(keys.get(signature));
  }

  /** The signatures of the keys held now, in the order in which they were added. */
  public synchronized List<KeySignature> signatures() {
    return List.copyOf(keys.keySet());
  }

  /**
   * Decrypts the file key that each of {@code wrapped} holds: the last one first, as the kernel
   * does ({@code docs/format.md}, "Choosing a key"); where a key is not held or fails, the one
   * before it. The caller owns the result.
   *
   * @param wrapped the wrapped keys of one header, in its order
   * @throws KeyUnavailableException if one of those held cannot be used now, and no other opens it
   * @throws KeyUnwrapException if none can be used; names the signatures wanted and those held
   */
  public FileEncryptionKey unwrap(List<WrappedFileKey> wrapped) throws KeyUnwrapException {
    List<KeyUnwrapException> failures = List.of();
    for (int i = wrapped.size() - 1; i >= 0; i--) {
      WrappedFileKey candidate = wrapped.get(i);
      Optional<WrappingKey> key = find(candidate.signature());
      if (key.isPresent()) {
        try {
          return key.get().unwrap(candidate);
        } catch (KeyUnwrapException e) {
          failures = with(failures, e);
        }
      }
    }
    throw noneOpens(wrapped, failures);
  }

  private static List<KeyUnwrapException> with(
      List<KeyUnwrapException> failures, KeyUnwrapException next) {
    List<KeyUnwrapException> more = new ArrayList<>(failures);
    more.add(next);
    return more;
  }

  private KeyUnwrapException noneOpens(
      List<WrappedFileKey> wrapped, List<KeyUnwrapException> failures) {
    String wanted = listed(wrapped.stream().map(WrappedFileKey::signature).distinct().toList());
    String held = "held: " + listed(signatures());
    if (failures.isEmpty()) {
      return new KeyUnwrapException(
          "no unlocked key has signature "
              + wanted
              + "; "
              + held
              + "; unlock it or add its key source to the mount options");
    }
    String reasons = failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; "));
    KeyUnwrapException all =
        allOf(
            failures,
            "no unlocked key opens the file key: " + reasons + "; wanted: " + wanted + "; " + held);
    failures.forEach(all::addSuppressed);
    return all;
  }

  /** One key that may still open it is enough for nothing to be lost. */
  private static KeyUnwrapException allOf(List<KeyUnwrapException> failures, String message) {
    return failures.stream().anyMatch(KeyUnavailableException.class::isInstance)
        ? new KeyUnavailableException(message)
        : new KeyUnwrapException(message);
  }

  private static String listed(Collection<KeySignature> signatures) {
    return signatures.isEmpty()
        ? "none"
        : signatures.stream().map(KeySignature::toString).collect(Collectors.joining(", "));
  }

  /** Closes all keys but those of {@code signatures}. */
  public void retain(Collection<KeySignature> signatures) {
    for (KeySignature signature : signatures()) {
      if (!signatures.contains(signature)) {
        remove(signature).ifPresent(WrappingKey::close);
      }
    }
  }

  private synchronized Optional<WrappingKey> remove(KeySignature signature) {
    return Optional.ofNullable(keys.remove(signature));
  }

  /** Closes all keys. The ring is empty from then on and takes no more. */
  @Override
  public void close() {
    drain().forEach(WrappingKey::close);
  }

  private synchronized List<WrappingKey> drain() {
    List<WrappingKey> drained = List.copyOf(keys.values());
    keys.clear();
    closed = true;
    return drained;
  }
}
