package io.github.ecryptfs.provider.tree;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

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

  private final Cache<Path, Sight> seen =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(MOMENT).build();

  /** The one that was asked for last: that mostly is the next one, too. */
  private volatile Optional<Sight> last = Optional.empty();

  /** A directory that is real, and when that was seen, by {@link System#nanoTime}. */
  private record Sight(Path directory, long nanos) {
    boolean isOf(Path other) {
      return System.nanoTime() - nanos < MOMENT.toNanos() && directory.equals(other);
    }
  }

  private final Path root;
  private final boolean linksResolved;

  /**
   * The directories of one mount.
   *
   * @param root the lower root, which is real
   * @param linksResolved whether {@link Path#toRealPath} can be trusted to find links
   */
  RealDirectories(Path root, boolean linksResolved) {
    this.root = root;
    this.linksResolved = linksResolved;
  }

  /**
   * Whether {@code directory} is real: one call of the lower file system in place of one for each
   * name, where it tells all in one.
   */
  boolean contains(Path directory) {
    Optional<Sight> known = last;
    if (known.isPresent() && known.get().isOf(directory)) {
      return true;
    }
    Optional<Sight> found = find(directory);
    last = found;
    return found.isPresent();
  }

  private Optional<Sight> find(Path directory) {
    Sight known = seen.getIfPresent(directory);
    if (known != null) {
      return Optional.of(known);
    }
    Sight now = new Sight(directory, System.nanoTime());
    if (!(linksResolved ? isReal(directory) : isRealByName(directory))) {
      return Optional.empty();
    }
    seen.put(directory, now);
    return Optional.of(now);
  }

  private static boolean isReal(Path directory) {
    try {
      return directory.toRealPath().equals(directory);
    } catch (IOException e) {
      return false; // who walks the path finds out what is wrong and says it with the upper path
    }
  }

  /** Forgets what was deleted, which had nothing below it then. */
  void forget(Path deleted) {
    seen.invalidate(deleted);
    if (last.isPresent() && last.get().directory.equals(deleted)) {
      last = Optional.empty();
    }
  }

  /** Forgets what something else comes to stand for, perhaps a link, and all below it. */
  void forgetTree(Path changed) {
    seen.asMap().keySet().removeIf(path -> path.startsWith(changed));
    last = Optional.empty();
  }

  private boolean isRealByName(Path directory) {
    Path parent = directory.getParent();
    return directory.equals(root)
        || (parent != null
            && contains(parent)
            && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS));
  }
}
