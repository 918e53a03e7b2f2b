package io.github.ecryptfs.keys.gnupg;

import java.io.IOException;

/** An error that gpg-agent answered with: a number of libgpg-error and its text. */
final class AgentRefusal extends IOException {
  private static final long serialVersionUID = 1L;

  private static final String NO_PINENTRY =
      "gpg-agent cannot ask for its passphrase: there is no working pinentry; set pinentry-program"
          + " in gpg-agent.conf, and GPG_TTY on a terminal";

  /** The lower bits tell the error, those above which program it comes from. */
  private static final int CODE_MASK = 0xffff;

  private static final int SOURCE_BITS = 24;
  private static final int SOURCE_MASK = 0x7f;
  private static final int PINENTRY = 5;

  private final int code;
  private final int source;

  /** The error of that number. */
  AgentRefusal(long number, String text) {
    super("gpg-agent: " + text);
    this.code = (int) (number & CODE_MASK);
    this.source = (int) (number >> SOURCE_BITS & SOURCE_MASK);
  }

  /** What happened and what to do, for a key that did not decrypt. */
  String advice() {
    return switch (code) {
      case 99, 198 -> "its passphrase or PIN was asked for, and the question was cancelled";
      case 17, 7, 54 -> "gpg-agent has no secret key for it; import it, or insert its card";
      case 11, 31, 177 -> "the passphrase given was wrong";
      case 87, 178 -> "the PIN given was wrong; mind the card's counter before you try again";
      case 130 -> "the PIN of its card is blocked; reset it with gpg --card-edit";
      case 62 -> "nobody answered the question for its passphrase in time";
      case 85, 86 -> NO_PINENTRY;
      case 91, 110, 111, 112 -> "its card is not in the reader; insert it";
      case 108, 109, 119, 120, 123 -> "the smart card does not work; try gpg --card-status";
      default -> source == PINENTRY ? NO_PINENTRY : "gpg-agent refuses";
    };
  }
}
