package io.github.ecryptfs.tck.bench;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Mounting and unmounting takes no more than 1.3 times as long as deriving the keys from the
 * passphrase: one for the contents, and one more for names where they are encrypted.
 */
final class MountBenchmark {
  private static final double MOST = 1.3;

  private final PrintStream out;
  private final Arena arena;

  private MountBenchmark(PrintStream out, Arena arena) {
    this.out = out;
    this.arena = arena;
  }

  /** Prints the figures and fails if the bound is broken. */
  static void main(PrintStream out) throws IOException {
    try (Arena arena = Arena.open()) {
      out.println(Machine.description());
      MountBenchmark benchmark = new MountBenchmark(out, arena);
      double plain = benchmark.print(Variant.PLAIN_NAMES, List.of(PassphraseKeys.CONTENT_SALT));
      double encrypted =
          benchmark.print(
              Variant.ENCRYPTED_NAMES,
              List.of(PassphraseKeys.CONTENT_SALT, PassphraseKeys.NAME_SALT));
      if (Math.max(plain, encrypted) > MOST) {
        throw new IllegalStateException("mounting takes too long");
      }
    }
  }

  private double print(Variant variant, List<Bytes> salts) throws IOException {
    Contender mount = arena.ours(variant).orElseThrow();
    Task derivation = () -> derive(salts);
    Task mounting =
        () -> {
          mount.remount();
          return salts.size();
        };
    PairedRounds rounds = PairedRounds.of(List.of(derivation, mounting));
    double times = 1 / rounds.ratio(1);
    out.printf(
        "mount, %s: derivation alone %.1f ms, unmounting and mounting %.1f ms, %.2f times"
            + " (at most %.1f)%n",
        variant, rounds.nanos(0) / 1e6, rounds.nanos(1) / 1e6, times, MOST);
    return times;
  }

  private static long derive(List<Bytes> salts) {
    byte[] passphrase = "benchmark".getBytes(StandardCharsets.US_ASCII);
    for (Bytes salt : salts) {
      PassphraseKey.derive(passphrase, salt).close();
    }
    return salts.size();
  }
}
