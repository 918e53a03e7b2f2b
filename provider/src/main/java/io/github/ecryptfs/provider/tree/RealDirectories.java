package io.github.ecryptfs.provider.tree;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Lower directories that were just seen to be real, with all above them: no symbolic link on the
 * way. What is changed through the mount is noticed at once, what others change below after a
 * moment.
 *
 * <p>Thread-safe.
 */
final class RealDirectories {
  private static final int REMEMBERED = 100;
  private static final Duration MOMENT = Duration.ofMillis(200);

  private final Cache<Path, Boolean> seen =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(MOMENT).build();

  /**
   * Whether {@code directory} is real: one call of the lower file system in place of one for each
   * name.
   */
  boolean contains(Path directory) {
    if (seen.getIfPresent(directory) != null) {
      return true;
    }
    boolean real = isReal(directory);
    if (real) {
      seen.put(directory, true);
    }
    return real;
  }

  private static boolean isReal(Path directory) {
    try {
      return directory.toRealPath().equals(directory);
    } catch (IOException e) {
      return false; // who walks the path finds out what is wrong and says it with the upper path
    }
  }

  /** Forgets a directory that was deleted or moved, and all below it. */
  void forget(Path directory) {
    seen.asMap().keySet().removeIf(path -> path.startsWith(directory));
  }
}
