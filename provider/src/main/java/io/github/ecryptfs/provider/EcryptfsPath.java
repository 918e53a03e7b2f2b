package io.github.ecryptfs.provider;

import com.google.common.base.CharMatcher;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path inside a mount: names of upper files, separated by {@code /}. The only root is {@code /},
 * which is the working directory too. Paths are kept as they were given, less repeated and trailing
 * separators; whether a file is there is no matter of the path.
 *
 * <p>Behaves as the paths of the JDK do on Unix. A path of another mount counts as foreign: joining
 * it throws {@link ProviderMismatchException}.
 *
 * <p>Immutable.
 */
final class EcryptfsPath implements Path {
  private static final String ROOT = "/";
  private static final CharMatcher SEPARATOR = CharMatcher.is('/');

  private final EcryptfsFileSystem fileSystem;
  private final String path;

  /**
   * Wraps a path that is clean: no separator twice in a row, none at the end but that of the root,
   * and nothing that a lower name cannot hold. {@link #join} makes one of any text.
   */
  EcryptfsPath(EcryptfsFileSystem fileSystem, String path) {
    this.fileSystem = fileSystem;
    this.path = path;
  }

  /**
   * The path that {@link java.nio.file.FileSystem#getPath} promises: all parts that are not empty,
   * joined by separators.
   *
   * @throws InvalidPathException if a part holds NUL, or half of a surrogate pair, which has no
   *     form in UTF-8
   */
  static EcryptfsPath join(EcryptfsFileSystem fileSystem, String first, String... more) {
    StringBuilder joined = new StringBuilder(first);
    for (String part : more) {
      joined.append(joined.isEmpty() || part.isEmpty() ? "" : ROOT).append(part);
    }
    return new EcryptfsPath(fileSystem, clean(joined.toString()));
  }

  /**
   * The text without repeated and trailing separators.
   *
   * @throws InvalidPathException as {@link #join}
   */
  static String clean(String text) {
    requireStorable(text);
    String collapsed = text.contains("//") ? SEPARATOR.collapseFrom(text, '/') : text;
    boolean trailing = collapsed.length() > 1 && collapsed.endsWith(ROOT);
    return trailing ? collapsed.substring(0, collapsed.length() - 1) : collapsed;
  }

  private static void requireStorable(String text) {
    int codePoint;
    for (int at = 0; at < text.length(); at += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(at);
      if (codePoint == 0) {
        throw new InvalidPathException(text, "a name cannot hold NUL", at);
      }
      if (Character.getType(codePoint) == Character.SURROGATE) {
        throw new InvalidPathException(text, "half of a surrogate pair has no UTF-8 form", at);
      }
    }
  }

