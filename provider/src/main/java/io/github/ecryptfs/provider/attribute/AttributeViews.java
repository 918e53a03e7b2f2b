package io.github.ecryptfs.provider.attribute;

import io.github.ecryptfs.provider.lower.LowerViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attribute views of upper files: those that the lower file system has, reading the upper size.
 *
 * <p>Immutable.
 *
 * @param root a lower path to ask which views there are
 * @param reader reads attributes
 */
public record AttributeViews(Path root, AttributeReader reader) {
  /** The view of {@code type}, if the lower file system has it. */
  public <V extends FileAttributeView> Optional<V> view(UpperFile file, Class<V> type) {
    return create(file, type).map(type::cast);
  }

  private Optional<FileAttributeView> create(UpperFile file, Class<?> type) {
    if (type == BasicFileAttributeView.class) {
      return Optional.of(new Basic(file, reader));
    }
    if (type == PosixFileAttributeView.class) {
      return ifLowerHas(PosixFileAttributeView.class, new Posix(file, reader));
    }
    if (type == FileOwnerAttributeView.class) {
      return ifLowerHas(FileOwnerAttributeView.class, new Owner(file));
    }
    if (type == UserDefinedFileAttributeView.class) {
      return ifLowerHas(
          UserDefinedFileAttributeView.class, new User(file, reader.userAttributes()));
    }
    if (type == AclFileAttributeView.class) {
      return ifLowerHas(AclFileAttributeView.class, new Acl(file));
    }
    return type == DosFileAttributeView.class
        ? ifLowerHas(DosFileAttributeView.class, new Dos(file, reader))
        : Optional.empty();
  }

  private Optional<FileAttributeView> ifLowerHas(
      Class<? extends FileAttributeView> type, FileAttributeView view) {
    return LowerViews.find(root, type).map(has -> view);
  }

  /** The view of the lower file, without following a link. */
  private static <V extends FileAttributeView> V lowerView(Path lower, Class<V> type) {
    return Objects.requireNonNull(
        Files.getFileAttributeView(lower, type, LinkOption.NOFOLLOW_LINKS));
  }

  /** Sets times, null for those that stay. */
  private static void setTimes(
      UpperFile file,
      AttributeReader reader,
      @Nullable FileTime modified,
      @Nullable FileTime accessed,
      @Nullable FileTime created)
      throws IOException {
    file.change(
        lower -> {
          reader.sizes().settleForGood(lower);
          lowerView(lower, BasicFileAttributeView.class).setTimes(modified, accessed, created);
          return lower;
        });
  }

  private static UserPrincipal ownerOf(UpperFile file) throws IOException {
    return file.read(lower -> lowerView(lower, FileOwnerAttributeView.class).getOwner());
  }

  private static void setOwner(UpperFile file, UserPrincipal owner) throws IOException {
    file.change(
        lower -> {
          lowerView(lower, FileOwnerAttributeView.class).setOwner(owner);
          return lower;
        });
  }

  /** The view named basic. */
  private record Basic(UpperFile file, AttributeReader reader) implements BasicFileAttributeView {
    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return file.read(lower -> reader.read(lower, BasicFileAttributes.class));
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
        throws IOException {
      AttributeViews.setTimes(file, reader, modified, accessed, created);
    }
  }

  /** The view named posix. */
  private record Posix(UpperFile file, AttributeReader reader) implements PosixFileAttributeView {
    @Override
    public String name() {
      return "posix";
    }

    @Override
    public PosixFileAttributes readAttributes() throws IOException {
      return file.read(lower -> reader.read(lower, PosixFileAttributes.class));
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
        throws IOException {
      AttributeViews.setTimes(file, reader, modified, accessed, created);
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
      return ownerOf(file);
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
      AttributeViews.setOwner(file, owner);
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
      file.change(
          lower -> {
            lowerView(lower, PosixFileAttributeView.class).setGroup(group);
            return lower;
          });
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
      Set<PosixFilePermission> wanted = EnumSet.noneOf(PosixFilePermission.class);
      wanted.addAll(permissions); // refuses null and whatever else is no permission
      file.change(
          lower -> {
            lowerView(lower, PosixFileAttributeView.class).setPermissions(wanted);
            return lower;
          });
    }
  }

  /** The view named owner. */
  private record Owner(UpperFile file) implements FileOwnerAttributeView {
    @Override
    public String name() {
      return "owner";
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
      return ownerOf(file);
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
      AttributeViews.setOwner(file, owner);
    }
  }

  /** The view named acl. */
  private record Acl(UpperFile file) implements AclFileAttributeView {
    @Override
    public String name() {
      return "acl";
    }

    @Override
    public List<AclEntry> getAcl() throws IOException {
      return file.read(lower -> lowerView(lower, AclFileAttributeView.class).getAcl());
    }

    @Override
    public void setAcl(List<AclEntry> acl) throws IOException {
      file.change(
          lower -> {
            lowerView(lower, AclFileAttributeView.class).setAcl(acl);
            return lower;
          });
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
      return ownerOf(file);
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
      AttributeViews.setOwner(file, owner);
    }
  }

  /** The view named dos. */
  private record Dos(UpperFile file, AttributeReader reader) implements DosFileAttributeView {
    /** One of the four flags of the lower view. */
    private interface Flag {
      void set(DosFileAttributeView view) throws IOException;
    }

    @Override
    public String name() {
      return "dos";
    }

    @Override
    public DosFileAttributes readAttributes() throws IOException {
      return file.read(lower -> reader.read(lower, DosFileAttributes.class));
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
        throws IOException {
      AttributeViews.setTimes(file, reader, modified, accessed, created);
    }

    @Override
    public void setReadOnly(boolean value) throws IOException {
      set(view -> view.setReadOnly(value));
    }

    @Override
    public void setHidden(boolean value) throws IOException {
      set(view -> view.setHidden(value));
    }

    @Override
    public void setSystem(boolean value) throws IOException {
      set(view -> view.setSystem(value));
    }

    @Override
    public void setArchive(boolean value) throws IOException {
      set(view -> view.setArchive(value));
    }

    private void set(Flag flag) throws IOException {
      file.change(
          lower -> {
            flag.set(lowerView(lower, DosFileAttributeView.class));
            return lower;
          });
    }
  }

  /** The view named user. */
  private record User(UpperFile file, UserAttributes shown)
      implements UserDefinedFileAttributeView {
    @Override
    public String name() {
      return "user";
    }

    @Override
    public List<String> list() throws IOException {
      return file.read(lower -> visible(lower).list());
    }

    @Override
    public int size(String name) throws IOException {
      Objects.requireNonNull(name, "name");
      return file.read(lower -> visible(lower).size(name));
    }

    @Override
    public int read(String name, ByteBuffer target) throws IOException {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(target, "target");
      return file.read(lower -> visible(lower).read(name, target));
    }

    @Override
    public int write(String name, ByteBuffer source) throws IOException {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(source, "source");
      return file.change(lower -> visible(lower).write(name, source));
    }

    @Override
    public void delete(String name) throws IOException {
      Objects.requireNonNull(name, "name");
      file.change(
          lower -> {
            visible(lower).delete(name);
            return lower;
          });
    }

    private UserDefinedFileAttributeView visible(Path lower) {
      return shown.of(lowerView(lower, UserDefinedFileAttributeView.class));
    }
  }
}
