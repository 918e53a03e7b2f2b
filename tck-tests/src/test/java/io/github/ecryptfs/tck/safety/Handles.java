package io.github.ecryptfs.tck.safety;

import java.nio.channels.Channel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The channels and streams that are open on a lower file system. Thread-safe. */
final class Handles {
  private final Map<Channel, Object> open = new HashMap<>();
  private final AtomicInteger streams = new AtomicInteger();
  private int most;

  /** A channel was opened on the lower file of that key. */
  synchronized void opened(Channel channel, Object file) {
    open.put(channel, file);
    int same = (int) open.values().stream().filter(file::equals).count();
    most = Math.max(most, same);
  }

  /** A channel was closed. */
  synchronized void closed(Channel channel) {
    open.remove(channel);
  }

  /** A directory stream was opened. */
  void streamOpened() {
    streams.incrementAndGet();
  }

  /** A directory stream was closed. */
  void streamClosed() {
    streams.decrementAndGet();
  }

  /** How many channels and streams are open. */
  synchronized int open() {
    return open.size() + streams.get();
  }

  /** How many channels were open on one lower file at the same time, at most. */
  synchronized int mostOnOneFile() {
    return most;
  }
}
