package io.github.ecryptfs.tck.safety;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What changes leave on a disk: all of them, or, of those that were not forced, what a disk may
 * have got by a power failure. Confined to its test.
 */
final class LowerImage {
  private static final int PAGE = 4096;

  private final Map<String, Long> names = new TreeMap<>();
  private final Map<Long, List<Change>> histories = new HashMap<>();
  private final Map<Long, Integer> forced = new HashMap<>();
  private final Map<Long, Integer> forcedAttributes = new HashMap<>();

  /** The image after {@code changes}. */
  static LowerImage of(List<Change> changes) {
    LowerImage image = new LowerImage();
    changes.forEach(image::add);
    return image;
  }

  /** One more change. */
  void add(Change change) {
    if (change instanceof Change.Created created) {
      names.put(created.path(), created.file());
      histories.put(created.file(), new ArrayList<>());
    } else if (change instanceof Change.Moved moved) {
      names.put(moved.to(), Optional.ofNullable(names.remove(moved.from())).orElseThrow());
    } else if (change instanceof Change.Deleted deleted) {
      names.remove(deleted.path());
    } else if (change instanceof Change.Wrote wrote) {
      history(wrote.file()).add(wrote);
    } else if (change instanceof Change.Cut cut) {
      history(cut.file()).add(cut);
    } else if (change instanceof Change.SetAttribute set) {
      history(set.file()).add(set);
    } else if (change instanceof Change.Forced force) {
      forced.put(force.file(), history(force.file()).size());
      if (force.metadata()) {
        forcedAttributes.put(force.file(), history(force.file()).size());
      }
    }
  }

  private List<Change> history(long file) {
    return Optional.ofNullable(histories.get(file)).orElseThrow();
  }

  /** Makes the files, with all changes in them. */
  void restore(Path directory) throws IOException {
    for (Map.Entry<String, Long> name : names.entrySet()) {
      List<Change> history = history(name.getValue());
      int all = history.size();
      create(directory, name.getKey(), contentAfter(history, all), history.subList(0, all));
    }
  }

  /**
   * Makes the files as a power failure may leave them: of each page, of the length and of the
   * attributes some version since the last force.
   */
  void restoreAfterPowerFailure(Path directory, Random random) throws IOException {
    for (Map.Entry<String, Long> name : names.entrySet()) {
      List<Change> history = history(name.getValue());
      int since = forced.getOrDefault(name.getValue(), 0);
      int attributesSince = forcedAttributes.getOrDefault(name.getValue(), 0);
      create(
          directory,
          name.getKey(),
          mixture(history, since, random),
          history.subList(0, between(attributesSince, history.size(), random)));
    }
  }

  /** From one to the other, the ends more often than what is between. */
  private static int between(int from, int to, Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> from;
      case 1 -> to;
      default -> from + random.nextInt(to - from + 1);
    };
  }

  private static byte[] mixture(List<Change> history, int since, Random random) {
    int length = contentAfter(history, between(since, history.size(), random)).length;
    Map<Integer, byte[]> versions = new HashMap<>();
    byte[] mixed = new byte[length];
    for (int page = 0; page < length; page += PAGE) {
      byte[] version =
          versions.computeIfAbsent(
              between(since, history.size(), random), n -> contentAfter(history, n));
      int bytes = Math.max(0, Math.min(Math.min(PAGE, length - page), version.length - page));
      if (bytes > 0) {
        System.arraycopy(version, page, mixed, page, bytes);
      }
    }
    return mixed;
  }

  private static byte[] contentAfter(List<Change> history, int changes) {
    byte[] content = new byte[0];
    for (Change change : history.subList(0, changes)) {
      if (change instanceof Change.Wrote wrote) {
        int end = (int) wrote.position() + wrote.bytes().length();
        content = Arrays.copyOf(content, Math.max(content.length, end));
        System.arraycopy(
            wrote.bytes().bytes(), 0, content, (int) wrote.position(), wrote.bytes().length());
      } else if (change instanceof Change.Cut cut) {
        content = Arrays.copyOf(content, (int) Math.min(content.length, cut.size()));
      }
    }
    return content;
  }

  private static void create(Path directory, String name, byte[] content, List<Change> attributes)
      throws IOException {
    Path file = directory.resolve(name.substring(name.lastIndexOf('/') + 1));
    Files.write(file, content);
    for (Change change : attributes) {
      if (change instanceof Change.SetAttribute set) {
        Optional.ofNullable(Files.getFileAttributeView(file, UserDefinedFileAttributeView.class))
            .orElseThrow()
            .write(set.name(), ByteBuffer.wrap(set.value().bytes()));
      }
    }
  }

  /** Where a write may be cut by a crash: at {@code unit}s of the lower file. */
  static NavigableSet<Integer> tears(Change.Wrote write, int unit) {
    NavigableSet<Integer> tears = new TreeSet<>();
    long end = write.position() + write.bytes().length();
    for (long at = (write.position() / unit + 1) * unit; at < end; at += unit) {
      tears.add((int) (at - write.position()));
    }
    return tears;
  }
}
