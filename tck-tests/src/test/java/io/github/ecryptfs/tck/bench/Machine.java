package io.github.ecryptfs.tck.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  /** One line: JDK, cores, load. */
  static String description() {
    return String.format(
        Locale.ROOT,
        "JDK %s, %d cores, load %.1f",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
