package io.github.ecryptfs.provider;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether a path of the default file system leads into the encrypted directory, also by a
 * symbolic link outside of it or by {@code ..}; nobody gets at its lower files by a detour.
 *
 * <p>Thread-safe. As with every look-up by name, the answer may be outdated when it is used.
 */
final class PathRouter {
  /** As many links as Linux follows in one path. */
  private static final int MOST_LINKS = 40;

  private static final int REMEMBERED = 1000;
  private static final Duration MOMENT = Duration.ofMillis(200);

  private final DefaultDirectory directory;

  /** Directories outside that were just seen to hold no link on their way. */
  private final Cache<Path, Boolean> plain =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(MOMENT).build();

  PathRouter(DefaultDirectory directory) {
    this.directory = directory;
  }

  /**
   * The path to use: one of the mount, or {@code path} itself if it leads elsewhere.
   *
   * @param path a path of the platform
   * @param followLast whether a symbolic link at its end is followed
   * @throws IOException if it leads into the directory, which cannot be mounted, or into a loop
   */
  Path route(Path path, boolean followLast) throws IOException {
    Path absolute = path.toAbsolutePath();
    if (isPlainlyInside(absolute)) {
      return inMount(names(directory.root().relativize(absolute)));
    }
    return isPlainlyOutside(absolute, followLast)
        ? path
        : new Walk(absolute, followLast).end().orElse(path);
  }

  private boolean isPlainlyInside(Path absolute) {
    return absolute.startsWith(directory.root()) && !hasDots(absolute);
  }

  private boolean isPlainlyOutside(Path absolute, boolean followLast) {
    Path parent = absolute.getParent();
    return !hasDots(absolute)
        && (parent == null || isPlain(parent))
        && !(followLast && Files.isSymbolicLink(absolute));
  }

  private static boolean hasDots(Path path) {
    for (Path name : path) {
      String text = name.toString();
      if (text.equals(".") || text.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private boolean isPlain(Path outside) {
    if (plain.getIfPresent(outside) != null) {
      return true;
    }
    boolean seen = isReal(outside);
    if (seen) {
      plain.put(outside, true);
    }
    return seen;
  }

  private static boolean isReal(Path path) {
    try {
      return path.toRealPath().equals(path);
    } catch (IOException e) {
      return false; // who walks the path finds out what is there
    }
  }

  private static List<String> names(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return names;
  }

  private EcryptfsPath inMount(List<String> names) throws IOException {
    return directory.mount().getPath("/" + String.join("/", names));
  }

  /** One walk from the root on, name by name. Confined to its thread. */
  private final class Walk {
    private final boolean followLast;
    private final Deque<String> ahead = new ArrayDeque<>();
    private Path here;
    private int links;

    Walk(Path absolute, boolean followLast) {
      this.followLast = followLast;
      this.here = absolute.getRoot();
      names(absolute).forEach(ahead::addLast);
    }

    /** Where the walk ends in the mount; empty if that is outside. */
    Optional<Path> end() throws IOException {
      while (!ahead.isEmpty()) {
        step(ahead.removeFirst());
        if (here.equals(directory.root()) && !leavesAgain()) {
          return Optional.of(inMount(List.copyOf(ahead)));
        }
      }
      return Optional.empty();
    }

    private void step(String name) throws IOException {
      switch (name) {
        case "", "." -> {}
        case ".." -> here = Optional.ofNullable(here.getParent()).orElse(here);
        default -> down(here.resolve(name));
      }
    }

    private void down(Path child) throws IOException {
      boolean follow = followLast || !ahead.isEmpty();
      if (follow && Files.isSymbolicLink(child)) {
        followLink(child);
      } else {
        here = child;
      }
    }

    private void followLink(Path link) throws IOException {
      if (++links > MOST_LINKS) {
        throw new FileSystemLoopException(link.toString());
      }
      Path target = Files.readSymbolicLink(link);
      if (target.isAbsolute()) {
        here = target.getRoot();
      }
      List<String> names = names(target);
      for (int i = names.size() - 1; i >= 0; i--) {
        ahead.addFirst(names.get(i));
      }
    }

    /**
     * Follows the names in the mount as far as the first {@code ..}, which may lead out of it
     * again; false if there is none. The directory itself, whose parent is outside, comes out as
     * its parent.
     */
    private boolean leavesAgain() throws IOException {
      List<String> names = List.copyOf(ahead);
      int up = names.indexOf("..");
      if (up < 0) {
        return false;
      }
      List<String> real = realNames(names.subList(0, up));
      ahead.clear();
      if (real.isEmpty()) {
        here = Optional.ofNullable(here.getParent()).orElse(here);
        ahead.addAll(names.subList(up + 1, names.size()));
        return true;
      }
      ahead.addAll(real.subList(0, real.size() - 1));
      ahead.addAll(names.subList(up + 1, names.size()));
      return leavesAgain();
    }

    private List<String> realNames(List<String> names) throws IOException {
      return names.isEmpty()
          ? List.of()
          : ((EcryptfsPath) inMount(names).toRealPath(new LinkOption[0])).names();
    }
  }
}
