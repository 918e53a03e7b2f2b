package io.github.ecryptfs.crypto;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Things that one thread uses at a time: made on demand, kept for the next call, and made to forget
 * their keys at the end.
 *
 * <p>Thread-safe without locks. {@link #close} does not wait: what is in use then goes on
 * undisturbed and forgets its key when it comes back.
 *
 * @param <T> what is lent
 */
final class Pool<T extends Keyed> implements AutoCloseable {
  /** As many as are kept between calls; more threads than that at once pay for making their own. */
  private static final int KEPT = 8;

  private final String name;
  private final Supplier<T> maker;
  private final Consumer<T> retirement;
  private final AtomicReferenceArray<T> idle = new AtomicReferenceArray<>(KEPT);
  private volatile boolean closed;

  /**
   * An empty pool.
   *
   * @param name says in errors what was used after its end
   * @param maker makes one more; its keys may be zeroed after {@link #close}, but not before
   */
  Pool(String name, Supplier<T> maker) {
    this(name, maker, Keyed::forgetKey);
  }

  /**
   * An empty pool.
   *
   * @param retirement takes what is of no more use here; it need not forget its key at once
   */
  Pool(String name, Supplier<T> maker, Consumer<T> retirement) {
    this.name = name;
    this.maker = maker;
    this.retirement = retirement;
  }

  /**
   * Lends one for a call. If the call fails, its state is unknown, so it is not used again.
   *
   * @throws IllegalStateException if the pool is closed
   */
  void lend(Consumer<T> use) {
    T lent = take();
    boolean completed = false;
    try {
      use.accept(lent);
      completed = true;
    } finally {
      if (completed) {
        giveBack(lent);
      } else {
        lent.forgetKey();
      }
    }
  }

  private T take() {
    requireOpen();
    for (int i = 0; i < KEPT; i++) {
      T taken = idle.get(i) == null ? null : idle.getAndSet(i, null);
      if (taken != null) {
        return taken;
      }
    }
    return make();
  }

  /** Looks at {@code closed} once more: a key that was zeroed meanwhile must never encrypt. */
  private T make() {
    T made = maker.get();
    VarHandle.acquireFence(); // the look at closed must not come before the maker's at the key
    if (closed) {
      made.forgetKey();
    }
    requireOpen();
    return made;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(name + " used after close()");
    }
  }

  private void giveBack(T lent) {
    for (int i = 0; i < KEPT; i++) {
      if (idle.compareAndSet(i, null, lent)) {
        forgetIfClosed();
        return;
      }
    }
    retirement.accept(lent);
  }

  private void forgetIfClosed() {
    if (closed) {
      close();
    }
  }

  /** Makes all that is not in use forget its key; the rest follows when it comes back. */
  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < KEPT; i++) {
      T left = idle.get(i) == null ? null : idle.getAndSet(i, null);
      if (left != null) {
        retirement.accept(left);
      }
    }
  }
}
