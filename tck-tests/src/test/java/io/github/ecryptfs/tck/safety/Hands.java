package io.github.ecryptfs.tck.safety;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A program at work in a mount: its directory and its open channels. Confined to its test. */
final class Hands implements Closeable {
  private final Path directory;
  private final Map<String, FileChannel> channels = new HashMap<>();

  Hands(Path directory) {
    this.directory = directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  boolean has(String channel) {
    return channels.containsKey(channel);
  }

  FileChannel get(String channel) {
    return Optional.ofNullable(channels.get(channel)).orElseThrow();
  }

  void put(String channel, FileChannel opened) {
    channels.put(channel, opened);
  }

  /** Closes all channels; the first failure comes out when all are closed. */
  @Override
  public void close() throws IOException {
    Optional<IOException> failure = Optional.empty();
    for (FileChannel channel : channels.values()) {
      try {
        channel.close();
      } catch (IOException e) {
        failure = failure.or(() -> Optional.of(e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
