package io.github.ecryptfs.tck.safety;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;

import java.util.List;

/** What programs do with the forced files {@code a}, {@code b} and {@code c}. */
enum Workload {
  CREATE_AND_WRITE(
      Step.open("1", "new", CREATE_NEW),
      Step.write("1", 0, 10_000, 1),
      Step.force("1", true),
      Step.close("1")),
  CREATE_SPARSE(
      Step.open("1", "new", CREATE),
      Step.writeFar("1", 300_000, 262_144, 1),
      Step.force("1", false)),
  OVERWRITE(
      Step.open("1", "a"),
      Step.write("1", 3_000, 9_000, 1),
      Step.write("1", 4_000, 50, 2),
      Step.write("1", 12_288, 4_096, 3),
      Step.force("1", false),
      Step.write("1", 100, 50, 4)),
  OVERWRITE_ONE_EXTENT(
      Step.open("1", "a"),
      Step.write("1", 10, 100, 1),
      Step.write("1", 2_500, 100, 2),
      Step.read("1", 0, 8_192),
      Step.write("1", 4_000, 96, 3)),
  APPEND_RECORDS(
      Step.open("1", "a", APPEND),
      Step.append("1", 100, 1),
      Step.append("1", 100, 2),
      Step.append("1", 5_000, 3),
      Step.force("1", true),
      Step.append("1", 7, 4)),
  GROW_WITH_GAP(
      Step.open("1", "c"),
      Step.write("1", 9_000, 10, 1),
      Step.write("1", 20_479, 2, 2),
      Step.force("1", true)),
  TRUNCATE(
      Step.open("1", "a"),
      Step.truncate("1", 12_288),
      Step.truncate("1", 9_001),
      Step.write("1", 10_000, 10, 1),
      Step.truncate("1", 0),
      Step.write("1", 5, 10, 2)),
  OPEN_TRUNCATING(
      Step.open("1", "a", TRUNCATE_EXISTING), Step.write("1", 0, 5_000, 1), Step.close("1")),
  RENAME(Step.move("a", "new"), Step.move("new", "d"), Step.delete("b")),
  RENAME_OPEN(
      Step.open("1", "a"),
      Step.move("a", "new"),
      Step.write("1", 20_000, 100, 1),
      Step.force("1", true)),
  REPLACE(Step.move("a", "b"), Step.move("c", "b")),
  REPLACE_OPEN(
      Step.open("1", "a"),
      Step.open("2", "b"),
      Step.move("a", "b"),
      Step.write("2", 6_000, 100, 1),
      Step.write("1", 20_000, 100, 2),
      Step.close("2"),
      Step.write("1", 30_000, 100, 3)),
  COPY(Step.copy("a", "new"), Step.copy("c", "d"), Step.delete("a")),
  DELETE_OPEN(
      Step.open("1", "b"), Step.delete("b"), Step.write("1", 4_000, 2_000, 1), Step.close("1")),
  TWO_CHANNELS(
      Step.openToRead("1", "a"),
      Step.read("1", 0, 100),
      Step.open("2", "a"),
      Step.write("2", 50, 100, 1),
      Step.read("1", 4_000, 1_000),
      Step.write("2", 4_050, 100, 2),
      Step.close("1"),
      Step.write("2", 20_000, 3_000, 3),
      Step.force("2", true));

  /** The size of {@code a}. */
  static final int SIZE_OF_A = 20_000;

  @SuppressWarnings("ImmutableEnumChecker") // a list that List.of made of steps that keep no state
  private final List<Step> steps;

  Workload(Step... steps) {
    this.steps = List.of(steps);
  }

  /** What is done, one after the other. */
  List<Step> steps() {
    return steps;
  }

  /** The files that are there before. */
  static Model before() {
    Model model = Model.empty();
    model.put("a", Step.bytes(SIZE_OF_A, 101));
    model.put("b", Step.bytes(5_000, 102));
    model.put("c", Step.bytes(100, 103));
    return model;
  }
}