  @Override
  public EcryptfsFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return path.startsWith(ROOT);
  }

  /** Whether this is {@code /}. */
  boolean isRoot() {
    return path.equals(ROOT);
  }

  private boolean isEmpty() {
    return path.isEmpty();
  }

  /** The path as messages name it. */
  String shown() {
    return fileSystem.shown(this);
  }

  /**
   * The names from the root on, without making a path of each: none for the root, one empty name
   * for the empty path.
   */
  List<String> names() {
    if (isRoot()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (int start = firstStart(); start <= path.length(); start = endFrom(start) + 1) {
      names.add(path.substring(start, endFrom(start)));
    }
    return Collections.unmodifiableList(names);
  }

  private int firstStart() {
    return isAbsolute() ? 1 : 0;
  }

  private int startOf(int index) {
    int start = firstStart();
    for (int i = 0; i < index; i++) {
      start = endFrom(start) + 1;
    }
    return start;
  }

  private int endFrom(int start) {
    int separator = path.indexOf('/', start);
    return separator < 0 ? path.length() : separator;
  }

  @Override
  public @Nullable EcryptfsPath getRoot() {
    return isAbsolute() ? with(ROOT) : null;
  }

  @Override
  public @Nullable EcryptfsPath getFileName() {
    return isRoot() ? null : with(path.substring(path.lastIndexOf('/') + 1));
  }

  @Override
  public @Nullable EcryptfsPath getParent() {
    int separator = path.lastIndexOf('/');
    if (separator > 0) {
      return with(path.substring(0, separator));
    }
    return isRoot() ? null : getRoot();
  }

  @Override
  public int getNameCount() {
    int separators = SEPARATOR.countIn(path);
    if (isAbsolute()) {
      return isRoot() ? 0 : separators;
    }
    return separators + 1;
  }

  @Override
  public EcryptfsPath getName(int index) {
    if (index < 0 || index >= getNameCount()) {
      throw new IllegalArgumentException(
          "name %d of '%s': it has %d".formatted(index, path, getNameCount()));
    }
    int start = startOf(index);
    return with(path.substring(start, endFrom(start)));
  }

  @Override
  public EcryptfsPath subpath(int beginIndex, int endIndex) {
    if (beginIndex < 0 || endIndex > getNameCount() || beginIndex >= endIndex) {
      throw new IllegalArgumentException(
          "names %d to %d of '%s': it has %d"
              .formatted(beginIndex, endIndex, path, getNameCount()));
    }
    return with(path.substring(startOf(beginIndex), endFrom(startOf(endIndex - 1))));
  }

  @Override
  public Iterator<Path> iterator() {
    return names().stream().<Path>map(this::with).iterator();
  }

  @Override
  public boolean startsWith(Path other) {
    return isOfThisMount(other) && startsWith(((EcryptfsPath) other).path, path);
  }

  private static boolean startsWith(String prefix, String path) {
    if (prefix.isEmpty() || path.length() == prefix.length()) {
      return path.equals(prefix);
    }
    return path.startsWith(prefix) && (prefix.equals(ROOT) || path.charAt(prefix.length()) == '/');
  }

  @Override
  public boolean endsWith(Path other) {
    return isOfThisMount(other) && endsWith(((EcryptfsPath) other).path, path);
  }

  private static boolean endsWith(String suffix, String path) {
    if (suffix.isEmpty() || suffix.startsWith(ROOT) || path.length() == suffix.length()) {
      return path.equals(suffix);
    }
    return path.endsWith(suffix) && path.charAt(path.length() - suffix.length() - 1) == '/';
  }

  /** The same path without {@code .} and {@code ..}; a {@code ..} of the root is dropped. */
  @Override
  public EcryptfsPath normalize() {
    return ofNames(isAbsolute(), normalNames());
  }

  private List<String> normalNames() {
    List<String> kept = new ArrayList<>();
    for (String name : names()) {
      if (name.equals("..")) {
        goUp(kept);
      } else if (!name.equals(".") && !name.isEmpty()) {
        kept.add(name);
      }
    }
    return kept;
  }

  private void goUp(List<String> kept) {
    int last = kept.size() - 1;
    if (last >= 0 && !kept.get(last).equals("..")) {
      kept.remove(last);
    } else if (!isAbsolute()) {
      kept.add("..");
    }
  }

  /**
   * The path with one more name, which is not empty and holds no separator.
   *
   * @throws InvalidPathException as {@link #join}
   */
  EcryptfsPath child(String name) {
    requireStorable(name);
    return with(isRoot() || isEmpty() ? path + name : path + ROOT + name);
  }

  @Override
  public EcryptfsPath resolve(Path other) {
    EcryptfsPath tail = requireOurs(other);
    if (tail.isAbsolute() || isEmpty()) {
      return tail;
    }
    if (tail.isEmpty()) {
      return this;
    }
    return with(isRoot() ? ROOT + tail.path : path + ROOT + tail.path);
  }

  /**
   * The way from here to {@code other}. If one of the two holds {@code .} or {@code ..}, both are
   * normalised first.
   *
   * @throws IllegalArgumentException if only one of the two is absolute, or this one leaves by
   *     {@code ..} for a directory whose name is not known
   */
  @Override
  public EcryptfsPath relativize(Path other) {
    EcryptfsPath target = requireOurs(other);
    if (isAbsolute() != target.isAbsolute()) {
      throw new IllegalArgumentException(
          "'" + this + "' and '" + target + "': one is absolute, the other is not");
    }
    if (isEmpty()) {
      return target;
    }
    return wayTo(target);
  }

  private EcryptfsPath wayTo(EcryptfsPath target) {
    List<String> from = normalNames();
    List<String> to = target.normalNames();
    int shared = sharedNames(from, to);
    List<String> left = from.subList(shared, from.size());
    if (left.contains("..")) {
      throw new IllegalArgumentException(
          "no way from '" + this + "' to '" + target + "': what '..' leaves has no known name");
    }
    List<String> way = new ArrayList<>(Collections.nCopies(left.size(), ".."));
    way.addAll(to.subList(shared, to.size()));
    return ofNames(false, way);
  }

  private static int sharedNames(List<String> one, List<String> two) {
    int shared = 0;
    while (shared < Math.min(one.size(), two.size()) && one.get(shared).equals(two.get(shared))) {
      shared++;
    }
    return shared;
  }

  /**
   * The URI of this path and its lower directory; see {@link EcryptfsUri}. Directories do not end
   * in a separator, for the file is not looked at.
   */
  @Override
  public URI toUri() {
    return new EcryptfsUri(fileSystem.lowerUri(), toAbsolutePath().path).toUri();
  }

  @Override
  public EcryptfsPath toAbsolutePath() {
    return isAbsolute() ? this : with(ROOT + path);
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return fileSystem.files().realPath(this, options);
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    return fileSystem.files().watch(this, watcher, events, modifiers);
  }

  /**
   * Compares as the bytes of the UTF-8 forms do; equal paths of two mounts by their URIs.
   *
   * @throws ClassCastException if {@code other} is a path of another provider
   */
  @Override
  public int compareTo(Path other) {
    EcryptfsPath that = (EcryptfsPath) other;
    int order = compareAsUtf8(path, that.path);
    return order != 0 || fileSystem.equals(that.fileSystem)
        ? order
        : toUri().compareTo(that.toUri());
  }

  private static int compareAsUtf8(String one, String two) {
    int end = Math.min(one.length(), two.length());
    for (int i = 0; i < end; i++) {
      if (one.charAt(i) != two.charAt(i)) {
        return Integer.compare(rank(one.charAt(i)), rank(two.charAt(i)));
      }
    }
    return Integer.compare(one.length(), two.length());
  }

  /** UTF-8 sorts as code points do: what takes two surrogates comes after all that takes none. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + Character.MIN_SUPPLEMENTARY_CODE_POINT : unit;
  }

  /** Whether {@code other} is the same text in the same mount; no file is looked at. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EcryptfsPath that
        && path.equals(that.path)
        && fileSystem.equals(that.fileSystem);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  @Override
  public String toString() {
    return path;
  }

  private boolean isOfThisMount(Path other) {
    return Objects.requireNonNull(other, "other") instanceof EcryptfsPath that
        && that.fileSystem.equals(fileSystem);
  }

  private EcryptfsPath requireOurs(Path other) {
    if (isOfThisMount(other)) {
      return (EcryptfsPath) other;
    }
    throw new ProviderMismatchException("'" + other + "' is no path of this mount");
  }

  private EcryptfsPath with(String cleanPath) {
    return cleanPath.equals(path) ? this : new EcryptfsPath(fileSystem, cleanPath);
  }

  private EcryptfsPath ofNames(boolean absolute, List<String> names) {
    return with((absolute ? ROOT : "") + String.join(ROOT, names));
  }
}
