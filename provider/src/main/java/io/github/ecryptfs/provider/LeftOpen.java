package io.github.ecryptfs.provider;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The channels with {@code DELETE_ON_CLOSE} that are open. java.nio promises an attempt to delete
 * their files when the JVM ends, so those that nobody closed are closed then.
 *
 * <p>Thread-safe.
 */
final class LeftOpen {
  private static final Set<Closeable> CHANNELS = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(LeftOpen::closeAll, "ecryptfs-left-open"));
    } catch (IllegalStateException e) {
      // The JVM is ending already: files that are opened now are deleted by closing them only.
    }
  }

  private LeftOpen() {}

  /** Remembers a channel. */
  static void add(Closeable channel) {
    CHANNELS.add(channel);
  }

  /** Forgets a channel that was closed. */
  static void remove(Closeable channel) {
    CHANNELS.remove(channel);
  }

  private static void closeAll() {
    for (Closeable channel : CHANNELS) {
      try {
        channel.close();
      } catch (IOException | RuntimeException e) {
        // Nobody is left who could be told; the other files are to go all the same.
      }
    }
  }
}
