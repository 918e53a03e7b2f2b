package io.github.ecryptfs.provider.tree;

import io.github.ecryptfs.provider.lower.LinkTarget;
import io.github.ecryptfs.provider.names.PathMapper;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves upper paths: symbolic links and {@code ..} are followed in the upper name space, so no
 * link and no {@code ..} leads out of the mount. An absolute link target starts at the root of the
 * mount.
 *
 * <p>Thread-safe.
 *
 * @param mapper maps names
 * @param directories remembers for a moment which directories are no links
 * @param seenAt where programs see the root, if they see more than the mount: absolute targets then
 *     begin at the root of that, and a link that leads out of the mount is refused
 */
public record Resolver(PathMapper mapper, RealDirectories directories, Optional<String> seenAt) {
  /**
   * A resolver that has seen no directory yet.
   *
   * @param linksResolved whether {@link Path#toRealPath} of the lower file system resolves links
   */
  public Resolver(PathMapper mapper, boolean linksResolved, Optional<String> seenAt) {
    this(mapper, new RealDirectories(mapper.root(), linksResolved), seenAt);
  }

  /** As many links as Linux follows in one path. */
  private static final int MOST_LINKS = 40;

  /**
   * Where {@code names} lead; a symbolic link at the end is not followed. The last name need not
   * exist.
   */
  public Location locate(List<String> names) throws IOException {
    if (isPlain(names)) {
      Path lower = mapper.toLower(names);
      if ((names.size() <= 1 || directories.contains(parentOf(lower))) && isOnlyCandidate(lower)) {
        return new Location(names, lower);
      }
    }
    return walk(names);
  }

  /** As {@link #locate}, name by name, so that whatever is in the way is found. */
  Location walk(List<String> names) throws IOException {
    return new Walk(false).through(names);
  }

  /**
   * Where {@code names} lead when a symbolic link at the end is followed. The last name need not
   * exist.
   */
  public Location follow(List<String> names) throws IOException {
    return new Walk(true).through(names);
  }

  /**
   * The names without {@code .} and without {@code ..} and what it takes back; after a symbolic
   * link {@code ..} stays, as it takes back what the link leads to.
   */
  public List<String> withoutDots(List<String> names) throws IOException {
    List<String> left = new ArrayList<>();
    for (String name : names) {
      if (name.equals("..") && !endsInDotsOrLink(left)) {
        left.subList(Math.max(0, left.size() - 1), left.size()).clear();
      } else if (!name.isEmpty() && !name.equals(".")) {
        left.add(name);
      }
    }
    return left;
  }

  private boolean endsInDotsOrLink(List<String> names) throws IOException {
    boolean dots = !names.isEmpty() && names.get(names.size() - 1).equals("..");
    return dots
        || Files.readAttributes(
                locate(names).lower(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isSymbolicLink();
  }

  private static boolean isPlain(List<String> names) {
    for (String name : names) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return false;
      }
    }
    return true;
  }

  /** Whether the file need not be looked for under lower names of other name keys. */
  private boolean isOnlyCandidate(Path lower) {
    return !mapper.codec().hasAlternatives() || Files.exists(lower, LinkOption.NOFOLLOW_LINKS);
  }

  private static Path parentOf(Path lower) throws FileSystemException {
    Path parent = lower.getParent();
    if (parent == null) {
      throw new FileSystemException(lower.toString(), null, "a lower path without a directory");
    }
    return parent;
  }

  /** One walk from the root on, name by name. Confined to its thread. */
  private final class Walk {
    private final boolean followLast;
    private final List<String> done = new ArrayList<>();
    private final List<Path> lower = new ArrayList<>(List.of(mapper.root()));
    private final Deque<String> ahead = new ArrayDeque<>();
    private final Map<Path, String> targets = new HashMap<>();
    private int links;

    Walk(boolean followLast) {
      this.followLast = followLast;
    }

    Location through(List<String> names) throws IOException {
      ahead.addAll(names);
      while (!ahead.isEmpty()) {
        step(ahead.removeFirst());
      }
      return new Location(List.copyOf(done), here());
    }

    private Path here() {
      return lower.get(lower.size() - 1);
    }

    private void step(String name) throws IOException {
      switch (name) {
        case "", "." -> {}
        case ".." -> up();
        default -> down(name);
      }
    }

    private void up() throws FileSystemException {
      if (done.isEmpty() && seenAt.isPresent()) {
        throw leadsOut("/");
      }
      if (!done.isEmpty()) {
        done.remove(done.size() - 1);
        lower.remove(lower.size() - 1);
      }
    }

    private void down(String name) throws IOException {
      boolean last = ahead.isEmpty();
      Child child = find(name);
      if (child.attributes().isEmpty()) {
        if (!last) {
          throw new NoSuchFileException(upperOf(name));
        }
        enter(name, child.lower());
      } else if (child.attributes().get().isSymbolicLink() && (!last || followLast)) {
        followLink(name, child.lower());
      } else if (!last && !child.attributes().get().isDirectory()) {
        throw new FileOnTheWayException(upperOf(name), child.lower());
      } else {
        enter(name, child.lower());
      }
    }

    private void enter(String name, Path child) {
      done.add(name);
      lower.add(child);
    }

    private void followLink(String name, Path link) throws IOException {
      if (++links > MOST_LINKS) {
        throw new FileSystemException(upperOf(name), null, "Too many levels of symbolic links");
      }
      String target = inMount(targetOf(link), name);
      if (target.startsWith("/")) {
        done.clear();
        lower.subList(1, lower.size()).clear();
      }
      List<String> names = Arrays.asList(target.split("/"));
      for (int i = names.size() - 1; i >= 0; i--) {
        ahead.addFirst(names.get(i));
      }
    }

    /** An absolute target begins at the root of the mount. */
    private String inMount(String target, String link) throws FileSystemException {
      if (seenAt.isEmpty() || !target.startsWith("/")) {
        return target;
      }
      String root = seenAt.get();
      if (target.equals(root) || target.startsWith(root + "/")) {
        return "/" + target.substring(root.length());
      }
      throw leadsOut(upperOf(link));
    }

    private FileSystemException leadsOut(String link) {
      return new FileSystemException(
          link, null, "a symbolic link that leads out of the encrypted directory is not followed");
    }

    /** A link that comes up again, as one that leads to itself does, is not decoded again. */
    private String targetOf(Path link) throws IOException {
      String known = targets.get(link);
      if (known != null) {
        return known;
      }
      String target = mapper.codec().linkToUpper(LinkTarget.of(link));
      targets.put(link, target);
      return target;
    }

    /**
     * The entry of that name, under its usual lower name or, if that is absent, under one of
     * another name key.
     */
    private Child find(String name) throws IOException {
      Path usual = mapper.child(here(), mapper.codec().toLower(name));
      Optional<BasicFileAttributes> attributes = attributesOf(usual);
      if (attributes.isEmpty()) {
        for (String other : mapper.codec().alternatives(name)) {
          Path candidate = mapper.child(here(), other);
          Optional<BasicFileAttributes> found = attributesOf(candidate);
          if (found.isPresent()) {
            return new Child(candidate, found);
          }
        }
      }
      return new Child(usual, attributes);
    }

    private Optional<BasicFileAttributes> attributesOf(Path child) throws IOException {
      try {
        return Optional.of(
            Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }

    private String upperOf(String name) {
      return "/" + (done.isEmpty() ? "" : String.join("/", done) + "/") + name;
    }
  }

  /** A name in a directory, and what is there. */
  private record Child(Path lower, Optional<BasicFileAttributes> attributes) {}
}
