package io.github.ecryptfs.provider.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Two threads at one registry: there is never a second open value, and none stays behind. */
final class RegistryRaces {
  private static final int KEY = 1;
  private static final int OTHER_KEY = 2;

  private RegistryRaces() {}

  /** A registry, and how many of its values are open. */
  static class Played {
    final Registry<Integer, Value> registry = new Registry<>();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger mostOpen = new AtomicInteger();

    /** Something that is open or not, and has no lock of its own. */
    final class Value implements Registry.Shared {
      private boolean closed;

      @Override
      public void flush() {
        requireOpen();
      }

      private void requireOpen() {
        if (closed) {
          throw new IllegalStateException("closed under one who has a share");
        }
      }

      @Override
      public void close() {
        requireOpen();
        closed = true;
        open.decrementAndGet();
      }
    }

    /** Opens or joins. */
    private final class Comer implements Registry.Arrival<Value> {
      @Override
      public Value open() {
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        return new Value();
      }

      @Override
      public void join(Value value) {
        value.requireOpen();
      }
    }

    Registry.Share<Integer, Value> acquire(int key) {
      try {
        return registry.acquire(key, new Comer());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void release(Registry.Share<Integer, Value> share) {
      try {
        share.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Takes a share, looks whether its value is open, and gives it back. */
    boolean visit() {
      Registry.Share<Integer, Value> share = acquire(KEY);
      boolean wasOpen = !share.value().closed;
      release(share);
      return wasOpen;
    }

    /** Somebody whose opening fails. */
    void visitInVain() {
      try {
        release(registry.acquire(KEY, new Failing()));
      } catch (IOException e) {
        // As it must, unless somebody else has it open.
      }
    }

    /** Joins, but cannot open. */
    private final class Failing implements Registry.Arrival<Value> {
      @Override
      public Value open() throws IOException {
        throw new IOException("not to be opened");
      }

      @Override
      public void join(Value value) {
        value.requireOpen();
      }
    }

    int leftBehind() {
      return open.get() + (registry.isEmpty() ? 0 : 100);
    }
  }

  /** Both come twice; r3 tells how many values were open at most, and what is left behind. */
  @JCStressTest
  @Outcome(id = "true, true, 1", expect = Expect.ACCEPTABLE, desc = "one at a time")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class TwoVisitors extends Played {
    @Actor
    public void one(ZZI_Result r) {
      r.r1 = visit() & visit();
    }

    @Actor
    public void other(ZZI_Result r) {
      r.r2 = visit() & visit();
    }

    @Arbiter
    public void after(ZZI_Result r) {
      r.r3 = mostOpen.get() + 10 * leftBehind();
    }
  }

  /** One whose opening fails does not take the other's value along. */
  @JCStressTest
  @Outcome(id = "true, true, 1", expect = Expect.ACCEPTABLE, desc = "the one who can has it")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class VisitorAndFailure extends Played {
    @Actor
    public void one(ZZI_Result r) {
      r.r1 = visit();
    }

    @Actor
    public void other(ZZI_Result r) {
      visitInVain();
      r.r2 = true;
    }

    @Arbiter
    public void after(ZZI_Result r) {
      r.r3 = mostOpen.get() + 10 * leftBehind();
    }
  }

  /** The last share goes while the value gets another key: neither key is left. */
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "nothing is left behind")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class LeavingAndMoving extends Played {
    private final Registry.Share<Integer, Value> held = acquire(KEY);

    @Actor
    public void leave() {
      release(held);
    }

    @Actor
    public void move() {
      registry.rekey(KEY, OTHER_KEY);
    }

    @Arbiter
    public void after(III_Result r) {
      r.r1 = mostOpen.get();
      r.r2 = open.get();
      r.r3 = registry.keys().size();
    }
  }

  /**
   * One comes by the old key while the value gets another: it shares the value or opens its own,
   * and who comes by the new key finds the first.
   */
  @JCStressTest
  @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "came before")
  @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "came after")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class ComingAndMoving extends Played {
    private final Registry.Share<Integer, Value> held = acquire(KEY);
    private Registry.Share<Integer, Value> came = held;

    @Actor
    public void come() {
      came = acquire(KEY);
    }

    @Actor
    public void move() {
      registry.rekey(KEY, OTHER_KEY);
    }

    @Arbiter
    public void after(III_Result r) {
      r.r1 = open.get();
      r.r2 = registry.peek(OTHER_KEY).filter(value -> value == held.value()).isPresent() ? 1 : 0;
      release(came);
      release(held);
      r.r3 = leftBehind();
    }
  }
}
