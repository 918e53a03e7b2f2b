package io.github.ecryptfs.tck.differential;

import java.util.ArrayList;
import java.util.List;

/** The operations of a seed. */
final class Round {
  /** How many there are. */
  static final int LENGTH = 400;

  /** After how many operations the whole trees are compared. */
  private static final int PICTURE_EVERY = 20;

  private Round() {}

  /** Always the same for a seed. */
  static List<Operation> of(long seed) {
    Dice dice = new Dice(seed);
    List<Operation> operations = new ArrayList<>();
    for (int i = 1; i <= LENGTH; i++) {
      operations.add(i % PICTURE_EVERY == 0 ? picture() : next(dice));
    }
    return operations;
  }

  private static Operation picture() {
    return Operation.of("all files", TreePicture::of);
  }

  private static Operation next(Dice dice) {
    return switch (dice.below(10)) {
      case 0, 1, 2 -> NameOperations.next(dice);
      case 3, 4 -> ContentOperations.next(dice);
      case 5, 6 -> AttributeOperations.next(dice);
      default -> ChannelOperations.next(dice);
    };
  }
}
