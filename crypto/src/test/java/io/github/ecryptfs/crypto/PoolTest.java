package io.github.ecryptfs.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTest {
  /** Counts how often it forgot. */
  private static final class Thing implements Keyed {
    private int forgot;

    @Override
    public void forgetKey() {
      forgot++;
    }
  }

  private final List<Thing> made = new ArrayList<>();
  private final Pool<Thing> pool = new Pool<>("thing", this::make);

  private Thing make() {
    Thing thing = new Thing();
    made.add(thing);
    return thing;
  }

  @Test
  void whatCameBackIsLentAgain() {
    pool.lend(first -> assertThat(made).hasSize(1));
    pool.lend(again -> assertThat(again).isSameAs(made.get(0)));
    assertThat(made).hasSize(1);
    assertThat(made.get(0).forgot).isZero();
  }

  @Test
  void callsAtTheSameTimeGetDifferentThingsAndSurplusOnesForget() {
    lendNested(10);
    assertThat(made).hasSize(10);
    assertThat(made).filteredOn(thing -> thing.forgot == 1).hasSize(2);
    assertThat(made).filteredOn(thing -> thing.forgot == 0).hasSize(8);

    pool.close();

    assertThat(made).allMatch(thing -> thing.forgot == 1);
  }

  private void lendNested(int depth) {
    if (depth > 0) {
      pool.lend(thing -> lendNested(depth - 1));
    }
  }

  @Test
  void whatFailedForgetsAndIsNotLentAgain() {
    assertThatThrownBy(
            () ->
                pool.lend(
                    thing -> {
                      throw new ArithmeticException("broken");
                    }))
        .isInstanceOf(ArithmeticException.class);

    assertThat(made.get(0).forgot).isEqualTo(1);
    pool.lend(next -> assertThat(next).isNotSameAs(made.get(0)));
  }

  @Test
  void whatIsInUseWhenThePoolClosesForgetsWhenItComesBack() {
    pool.lend(
        thing -> {
          pool.close();
          assertThat(thing.forgot).isZero();
        });
    assertThat(made.get(0).forgot).isEqualTo(1);
  }

  @Test
  void whatIsMadeWhileThePoolClosesIsNotLent() {
    List<Pool<Thing>> self = new ArrayList<>();
    Pool<Thing> closing =
        new Pool<>(
            "thing",
            () -> {
              self.get(0).close();
              return make();
            });
    self.add(closing);

    assertThatIllegalStateException()
        .isThrownBy(() -> closing.lend(thing -> assertThat(thing).isNull()))
        .withMessage("thing used after close()");
    assertThat(made.get(0).forgot).isEqualTo(1);
  }

  @Test
  void closedPoolLendsNothing() {
    pool.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> pool.lend(thing -> assertThat(thing).isNull()))
        .withMessage("thing used after close()");
    assertThat(made).isEmpty();
  }
}
