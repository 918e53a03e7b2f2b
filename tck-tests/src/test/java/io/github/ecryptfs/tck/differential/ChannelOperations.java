package io.github.ecryptfs.tck.differential;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is done with channels that stay open while other operations go on. */
final class ChannelOperations {
  private ChannelOperations() {}

  /** One of them. */
  static Operation next(Dice dice) {
    return switch (dice.below(34)) {
      case 0, 1, 2, 3, 4, 5 -> open(dice);
      case 6 -> close(dice);
      case 7, 8, 9 -> read(dice);
      case 10, 11 -> readAt(dice);
      case 12 -> scatter(dice);
      case 13, 14, 15, 16 -> write(dice);
      case 17, 18, 19 -> writeAt(dice);
      case 20 -> gather(dice);
      case 21, 22 -> position(dice);
      case 23, 24 -> truncate(dice);
      case 25 -> transferTo(dice);
      case 26 -> transferFrom(dice);
      case 27 -> transferBetween(dice);
      case 28, 29 -> lock(dice);
      case 30 -> unlock(dice);
      case 31 -> dice.oneIn(8) ? force(dice) : state(dice);
      default -> state(dice);
    };
  }

  private static Operation open(Dice dice) {
    int slot = dice.slot();
    String path = dice.path();
    Set<OpenOption> options = ContentOperations.openOptions(dice);
    List<String> mode = new ArrayList<>();
    FileAttribute<?>[] attributes = NameOperations.attributes(dice, mode);
    boolean bytes = dice.oneIn(2);
    return Operation.change(
        "open %s as %d %s %s".formatted(path, slot, options, mode),
        side ->
            side.put(
                slot,
                bytes
                    ? (FileChannel) Files.newByteChannel(side.at(path), options, attributes)
                    : FileChannel.open(side.at(path), options, attributes)));
  }

  private static Operation close(Dice dice) {
    int slot = dice.slot();
    return Operation.change("close " + slot, side -> side.channel(slot).close());
  }

  /** A buffer with room for {@code length} bytes, which need not start at 0. */
  private static ByteBuffer room(int kind, int length) {
    return switch (kind) {
      case 0 -> ByteBuffer.allocate(length);
      case 1 -> ByteBuffer.allocateDirect(length);
      case 2 -> ByteBuffer.allocate(length + 7).position(5).limit(length + 5);
      case 3 -> ByteBuffer.allocate(length + 7).position(3).slice().limit(length);
      default -> ByteBuffer.allocate(length).asReadOnlyBuffer();
    };
  }

  private static int kind(Dice dice) {
    return dice.oneIn(30) ? 4 : dice.below(4);
  }

  /** What came into a buffer, and where it stands. */
  private static String filled(Side side, long count, ByteBuffer buffer) {
    byte[] all = new byte[buffer.capacity()];
    buffer.duplicate().clear().get(all);
    return "%d, %s to %d".formatted(count, side.show(all), buffer.position());
  }

  private static Operation read(Dice dice) {
    int slot = dice.slot();
    int kind = kind(dice);
    int length = dice.length();
    return Operation.of(
        "read %d from %d into buffer %d".formatted(length, slot, kind),
        side -> {
          ByteBuffer buffer = room(kind, length);
          int count = side.channel(slot).read(buffer);
          return filled(side, count, buffer) + ", at " + side.channel(slot).position();
        });
  }

  private static Operation readAt(Dice dice) {
    int slot = dice.slot();
    int kind = kind(dice);
    int length = dice.length();
    int place = dice.oneIn(50) ? -1 : dice.place();
    return Operation.of(
        "read %d from %d at %d into buffer %d".formatted(length, slot, place, kind),
        side -> {
          ByteBuffer buffer = room(kind, length);
          return filled(side, side.channel(slot).read(buffer, place), buffer);
        });
  }

  private static Operation scatter(Dice dice) {
    int slot = dice.slot();
    int[] kinds = {kind(dice), kind(dice), kind(dice)};
    int[] lengths = {dice.length(), dice.length(), dice.length()};
    int from = dice.below(3);
    return Operation.of(
        "scatter %d into three from %d on".formatted(slot, from),
        side -> {
          ByteBuffer[] buffers = new ByteBuffer[3];
          for (int i = 0; i < 3; i++) {
            buffers[i] = room(kinds[i], lengths[i]);
          }
          long count = side.channel(slot).read(buffers, from, 3 - from);
          return filled(side, count, buffers[0])
              + filled(side, count, buffers[1])
              + filled(side, count, buffers[2]);
        });
  }

