package io.github.ecryptfs.keys.tpm;

import java.io.IOException;

/** An error code that a TPM answered with, and what it means for a sealed key. */
final class TpmRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  /** Set in codes that tell which handle, session or parameter they are about. */
  private static final int FORMAT_ONE = 0x80;

  private static final int FORMAT_ONE_MASK = 0xbf;
  private static final int POLICY_FAIL = 0x9d;
  private static final int PCR_CHANGED = 0x128;
  private static final int INTEGRITY = 0x9f;

  private final int error;

  /** The error with that code. */
  TpmRefusal(int code) {
    super("TPM error 0x%X: %s".formatted(code, meaning(error(code))));
    this.error = error(code);
  }

  private static int error(int code) {
    return (code & FORMAT_ONE) != 0 ? code & FORMAT_ONE_MASK : code;
  }

  /** Whether the machine is not in the state that the key was sealed to. */
  boolean isOfChangedPcrs() {
    return error == POLICY_FAIL || error == PCR_CHANGED;
  }

  /** Whether the key was not sealed by this TPM, or has changed since. */
  boolean isOfForeignKey() {
    return error == INTEGRITY;
  }

  private static String meaning(int error) {
    return switch (error) {
      case POLICY_FAIL, PCR_CHANGED -> "the PCRs are not as they were when the key was sealed";
      case INTEGRITY -> "the key was not sealed by this TPM, or is damaged";
      case 0x8e, 0xa2 -> "its owner hierarchy has a password, which is not supported";
      case 0x921 -> "it is locked after too many wrong passwords; wait, or reset it";
      case 0x902, 0x903, 0x904 -> "it has no room; use /dev/tpmrm0, or tpm2_flushcontext -t and -s";
      case 0x922 -> "it is busy; try again";
      case 0x101 -> "it has failed; start the machine anew";
      case 0x100 -> "it was not started up";
      case 0x84, 0x95 -> "what was sealed is damaged";
      default -> "see the codes of the TPM 2.0 library, part 2";
    };
  }
}
