package io.github.ecryptfs.tck.safety;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Lets calls on a lower file system go wrong, and counts them.
 *
 * <p>Thread-safe: a call counts and is judged in one step.
 */
final class Faults {
  @GuardedBy("this")
  private Optional<Fault> armed = Optional.empty();

  @GuardedBy("this")
  private Optional<Thread> victim = Optional.empty();

  @GuardedBy("this")
  private long calls;

  @GuardedBy("this")
  private long room;

  @GuardedBy("this")
  private int struck;

  @GuardedBy("this")
  private boolean changeStruck;

  /** A call on the lower file system. */
  interface Body<T> {
    T run() throws IOException;
  }

  /** Moves bytes between a buffer and a lower file. */
  interface Transfer {
    int run(ByteBuffer buffer) throws IOException;
  }

  /** What becomes of a call. */
  private enum Verdict {
    GOES_WELL,
    IS_INTERRUPTED,
    FAILS,
    FAILS_AFTERWARDS,
    IS_CUT
  }

  /** Starts counting; {@code fault} strikes from now on. */
  synchronized void arm(Fault fault) {
    armed = Optional.of(fault);
    victim = Optional.of(Thread.currentThread());
    calls = 0;
    struck = 0;
    changeStruck = false;
    room = fault.at();
  }

  /** Starts counting without a fault. */
  synchronized void count() {
    disarm();
    calls = 0;
  }

  /** All goes well again. */
  synchronized void disarm() {
    armed = Optional.empty();
  }

  /** The calls since counting started. */
  synchronized long calls() {
    return calls;
  }

  /** Whether the fault that was armed last has struck. */
  synchronized boolean struck() {
    return struck > 0;
  }

  /** Whether it has struck a call that was to change something, so that a caller must know. */
  synchronized boolean changeStruck() {
    return changeStruck;
  }

  /** Does a call that moves no bytes. */
  <T> T call(LowerCall call, Body<T> body) throws IOException {
    Verdict verdict = judge(call, 0);
    if (verdict == Verdict.FAILS) {
      throw failure(call);
    }
    T result = body.run();
    if (verdict == Verdict.FAILS_AFTERWARDS) {
      throw failure(call);
    }
    return result;
  }

  /**
   * Moves bytes between {@code buffer} and a lower file.
   *
   * @param growth by how many bytes the file would grow
   */
  int transfer(LowerCall call, ByteBuffer buffer, long growth, Transfer body) throws IOException {
    Verdict verdict = judge(call, growth);
    if (verdict == Verdict.GOES_WELL) {
      return body.run(buffer);
    }
    if (verdict == Verdict.IS_INTERRUPTED) {
      interrupt();
      return body.run(buffer);
    }
    if (verdict == Verdict.FAILS) {
      throw failure(call);
    }
    ByteBuffer head = buffer.duplicate();
    head.limit(head.position() + part(head.remaining(), growth));
    int moved = body.run(head);
    if (verdict == Verdict.FAILS_AFTERWARDS) {
      throw failure(call);
    }
    buffer.position(head.position());
    return moved;
  }

  private synchronized void interrupt() {
    victim.ifPresent(Thread::interrupt);
  }

  private synchronized int part(int wanted, long growth) {
    if (isFull()) {
      int fits = (int) (wanted - growth + room);
      room = 0;
      return fits;
    }
    return Math.min(wanted, wanted / 2 + 1);
  }

  @GuardedBy("this")
  private boolean isFull() {
    return armed.filter(fault -> fault.manner() == Fault.Manner.FULL).isPresent();
  }

  private synchronized Verdict judge(LowerCall call, long growth) {
    calls++;
    if (armed.isEmpty()) {
      return Verdict.GOES_WELL;
    }
    return isFull() ? judgeSpace(call, growth) : judgeCall(armed.get(), call);
  }

  @GuardedBy("this")
  private Verdict judgeCall(Fault fault, LowerCall call) {
    if (calls < fault.at() || struck >= fault.times()) {
      return Verdict.GOES_WELL;
    }
    boolean needsBytes =
        fault.manner() == Fault.Manner.SHORT || fault.manner() == Fault.Manner.INTERRUPT;
    if (needsBytes && !call.movesBytes()) {
      return Verdict.GOES_WELL;
    }
    struck++;
    changeStruck |= call.changes();
    if (fault.manner() == Fault.Manner.INTERRUPT) {
      return Verdict.IS_INTERRUPTED;
    }
    if (fault.manner() == Fault.Manner.SHORT) {
      return Verdict.IS_CUT;
    }
    return fault.manner() == Fault.Manner.TORN && !call.changesNames()
        ? Verdict.FAILS_AFTERWARDS
        : Verdict.FAILS;
  }

  @GuardedBy("this")
  private Verdict judgeSpace(LowerCall call, long growth) {
    if (!call.needsSpace() || (call == LowerCall.WRITE && growth == 0)) {
      return Verdict.GOES_WELL;
    }
    if (struck == 0 && growth <= room) {
      room -= growth;
      return Verdict.GOES_WELL;
    }
    struck++;
    return room > 0 && call == LowerCall.WRITE ? Verdict.IS_CUT : Verdict.FAILS;
  }

  private synchronized IOException failure(LowerCall call) {
    String why = isFull() ? "No space left on device" : "Input/output error";
    return new IOException(why + " (" + call + ", call " + calls + ")");
  }
}
