package io.github.ecryptfs.tck.safety;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a directory of files should look like: names, contents, and which file each channel has.
 *
 * <p>Confined to its test; an array in it never changes.
 */
final class Model {
  private final Map<String, Integer> names;
  private final Map<Integer, byte[]> contents;
  private final Map<String, Integer> channels;

  private Model(
      Map<String, Integer> names, Map<Integer, byte[]> contents, Map<String, Integer> channels) {
    this.names = names;
    this.contents = contents;
    this.channels = channels;
  }

  /** Nothing. */
  static Model empty() {
    return new Model(new TreeMap<>(), new HashMap<>(), new HashMap<>());
  }

  /** One that changes apart from this one. */
  Model copy() {
    return new Model(new TreeMap<>(names), new HashMap<>(contents), new HashMap<>(channels));
  }

  /** The names there are. */
  Set<String> names() {
    return Set.copyOf(names.keySet());
  }

  /** What the file of that name holds. */
  Optional<byte[]> content(String name) {
    return Optional.ofNullable(names.get(name))
        .flatMap(file -> Optional.ofNullable(contents.get(file)));
  }

  /** Makes a file, or gives it new content. */
  void put(String name, byte[] content) {
    contents.put(names.computeIfAbsent(name, n -> contents.size()), content);
  }

  /** Opens a channel on a file, which is made if it is not there. */
  void open(String channel, String name, boolean truncate) {
    if (!names.containsKey(name) || truncate) {
      put(name, new byte[0]);
    }
    channels.put(channel, names.get(name));
  }

  /** Writes at a place, or at the end if it is negative. */
  void write(String channel, long position, byte[] bytes) {
    change(
        channel,
        old -> {
          int at = position < 0 ? old.length : (int) position;
          byte[] changed = Arrays.copyOf(old, Math.max(old.length, at + bytes.length));
          System.arraycopy(bytes, 0, changed, at, bytes.length);
          return changed;
        });
  }

  /** Cuts a file. */
  void truncate(String channel, int size) {
    change(channel, old -> Arrays.copyOf(old, Math.min(old.length, size)));
  }

  /** The file of that channel is what it is in {@code other}, a later state of this one. */
  void sync(String channel, Model other) {
    Integer file = other.channels.get(channel);
    if (file != null && contents.containsKey(file)) {
      contents.put(file, Optional.ofNullable(other.contents.get(file)).orElseThrow());
    }
  }

  private void change(String channel, java.util.function.UnaryOperator<byte[]> change) {
    Integer file = channels.get(channel);
    if (file != null) {
      contents.put(file, change.apply(Objects.requireNonNull(contents.get(file))));
    }
  }

  /** Renames a file over another. */
  void move(String from, String to) {
    Integer file = names.remove(from);
    if (file != null) {
      names.put(to, file);
    }
  }

  /** Copies a file over another. */
  void copy(String from, String to) {
    byte[] content = content(from).orElseThrow();
    names.remove(to);
    put(to, content);
  }

  /** Deletes a name. */
  void delete(String name) {
    names.remove(name);
  }
}
