package io.github.ecryptfs.tck.safety;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a directory may look like after steps of which some failed: a step that failed may have been
 * done, or not, or for some extents only.
 *
 * <p>Confined to its test.
 */
final class Possible {
  private static final int EXTENT = 4096;

  private final List<Model> models = new ArrayList<>();

  Possible(Model before) {
    models.add(before);
  }

  /** One of several states. */
  Possible(List<Model> states) {
    models.addAll(states);
  }

  /** A step was done. */
  void done(Consumer<Model> effect) {
    models.forEach(effect);
  }

  /** A step failed. */
  void failed(Consumer<Model> effect) {
    for (Model model : List.copyOf(models)) {
      Model changed = model.copy();
      effect.accept(changed);
      models.add(changed);
    }
  }

  /** What is wrong with the files that are there, every byte of which must be as it should. */
  Optional<String> contradiction(Map<String, byte[]> actual) {
    return contradiction(actual, Rule.EVERY_EXTENT);
  }

  /** Which bytes are judged. */
  enum Rule {
    /** All: each extent is one of those that are possible. */
    EVERY_EXTENT,
    /** What no step changed: an extent that was being written may be torn. */
    UNCHANGED_EXTENTS,
    /** What is in all possible files: what was written behind may be lost, or be anything. */
    FORCED_BYTES
  }

  /** What is wrong with the files that are there; empty if nothing is. */
  Optional<String> contradiction(Map<String, byte[]> actual, Rule rule) {
    TreeSet<String> names = new TreeSet<>(actual.keySet());
    models.forEach(model -> names.addAll(model.names()));
    return names.stream()
        .flatMap(name -> contradiction(name, Optional.ofNullable(actual.get(name)), rule).stream())
        .findFirst();
  }

  private Optional<String> contradiction(String name, Optional<byte[]> actual, Rule rule) {
    List<byte[]> allowed = models.stream().flatMap(m -> m.content(name).stream()).toList();
    if (actual.isEmpty()) {
      return allowed.size() < models.size()
          ? Optional.empty()
          : Optional.of(name + " has vanished");
    }
    byte[] bytes = actual.get();
    if (allowed.isEmpty()) {
      return Optional.of(name + " should not be there");
    }
    if (allowed.stream().noneMatch(a -> a.length == bytes.length)) {
      return Optional.of(
          name
              + " has "
              + bytes.length
              + " bytes, but should have one of "
              + allowed.stream().map(a -> a.length).distinct().toList());
    }
    int judged = rule == Rule.FORCED_BYTES ? shortest(allowed, bytes.length) : bytes.length;
    for (int at = 0; at < judged; at += EXTENT) {
      int start = at;
      int end = Math.min(at + EXTENT, judged);
      if (isExempt(rule, allowed, start, end)) {
        continue;
      }
      if (allowed.stream().noneMatch(a -> start < a.length && sameRange(a, bytes, start, end))) {
        return Optional.of(name + " has wrong bytes between " + start + " and " + end);
      }
    }
    return Optional.empty();
  }

  private static int shortest(List<byte[]> allowed, int most) {
    return allowed.stream().mapToInt(a -> Math.min(a.length, most)).min().orElse(most);
  }

  private static boolean isExempt(Rule rule, List<byte[]> allowed, int start, int end) {
    return switch (rule) {
      case EVERY_EXTENT, FORCED_BYTES -> false;
      case UNCHANGED_EXTENTS ->
          allowed.stream().anyMatch(a -> !sameRange(a, allowed.get(0), start, end));
    };
  }

  /** What was cut off, or never written, may read as zeros up to the end of its extent. */
  private static boolean sameRange(byte[] allowed, byte[] actual, int start, int end) {
    return Arrays.equals(range(allowed, start, end), range(actual, start, end));
  }

  private static byte[] range(byte[] bytes, int start, int end) {
    return start < bytes.length ? Arrays.copyOfRange(bytes, start, end) : new byte[end - start];
  }
}
