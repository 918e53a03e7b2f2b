package io.github.ecryptfs.tck.differential;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The two file systems, and rounds in which both do the same from an empty directory on. Confined
 * to one thread.
 */
final class Duel {
  private final Path plain;
  private final Path ours;
  private int rounds;

  /** A duel of two empty directories. */
  Duel(Path plain, Path ours) {
    this.plain = plain;
    this.ours = ours;
  }

  /**
   * A difference.
   *
   * @param step how many operations were done, that which differs included
   * @param operation which one that is
   * @param plain what came of it on the default file system
   * @param ours what came of it on the mount
   */
  record Difference(int step, Operation operation, Outcome plain, Outcome ours) {
    @Override
    public String toString() {
      return "%s%n    plain: %s%n    ours:  %s"
          .formatted(operation, without(plain, ours), without(ours, plain));
    }

    /** The lines of a long outcome that the other one lacks. */
    private static String without(Outcome outcome, Outcome other) {
      List<String> lacking = Arrays.asList(other.text().split(", ~", -1));
      String lines =
          Arrays.stream(outcome.text().split(", ~", -1))
              .filter(line -> !lacking.contains(line))
              .collect(Collectors.joining(System.lineSeparator() + "           ~"));
      return outcome.reason().isEmpty() ? lines : lines + ": " + outcome.reason();
    }
  }

  /** Does the operations on both sides, until something differs. */
  Optional<Difference> round(List<Operation> operations) throws IOException {
    String name = "round-" + rounds++;
    try (Side expected = Side.in(plain.resolve(name));
        Side actual = Side.in(ours.resolve(name))) {
      for (int step = 1; step <= operations.size(); step++) {
        Operation operation = operations.get(step - 1);
        Outcome wanted = Outcome.of(operation, expected);
        Outcome got = Outcome.of(operation, actual);
        if (!got.isAsGoodAs(wanted)) {
          return Optional.of(new Difference(step, operation, wanted, got));
        }
      }
    }
    return Optional.empty();
  }
}
