package io.github.ecryptfs.provider;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the operations under way on a channel, so that closing it waits for none of them and takes
 * nothing away from under them: what {@code onEnd} releases goes when the last one has left.
 *
 * <p>Thread-safe.
 */
final class ChannelUse {
  private final Closeable onEnd;
  private final AtomicInteger users = new AtomicInteger(1);

  ChannelUse(Closeable onEnd) {
    this.onEnd = onEnd;
  }

  /** Counts an operation; false if the channel has ended. */
  boolean enter() {
    return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
  }

  /** Ends an operation. */
  void leave() throws IOException {
    if (users.decrementAndGet() == 0) {
      onEnd.close();
    }
  }

  /** Ends the channel itself; called once. */
  void end() throws IOException {
    leave();
  }
}