  /** A buffer that holds {@code bytes}, not always from 0 on. */
  private static ByteBuffer full(int kind, byte[] bytes) {
    if (kind == 4) {
      return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
    ByteBuffer buffer = room(kind, bytes.length);
    buffer.duplicate().put(bytes);
    return buffer;
  }

  private static Operation write(Dice dice) {
    int slot = dice.slot();
    int kind = kind(dice);
    byte[] bytes = dice.bytes();
    return Operation.of(
        "write %d to %d from buffer %d".formatted(bytes.length, slot, kind),
        side -> {
          ByteBuffer buffer = full(kind, bytes);
          int count = side.channel(slot).write(buffer);
          return List.of(count, buffer.remaining(), side.channel(slot).position());
        });
  }

  private static Operation writeAt(Dice dice) {
    int slot = dice.slot();
    int kind = kind(dice);
    byte[] bytes = dice.bytes();
    int place = dice.oneIn(50) ? -1 : dice.place();
    return Operation.of(
        "write %d to %d at %d from buffer %d".formatted(bytes.length, slot, place, kind),
        side -> {
          ByteBuffer buffer = full(kind, bytes);
          int count = side.channel(slot).write(buffer, place);
          return List.of(count, buffer.remaining(), side.channel(slot).position());
        });
  }

  private static Operation gather(Dice dice) {
    int slot = dice.slot();
    byte[][] parts = {dice.bytes(), dice.bytes(), dice.bytes()};
    int kind = kind(dice);
    int length = 1 + dice.below(3);
    return Operation.of(
        "gather the first %d of three to %d".formatted(length, slot),
        side -> {
          ByteBuffer[] buffers = new ByteBuffer[3];
          for (int i = 0; i < 3; i++) {
            buffers[i] = full(kind, parts[i]);
          }
          long count = side.channel(slot).write(buffers, 0, length);
          return List.of(count, buffers[2].remaining(), side.channel(slot).position());
        });
  }

  private static Operation position(Dice dice) {
    int slot = dice.slot();
    int place = dice.oneIn(50) ? -1 : dice.place();
    return Operation.of(
        "position %d at %d".formatted(slot, place),
        side -> side.channel(slot).position(place).position());
  }

  private static Operation truncate(Dice dice) {
    int slot = dice.slot();
    int size = dice.oneIn(50) ? -1 : dice.place();
    return Operation.of(
        "truncate %d to %d".formatted(slot, size),
        side -> {
          FileChannel channel = side.channel(slot).truncate(size);
          return List.of(channel.size(), channel.position());
        });
  }

  private static Operation transferTo(Dice dice) {
    int slot = dice.slot();
    int place = dice.oneIn(50) ? -1 : dice.place();
    int count = dice.oneIn(50) ? -1 : dice.length();
    return Operation.of(
        "transfer %d from %d at %d out".formatted(count, slot, place),
        side -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          long done = side.channel(slot).transferTo(place, count, Channels.newChannel(out));
          return done + " " + side.show(out.toByteArray());
        });
  }

  /** Not behind the end, where what lies between is not promised. */
  private static Operation transferFrom(Dice dice) {
    int slot = dice.slot();
    int place = dice.oneIn(50) ? -1 : dice.place();
    byte[] bytes = dice.bytes();
    int count = dice.length();
    return Operation.of(
        "transfer %d of %d bytes into %d at %d".formatted(count, bytes.length, slot, place),
        side -> {
          FileChannel channel = side.channel(slot);
          long at = Math.min(place, channel.size());
          long done =
              channel.transferFrom(Channels.newChannel(new ByteArrayInputStream(bytes)), at, count);
          return List.of(done, channel.size(), channel.position());
        });
  }

  private static Operation transferBetween(Dice dice) {
    int from = dice.slot();
    int to = dice.slot();
    int place = dice.place();
    int count = dice.length();
    boolean push = dice.oneIn(2);
    return Operation.of(
        "transfer %d at %d %s %d %s %d"
            .formatted(count, place, push ? "from" : "into", from, push ? "to" : "from", to),
        side -> {
          FileChannel one = side.channel(from);
          FileChannel other = side.channel(to);
          long at = push ? place : Math.min(place, one.size());
          if (Math.abs(at - other.position()) < count) {
            return "overlaps if both are one file";
          }
          long done = push ? one.transferTo(at, count, other) : one.transferFrom(other, at, count);
          return List.of(done, one.position(), other.position(), one.size(), other.size());
        });
  }

  private static Operation lock(Dice dice) {
    int slot = dice.slot();
    int start = dice.oneIn(50) ? -1 : dice.below(100);
    long size = dice.oneIn(4) ? Long.MAX_VALUE - 100 : dice.below(50);
    boolean shared = dice.oneIn(2);
    boolean waits = dice.oneIn(2);
    return Operation.of(
        "%s %d at %d, %d bytes%s"
            .formatted(waits ? "lock" : "tryLock", slot, start, size, shared ? ", shared" : ""),
        side -> {
          FileChannel channel = side.channel(slot);
          FileLock lock =
              waits ? channel.lock(start, size, shared) : channel.tryLock(start, size, shared);
          side.keep(slot, lock);
          return "%d %d %b %b %b"
              .formatted(
                  lock.position(),
                  lock.size(),
                  lock.isShared(),
                  lock.isValid(),
                  lock.overlaps(10, 10));
        });
  }

  private static Operation unlock(Dice dice) {
    int slot = dice.slot();
    return Operation.of(
        "unlock " + slot,
        side -> {
          FileLock lock = side.lock(slot);
          boolean valid = lock.isValid();
          lock.release();
          return List.of(valid, lock.isValid());
        });
  }

  private static Operation force(Dice dice) {
    int slot = dice.slot();
    boolean metadata = dice.oneIn(2);
    return Operation.change("force " + slot, side -> side.channel(slot).force(metadata));
  }

  private static Operation state(Dice dice) {
    int slot = dice.slot();
    return Operation.of(
        "state of " + slot,
        side -> {
          FileChannel channel = side.channel(slot);
          return "%b %d of %d".formatted(channel.isOpen(), channel.position(), channel.size());
        });
  }
}
