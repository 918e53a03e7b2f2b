package io.github.ecryptfs.provider.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * What is open now: one value for each key, counted by shares. Knows nothing of files, so that its
 * races can be played with values that cost nothing ({@code docs/safety.md}).
 *
 * <p>Thread-safe: look-up and counting are one step under the monitor of this, and so is giving a
 * value another key; opening, joining and closing run under the monitor of the entry, never under
 * that of this. An entry whose last share is being closed stays in the map until its value is
 * closed, so that there are never two open values for one key.
 *
 * @param <K> what values are known by
 * @param <V> what is open
 */
final class Registry<K, V extends Registry.Shared> {
  private final Map<K, Entry<K, V>> entries = new ConcurrentHashMap<>();

  /** Something that several have open; closed by the last one. Called under its entry's monitor. */
  interface Shared extends Closeable {
    /** Called when one leaves and others stay. */
    void flush() throws IOException;
  }

  /** How one comes to a value. Called under the monitor of its entry. */
  interface Arrival<V> {
    /** Opens it, as nobody has it open. */
    V open() throws IOException;

    /** Joins those who have it open. */
    void join(V value) throws IOException;
  }

  /** One more share in the value of that key, which is opened if it is not open. */
  Share<K, V> acquire(K key, Arrival<V> arrival) throws IOException {
    Entry<K, V> entry = count(key);
    try {
      return new Share<>(this, entry, entry.openOrJoin(arrival));
    } catch (IOException | RuntimeException | Error e) {
      releaseAfter(e, entry);
      throw e;
    }
  }

  /** The value of that key if it is open. Waits for whoever is opening or closing it. */
  Optional<V> peek(K key) {
    return Optional.ofNullable(entries.get(key)).flatMap(Entry::value);
  }

  /** The values that are open now. */
  List<V> all() {
    List<V> values = new ArrayList<>();
    entries.values().forEach(entry -> entry.value().ifPresent(values::add));
    return values;
  }

  /** The keys that are in use now. */
  Set<K> keys() {
    return Set.copyOf(entries.keySet());
  }

  /** Whether nothing is open. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Gives the value of a key another one, its shares along. Nobody may have that one open. */
  synchronized void rekey(K from, K to) {
    Entry<K, V> entry = entries.remove(from);
    if (entry != null) {
      entry.key = to;
      entries.put(to, entry);
    }
  }

  private synchronized Entry<K, V> count(K key) {
    Entry<K, V> entry = entries.computeIfAbsent(key, Entry::new);
    entry.shares++;
    return entry;
  }

  private void release(Entry<K, V> entry) throws IOException {
    try {
      entry.leave(() -> uncount(entry) == 0);
    } finally {
      removeIfUnused(entry);
    }
  }

  private synchronized int uncount(Entry<K, V> entry) {
    return --entry.shares;
  }

  private synchronized void removeIfUnused(Entry<K, V> entry) {
    if (entry.shares == 0) {
      entries.remove(entry.key, entry);
    }
  }

  private void releaseAfter(Throwable failure, Entry<K, V> entry) {
    try {
      release(entry);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * One share in a value. Whoever got it gives it back once.
   *
   * @param <K> what values are known by
   * @param <V> what is open
   */
  static final class Share<K, V extends Shared> implements Closeable {
    private final Registry<K, V> registry;
    private final Entry<K, V> entry;
    private final V value;

    private Share(Registry<K, V> registry, Entry<K, V> entry, V value) {
      this.registry = registry;
      this.entry = entry;
      this.value = value;
    }

    /** The value, open until this is closed. */
    V value() {
      return value;
    }

    /** By what the value is known at the moment. */
    K key() {
      return entry.key;
    }

    @Override
    public void close() throws IOException {
      registry.release(entry);
    }
  }

  /**
   * The place of one value. {@code shares} and {@code key} change only under the monitor of the
   * registry.
   */
  private static final class Entry<K, V extends Shared> {
    private volatile K key;
    private int shares;

    @GuardedBy("this")
    private Optional<V> value = Optional.empty();

    Entry(K key) {
      this.key = key;
    }

    synchronized V openOrJoin(Arrival<V> arrival) throws IOException {
      if (value.isPresent()) {
        arrival.join(value.get());
      } else {
        value = Optional.of(arrival.open());
      }
      return value.get();
    }

    synchronized Optional<V> value() {
      return value;
    }

    synchronized void leave(BooleanSupplier last) throws IOException {
      boolean none = last.getAsBoolean();
      if (value.isPresent()) {
        V left = value.get();
        if (none) {
          value = Optional.empty();
          left.close();
        } else {
          left.flush(); // the one who leaves learns whether its writes went well
        }
      }
    }
  }
}
