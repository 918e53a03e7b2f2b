package io.github.ecryptfs.keys.tpm;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Platform configuration registers of the SHA-256 bank: what they hold tells how the machine was
 * started. PCR 0 is the firmware, 4 the boot loader, 7 the state of Secure Boot.
 *
 * @param bits bit n stands for PCR n
 */
public record PcrSelection(int bits) {
  private static final int COUNT = 24;

  /** Refuses registers that no TPM must have. */
  public PcrSelection {
    if (bits <= 0 || bits >= 1 << COUNT) {
      throw new IllegalArgumentException("PCRs: want at least one, from 0 to 23");
    }
  }

  /** Some registers, from 0 to 23. */
  public static PcrSelection of(int... registers) {
    int bits = 0;
    for (int register : registers) {
      if (register < 0 || register >= COUNT) {
        throw new IllegalArgumentException("PCR " + register + ": want 0 to 23");
      }
      bits |= 1 << register;
    }
    return new PcrSelection(bits);
  }

  /**
   * Parses numbers between plus signs, as in {@code 0+4+7}.
   *
   * @throws IllegalArgumentException if that is not such a text
   */
  public static PcrSelection parse(String text) {
    if (!text.matches("[0-9]{1,2}(\\+[0-9]{1,2})*")) {
      throw new IllegalArgumentException("PCRs: want numbers between plus signs, as in 0+4+7");
    }
    return of(Arrays.stream(text.split("\\+", -1)).mapToInt(Integer::parseInt).toArray());
  }

  /** The numbers between plus signs. */
  @Override
  public String toString() {
    return IntStream.range(0, COUNT)
        .filter(register -> (bits & 1 << register) != 0)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining("+"));
  }
}
