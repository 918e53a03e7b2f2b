package io.github.ecryptfs.provider;

/**
 * Where the documentation of java.nio changed between the JDKs that this provider runs on, a
 * program is given what its own JDK promises.
 */
final class RunningJdk {
  private static final int VERSION = Runtime.version().feature();

  private RunningJdk() {}

  /** Whether a lock of no bytes is one of all bytes from its position on. */
  static boolean locksToTheEndWithoutSize() {
    return VERSION >= 20;
  }

  /** Whether {@code transferFrom} to behind the end grows the file; before, it moves nothing. */
  static boolean transfersGrowFiles() {
    return VERSION >= 21;
  }

  /**
   * Whether {@code transferFrom} a directory fails wherever that stands; before, it moves nothing
   * from behind its end.
   */
  static boolean transfersRefuseDirectories() {
    return VERSION >= 21;
  }
}
