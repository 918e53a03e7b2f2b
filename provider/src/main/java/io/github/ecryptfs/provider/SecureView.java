package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.tree.OpenDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The basic view of what an open directory holds; what is set is set on the entry itself, wherever
 * paths lead meanwhile. Thread-safe.
 */
class SecureView implements BasicFileAttributeView {
  private final Target target;

  private SecureView(Target target) {
    this.target = target;
  }

  /** A view of that type; empty if there is none. */
  static <V extends FileAttributeView> Optional<V> of(Class<V> type, Target target) {
    boolean posix = target.files().mount().attributeViews().contains("posix");
    if (type == BasicFileAttributeView.class) {
      return Optional.of(type.cast(new SecureView(target)));
    }
    if (posix && (type == PosixFileAttributeView.class || type == FileOwnerAttributeView.class)) {
      String name = type == PosixFileAttributeView.class ? "posix" : "owner";
      return Optional.of(type.cast(new Posix(target, name)));
    }
    return Optional.empty();
  }

  /** What a view is of. */
  sealed interface Target permits Directory, Entry {
    /** The files of the mount. */
    UpperFiles files();

    /** The upper path, for messages. */
    EcryptfsPath path();

    /** The lower view. */
    <V extends FileAttributeView> V lower(Class<V> type) throws IOException;

    /** The attributes with the upper size. */
    <A extends BasicFileAttributes> A read(Class<A> type) throws IOException;

    /** Has an open file write what it would write after its times are set. */
    void settleForGood() throws IOException;

    /** The attributes that the lower view gives. */
    default <A extends BasicFileAttributes> A readLower(Class<A> type) throws IOException {
      return type == PosixFileAttributes.class
          ? type.cast(lower(PosixFileAttributeView.class).readAttributes())
          : type.cast(lower(BasicFileAttributeView.class).readAttributes());
    }
  }

  /** The open directory itself. */
  record Directory(UpperFiles files, EcryptfsPath path, OpenDirectory open) implements Target {
    @Override
    public <V extends FileAttributeView> V lower(Class<V> type) {
      return Objects.requireNonNull(open.entries().getFileAttributeView(type), "view");
    }

    @Override
    public <A extends BasicFileAttributes> A read(Class<A> type) throws IOException {
      return readLower(type);
    }

    @Override
    public void settleForGood() {
      // Nothing is written to a directory later.
    }
  }

  /**
   * An entry of an open directory.
   *
   * @param options whether it is known that a symbolic link is not followed
   */
  record Entry(UpperFiles files, EcryptfsPath path, OpenDirectory open, List<LinkOption> options)
      implements Target {
    private OpenDirectory.Entry entry() throws IOException {
      return open.entry(path.names().get(path.getNameCount() - 1));
    }

    @Override
    public <V extends FileAttributeView> V lower(Class<V> type) throws IOException {
      OpenDirectory.Entry entry = entry();
      BasicFileAttributes seen =
          open.view(entry, BasicFileAttributeView.class).orElseThrow().readAttributes();
      if (seen.isSymbolicLink() && !options.contains(LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(
            path.toString(), null, "a symbolic link, which is not followed from here");
      }
      return open.view(entry, type).orElseThrow();
    }

    @Override
    public <A extends BasicFileAttributes> A read(Class<A> type) throws IOException {
      A seen = readLower(type);
      if (seen.isDirectory()) {
        return seen;
      }
      OpenDirectory.Entry entry = entry();
      open.requireSame(entry, seen);
      A upper = files.mount().attributes().read(entry.path(), type);
      open.requireSame(entry, upper);
      return upper;
    }

    @Override
    public void settleForGood() throws IOException {
      BasicFileAttributes seen = readLower(BasicFileAttributes.class);
      files.mount().attributes().sizes().settleForGood(entry().path(), seen);
    }
  }

  final <T> T read(UpperErrors.Body<T> body) throws IOException {
    target.files().life().requireOpen();
    return target.files().life().run(UpperErrors.at(target.path()), body);
  }

  /** Changes an attribute. */
  interface Change<V> {
    void on(V view) throws IOException;
  }

  final <V extends FileAttributeView> void change(Class<V> type, Change<V> change)
      throws IOException {
    target.files().requireWritable();
    read(
        () -> {
          V view = target.lower(type);
          change.on(view);
          return view;
        });
  }

  final Target target() {
    return target;
  }

  @Override
  public String name() {
    return "basic";
  }

  @Override
  public BasicFileAttributes readAttributes() throws IOException {
    return read(() -> target.read(BasicFileAttributes.class));
  }

  @Override
  public void setTimes(
      @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
      throws IOException {
    change(
        BasicFileAttributeView.class,
        view -> {
          target.settleForGood();
          view.setTimes(modified, accessed, created);
        });
  }

  /** The views with owner and permissions. */
  private static final class Posix extends SecureView implements PosixFileAttributeView {
    private final String name;

    Posix(Target target, String name) {
      super(target);
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
      return read(() -> target().read(PosixFileAttributes.class));
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
      return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
      change(PosixFileAttributeView.class, view -> view.setOwner(owner));
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
      change(PosixFileAttributeView.class, view -> view.setPermissions(permissions));
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
      change(PosixFileAttributeView.class, view -> view.setGroup(group));
    }
  }
}
