package io.github.ecryptfs.provider.tree;

import io.github.ecryptfs.provider.attribute.UserXattrView;
import io.github.ecryptfs.provider.file.Lease;
import io.github.ecryptfs.provider.file.OpenFile;
import io.github.ecryptfs.provider.lower.LowerViews;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Copies inside a mount. A copied file has a key of its own, so the lower file is not copied but
 * written anew.
 *
 * <p>Thread-safe.
 *
 * @param tree the names of the mount
 */
public record Transfer(UpperTree tree) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** How often others may be quicker before a copy gives up. */
  private static final int MOST_TRIES = 100;

  private static final OpenMode READING =
      OpenMode.of(Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  private static final OpenMode MAKING =
      OpenMode.of(Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));

  /**
   * Copies a file, a directory without its entries, or, with {@code NOFOLLOW_LINKS}, a symbolic
   * link.
   */
  public void copy(List<String> from, List<String> to, CopyOption... options) throws IOException {
    Set<CopyOption> wanted = known(options);
    Location source = sourceOf(from, wanted);
    if (wanted.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
      tree.settleForGood(source.lower());
    }
    BasicFileAttributes attributes = attributesOf(source.lower());
    Location target = tree.resolver().locate(to);
    if (attributes.isRegularFile()) {
      tree.requireWritableFiles();
    }
    boolean taken = Files.exists(target.lower(), LinkOption.NOFOLLOW_LINKS);
    if (taken && tree.isSame(source.lower(), target.lower())) {
      return;
    }
    Closeable readable = opened(source, attributes);
    try (readable) {
      if (taken) {
        makeRoom(target, wanted);
      }
      copyOver(source, attributes, target, wanted);
    }
  }

  private Location sourceOf(List<String> from, Set<CopyOption> wanted) throws IOException {
    try {
      return wanted.contains(LinkOption.NOFOLLOW_LINKS)
          ? tree.resolver().locate(from)
          : tree.resolver().follow(from);
    } catch (FileOnTheWayException e) {
      attributesOf(e.below()); // fails in the lower file system's way
      throw e;
    }
  }

  /**
   * Copies; where another copy puts its own file meanwhile, one that replaces replaces that too.
   */
  private void copyOver(
      Location source, BasicFileAttributes attributes, Location target, Set<CopyOption> wanted)
      throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        copy(source, attributes, target, wanted);
        return;
      } catch (FileAlreadyExistsException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
        makeRoom(target, wanted);
      }
    }
  }

  /** What cannot be read must not replace anything. */
  private Closeable opened(Location source, BasicFileAttributes attributes) throws IOException {
    return attributes.isDirectory() || attributes.isSymbolicLink()
        ? () -> {}
        : tree.open(source.names(), READING);
  }

  private static Set<CopyOption> known(CopyOption... options) {
    Set<CopyOption> wanted = new HashSet<>();
    for (CopyOption option : options) {
      if (option == null) {
        throw new NullPointerException("a copy option is null");
      }
      if (option != StandardCopyOption.REPLACE_EXISTING
          && option != StandardCopyOption.COPY_ATTRIBUTES
          && option != LinkOption.NOFOLLOW_LINKS
          && !endsWhenInterrupted(option)) {
        throw new UnsupportedOperationException("copy option " + option);
      }
      wanted.add(option);
    }
    return wanted;
  }

  /**
   * An option of the module {@code jdk.unsupported}, which need not be there: known by its name.
   */
  private static boolean endsWhenInterrupted(CopyOption option) {
    return option.toString().equals("INTERRUPTIBLE")
        && option.getClass().getName().equals("com.sun.nio.file.ExtendedCopyOption");
  }

  private static BasicFileAttributes attributesOf(Path lower) throws IOException {
    return Files.readAttributes(lower, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private void makeRoom(Location target, Set<CopyOption> wanted) throws IOException {
    if (!wanted.contains(StandardCopyOption.REPLACE_EXISTING)) {
      throw new FileAlreadyExistsException(target.upper());
    }
    try {
      tree.delete(target.names());
    } catch (DirectoryNotEmptyException e) {
      throw new DirectoryNotEmptyException(target.upper());
    } catch (NoSuchFileException e) {
      // Somebody else made room.
    }
  }

  private void copy(
      Location source, BasicFileAttributes attributes, Location target, Set<CopyOption> wanted)
      throws IOException {
    if (attributes.isDirectory()) {
      tree.createDirectory(target.names(), modeOf(source));
    } else if (attributes.isSymbolicLink()) {
      tree.createSymbolicLink(target.names(), tree.readSymbolicLink(source.names()));
      return;
    } else {
      copyFile(source, target, wanted.stream().anyMatch(Transfer::endsWhenInterrupted));
    }
    if (wanted.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
      Path to = tree.resolver().locate(target.names()).lower();
      copyAttributes(source.lower(), to);
      tree.settleForGood(to);
      // Those of before: a directory that is copied into itself has changed by now.
      LowerViews.find(to, BasicFileAttributeView.class)
          .orElseThrow()
          .setTimes(
              attributes.lastModifiedTime(),
              attributes.lastAccessTime(),
              attributes.creationTime());
    }
  }

  private void copyFile(Location source, Location target, boolean interruptible)
      throws IOException {
    try (Lease from = tree.open(source.names(), READING);
        Lease to = tree.open(target.names(), MAKING, modeOf(source))) {
      try {
        copyContents(from.file(), to.file(), interruptible);
        to.file().store();
      } catch (IOException | RuntimeException | Error e) {
        tree.deleteIfStill(to, target.names());
        throw e;
      }
    }
  }

  private static void copyContents(OpenFile from, OpenFile to, boolean interruptible)
      throws IOException {
    byte[] plain = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, from.size()))];
    try {
      ByteBuffer buffer = ByteBuffer.wrap(plain);
      for (long at = 0; from.read(buffer, at) > 0; buffer.clear()) {
        if (interruptible && Thread.currentThread().isInterrupted()) {
          throw new IOException("the copy was interrupted");
        }
        at += to.write(buffer.flip(), at);
      }
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** A copy starts with the permissions of its source, as one of the default file system does. */
  private static FileAttribute<?>[] modeOf(Location source) throws IOException {
    Optional<PosixFileAttributeView> posix =
        LowerViews.find(source.lower(), PosixFileAttributeView.class);
    return posix.isEmpty()
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(posix.get().readAttributes().permissions())
        };
  }

  /** Permissions come after what they may forbid. */
  private static void copyAttributes(Path from, Path to) throws IOException {
    Optional<UserDefinedFileAttributeView> user =
        LowerViews.find(from, UserDefinedFileAttributeView.class);
    if (user.isPresent()) {
      copyUser(
          new UserXattrView(user.get()),
          new UserXattrView(LowerViews.find(to, UserDefinedFileAttributeView.class).orElseThrow()));
    }
    Optional<PosixFileAttributeView> posix = LowerViews.find(from, PosixFileAttributeView.class);
    if (posix.isPresent()) {
      copyPosix(
          posix.get().readAttributes(),
          LowerViews.find(to, PosixFileAttributeView.class).orElseThrow());
    }
  }

  private static void copyPosix(PosixFileAttributes from, PosixFileAttributeView to)
      throws IOException {
    to.setPermissions(from.permissions());
    try {
      to.setOwner(from.owner());
      to.setGroup(from.group());
    } catch (java.nio.file.FileSystemException e) {
      // Only root may give files away; the copy then belongs to who makes it, as with the default
      // file system.
      return;
    }
  }

  private static void copyUser(UserDefinedFileAttributeView from, UserDefinedFileAttributeView to)
      throws IOException {
    for (String name : from.list()) {
      ByteBuffer value = ByteBuffer.allocate(from.size(name));
      from.read(name, value);
      to.write(name, value.flip());
    }
  }
}
