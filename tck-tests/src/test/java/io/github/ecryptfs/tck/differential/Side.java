package io.github.ecryptfs.tck.differential;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of the two file systems: a fresh directory in it, and what operations have open there.
 * Confined to one thread.
 */
final class Side implements Closeable {
  /** How many channels operations may have open. */
  static final int CHANNELS = 4;

  /** Times before this one were set by an operation, later ones by the clock. */
  private static final Instant SET_BEFORE = Instant.parse("2015-01-01T00:00:00Z");

  private final Path home;
  private final Path root;
  private final Map<Integer, FileChannel> channels = new HashMap<>();
  private final Map<Integer, FileLock> locks = new HashMap<>();

  private Side(Path home, Path root) {
    this.home = home;
    this.root = root;
  }

  /**
   * A side in the new directory {@code home}. Operations work some levels below, so that the dots
   * of their paths do not lead out of it.
   */
  static Side in(Path home) throws IOException {
    return new Side(home, Files.createDirectories(home.resolve("1/2/3/4")));
  }

  /** All that is compared. */
  Path home() {
    return home;
  }

  /** The path that operations mean; {@code name} is relative, and may be empty. */
  Path at(String name) {
    return root.resolve(name);
  }

  /** A path that stands as it is, as a link's target does. */
  Path asIs(String name) {
    return name.startsWith("/") ? at(name.substring(1)) : root.getFileSystem().getPath(name);
  }

  /** The channel of a slot. */
  FileChannel channel(int slot) throws NoChannelException {
    FileChannel channel = channels.get(slot);
    if (channel == null) {
      throw new NoChannelException();
    }
    return channel;
  }

  /** There was nothing to work on: not a difference as long as the other side has nothing too. */
  static final class NoChannelException extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** Closes what is in a slot and puts a channel there. */
  void put(int slot, FileChannel channel) throws IOException {
    FileChannel before = channels.put(slot, channel);
    if (before != null) {
      before.close();
    }
  }

  /** The lock that {@link #keep} has kept for a slot. */
  FileLock lock(int slot) throws NoChannelException {
    FileLock lock = locks.get(slot);
    if (lock == null) {
      throw new NoChannelException();
    }
    return lock;
  }

  /** Keeps a lock for a slot; the one before stays locked until its channel closes. */
  void keep(int slot, FileLock lock) {
    locks.put(slot, lock);
  }

  /** A result without what tells the sides apart. */
  String show(@Nullable Object result) {
    if (result instanceof byte[] bytes) {
      return bytes.length + " bytes " + Integer.toHexString(Arrays.hashCode(bytes));
    }
    if (result instanceof FileTime time) {
      return time.toInstant().isBefore(SET_BEFORE) ? time.toString() : "now";
    }
    if (result instanceof Map<?, ?> map) {
      return new TreeMap<>(map)
          .entrySet().stream()
              .map(entry -> entry.getKey() + "=" + show(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
    }
    if (result instanceof Collection<?> many) {
      return many.stream().map(this::show).sorted().collect(Collectors.joining(", ", "[", "]"));
    }
    return neutral(String.valueOf(result));
  }

  /** A text in which paths of this side stand as they would on the other. */
  String neutral(@Nullable String text) {
    return text == null ? "null" : text.replace(home.toString(), "~");
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : channels.values()) {
      channel.close();
    }
  }
}
