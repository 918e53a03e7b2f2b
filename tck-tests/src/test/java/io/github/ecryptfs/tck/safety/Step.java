package io.github.ecryptfs.tck.safety;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One thing that a program does with files, and what it should do to them.
 *
 * @param what for messages
 * @param channel the channel that it uses; without it the step is left out
 * @param action does it
 * @param effect does it to the model
 * @param half does to the model what is left if cleaning up after a failure fails as well
 */
record Step(
    String what,
    Optional<String> channel,
    Action action,
    Consumer<Model> effect,
    Consumer<Model> half) {
  private static final byte[] NOTHING = {};

  private Step(String what, Optional<String> channel, Action action, Consumer<Model> effect) {
    this(what, channel, action, effect, effect);
  }

  /** Does something in a mount. */
  interface Action {
    void run(Hands hands) throws IOException;
  }

  /** The bytes that a write of that seed writes. */
  static byte[] bytes(int length, long seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  /** Opens a file for reading and writing. */
  static Step open(String channel, String name, OpenOption... more) {
    Set<OpenOption> options = new java.util.HashSet<>(Set.of(more));
    if (!options.contains(StandardOpenOption.APPEND)) {
      options.add(StandardOpenOption.READ);
    }
    options.add(StandardOpenOption.WRITE);
    return new Step(
        "open " + name + " " + options,
        Optional.empty(),
        hands -> hands.put(channel, FileChannel.open(hands.file(name), options)),
        model -> model.open(channel, name, options.contains(StandardOpenOption.TRUNCATE_EXISTING)));
  }

  /** Opens a file for reading only. */
  static Step openToRead(String channel, String name) {
    return new Step(
        "open " + name + " to read",
        Optional.empty(),
        hands -> hands.put(channel, FileChannel.open(hands.file(name))),
        model -> model.open(channel, name, false));
  }

  /** Writes at a place. */
  static Step write(String channel, long position, int length, long seed) {
    byte[] bytes = bytes(length, seed);
    return new Step(
        "write " + length + " bytes at " + position,
        Optional.of(channel),
        hands -> hands.get(channel).write(ByteBuffer.wrap(bytes), position),
        model -> model.write(channel, position, bytes));
  }

  /** Writes so far behind the end that an interrupt may cut the filling of the gap short. */
  static Step writeFar(String channel, int position, int filled, long seed) {
    Step write = write(channel, position, 10, seed);
    return new Step(
        write.what,
        write.channel,
        write.action,
        write.effect,
        model -> model.write(channel, filled - 1, new byte[1]));
  }

  /** Writes at the end, by a channel that was opened so. */
  static Step append(String channel, int length, long seed) {
    byte[] bytes = bytes(length, seed);
    return new Step(
        "append " + length + " bytes",
        Optional.of(channel),
        hands -> hands.get(channel).write(ByteBuffer.wrap(bytes)),
        model -> model.write(channel, -1, bytes));
  }

  /** Reads at a place; the bytes are judged in the end. */
  static Step read(String channel, long position, int length) {
    return new Step(
        "read " + length + " bytes at " + position,
        Optional.of(channel),
        hands -> hands.get(channel).read(ByteBuffer.allocate(length), position),
        model -> {});
  }

  /** Cuts a file. */
  static Step truncate(String channel, int size) {
    return new Step(
        "truncate to " + size,
        Optional.of(channel),
        hands -> hands.get(channel).truncate(size),
        model -> model.truncate(channel, size));
  }

  /** Makes what was written durable. */
  static Step force(String channel, boolean metadata) {
    return new Step(
        "force(" + metadata + ")",
        Optional.of(channel),
        hands -> hands.get(channel).force(metadata),
        model -> {});
  }

  /** Closes a channel. */
  static Step close(String channel) {
    return new Step(
        "close", Optional.of(channel), hands -> hands.get(channel).close(), model -> {});
  }

  /** Renames, over what is there. */
  static Step move(String from, String to) {
    return new Step(
        "move " + from + " to " + to,
        Optional.empty(),
        hands -> Files.move(hands.file(from), hands.file(to), StandardCopyOption.REPLACE_EXISTING),
        model -> model.move(from, to));
  }

  /** Copies to a new name. */
  static Step copy(String from, String to) {
    return new Step(
        "copy " + from + " to " + to,
        Optional.empty(),
        hands -> Files.copy(hands.file(from), hands.file(to)),
        model -> model.copy(from, to),
        model -> model.put(to, NOTHING));
  }

  /** Deletes. */
  static Step delete(String name) {
    return new Step(
        "delete " + name,
        Optional.empty(),
        hands -> Files.delete(hands.file(name)),
        model -> model.delete(name));
  }

  /** Whether what was written before is durable when this is done. */
  boolean forces() {
    return what.startsWith("force");
  }

  /** Whether it changes content. */
  boolean writes() {
    return what.startsWith("write") || what.startsWith("append");
  }

  /** Whether the channel that it needs is there. */
  boolean canRun(Hands hands) {
    return channel.isEmpty() || hands.has(channel.get());
  }

  @Override
  public String toString() {
    return what;
  }
}
