package io.github.ecryptfs.tck.safety;

/**
 * What goes wrong below.
 *
 * @param manner how
 * @param at the first call that it strikes, counted from 1; the bytes that fit for {@link
 *     Manner#FULL}
 * @param times how many calls it strikes, from that one on
 */
record Fault(Manner manner, long at, int times) {
  /** As many calls as there are until the fault is over. */
  static final int LASTING = Integer.MAX_VALUE;

  /** Whether it does not end by itself. */
  boolean lasting() {
    return times == LASTING;
  }

  /** The ways in which a lower call goes wrong. */
  enum Manner {
    /** It fails and has done nothing. */
    ERROR,
    /**
     * It does its work, or half of it where it moves bytes, and fails then. Names change in one
     * step, so what changes them fails without.
     */
    TORN,
    /** It moves fewer bytes than asked for, which is no failure. */
    SHORT,
    /** The thread that armed it is interrupted in the middle: its lower channel closes. */
    INTERRUPT,
    /** There is no room for files to grow; what is there can be changed. */
    FULL
  }
}
