package io.github.ecryptfs.provider.tree;

import io.github.ecryptfs.provider.file.FileOpener;
import io.github.ecryptfs.provider.file.Lease;
import io.github.ecryptfs.provider.file.OpenFile;
import io.github.ecryptfs.provider.file.OpenFiles;
import io.github.ecryptfs.provider.lower.FileIdentity;
import io.github.ecryptfs.provider.lower.LowerCapabilities;
import io.github.ecryptfs.provider.lower.LowerEntries;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of a mount and what can be done with them. Failures carry lower paths, but where the
 * lower one says nothing; the file system above exchanges them.
 *
 * <p>Thread-safe. Name locks come before the locks of open files.
 */
public final class UpperTree {
  private final Resolver resolver;
  private final OpenFiles openFiles;
  private final FileOpener opener;
  private final LowerCapabilities capabilities;
  private final LowerEntries lower;
  private final NameLocks locks = new NameLocks();
  private final Set<OpenDirectory> openDirectories = ConcurrentHashMap.newKeySet();

  /** The tree below the root of {@code resolver}. */
  public UpperTree(
      Resolver resolver, OpenFiles openFiles, FileOpener opener, LowerCapabilities capabilities) {
    this.resolver = resolver;
    this.openFiles = openFiles;
    this.opener = opener;
    this.capabilities = capabilities;
    this.lower = new LowerEntries(capabilities);
  }

  /** Where names lead. */
  public Resolver resolver() {
    return resolver;
  }

  /**
   * Refuses to write to files where nobody knows how they change on the lower file system; to be
   * asked before room is made for a new one.
   */
  public void requireWritableFiles() throws FileSystemException {
    capabilities.requireWritable(opener.writesAttribute());
  }

  /** Opens a file, or makes it, as {@code mode} says. */
  public Lease open(List<String> names, OpenMode mode, FileAttribute<?>... attributes)
      throws IOException {
    if (mode.write()) {
      requireWritableFiles();
    }
    Location at = resolver.locate(names);
    while (true) {
      Optional<Lease> opened = openAt(at, mode, attributes);
      if (opened.isPresent()) {
        return opened.get();
      }
      at = resolver.follow(names);
    }
  }

  /**
   * Opens what is at a place; empty if a symbolic link is there, or something came there meanwhile.
   */
  private Optional<Lease> openAt(Location at, OpenMode mode, FileAttribute<?>... attributes)
      throws IOException {
    return mode.creates()
        ? locks.changing(at.lower(), () -> openHere(at, mode, attributes))
        : locks.keeping(at.lower(), () -> openHere(at, mode, attributes));
  }

  private Optional<Lease> openHere(Location at, OpenMode mode, FileAttribute<?>... attributes)
      throws IOException {
    if (mode.creates() && !Files.isRegularFile(at.lower())) {
      Optional<Lease> created = create(at, mode, attributes);
      if (created.isPresent()) {
        return created;
      }
    }
    Optional<BasicFileAttributes> present = attributesOf(at.lower());
    if (present.isEmpty()) {
      return create(at, mode, attributes);
    }
    mode.requireOpenable(at, present.get());
    return present.get().isSymbolicLink()
        ? Optional.empty()
        : Optional.of(acquire(at, present.get(), mode));
  }

  private Optional<Lease> create(Location at, OpenMode mode, FileAttribute<?>... attributes)
      throws IOException {
    if (!mode.creates()) {
      throw new NoSuchFileException(at.upper());
    }
    try {
      requireNewName(at);
      lower.requireDirectoryAbove(at.lower());
      return Optional.of(adopt(at, opener.create(at.lower(), attributes)));
    } catch (FileAlreadyExistsException e) {
      if (mode.createsNew()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Registers a new file; if that fails, nothing is left of it. */
  private Lease adopt(Location at, OpenFile made) throws IOException {
    try {
      return openFiles.adopt(made, file -> identityOf(at.lower()));
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.delete(at.lower());
      } catch (IOException leftBehind) {
        e.addSuppressed(leftBehind);
      }
      throw e;
    }
  }

  Lease acquire(Location at, BasicFileAttributes present, OpenMode mode) throws IOException {
    if (present.isDirectory()) {
      return Lease.of(opener.openDirectory(at.lower()));
    }
    Lease lease =
        openFiles.acquire(
            capabilities.identityOf(at.lower(), present),
            at.lower(),
            () ->
                mode.truncates()
                    ? opener.openToTruncate(at.lower(), present)
                    : opener.open(at.lower(), present, mode.write()));
    try {
      ready(lease, at, mode);
      return lease;
    } catch (IOException | RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /** Makes an encrypted file of an empty lower one that was just made. */
  Lease openEmpty(Location at, BasicFileAttributes present) throws IOException {
    Lease lease =
        openFiles.acquire(
            capabilities.identityOf(at.lower(), present),
            at.lower(),
            () -> opener.replace(at.lower()));
    try {
      lease.file().prepareWriting();
      return lease;
    } catch (IOException | RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  private static void ready(Lease lease, Location at, OpenMode mode) throws IOException {
    if (mode.write()) {
      lease.file().prepareWriting();
    }
    if (mode.truncates()) {
      truncate(lease.file(), at.lower());
    }
  }

  /** Cuts a file to nothing; one that is empty already counts as modified too. */
  private static void truncate(OpenFile file, Path lower) throws IOException {
    if (file.size() > 0) {
      file.truncate(0);
    } else {
      Files.setLastModifiedTime(lower, FileTime.from(Instant.now()));
    }
  }

  /** Deletes a file, a symbolic link or an empty directory. */
  public void delete(List<String> names) throws IOException {
    Location at = resolver.locate(names);
    requireNotRoot(at, "deleted");
    requireNoDot(names, at);
    locks.changing(
        at.lower(),
        () -> {
          deleteHere(at.lower(), () -> lower.delete(at.lower()));
          return at;
        });
  }

  /** A change of lower names. */
  interface Change {
    /** Makes it. */
    void make() throws IOException;
  }

  /** Deletes the entry at {@code lower} by {@code deletion}; the name locks are held. */
  void deleteHere(Path path, Change deletion) throws IOException {
    Optional<FileIdentity> deleted = identityIfOpen(path);
    Optional<OpenFile> open = deleted.flatMap(openFiles::peek);
    open.ifPresent(OpenFile::settle);
    boolean elsewhere = open.isPresent() && LowerCapabilities.hasOtherNames(path);
    opener
        .names()
        .changing(
            () -> {
              deletion.make();
              open.ifPresent(file -> file.lower().detached(path, elsewhere));
              return path;
            });
    resolver.directories().forget(path);
    deleted.ifPresent(this::nameGone);
  }

  /**
   * Deletes the file of {@code lease} if that is what the names lead to still: others may have them
   * by now. Some lower file systems delete no open file: there the lease is closed before.
   */
  public void deleteIfStill(Lease lease, List<String> names) throws IOException {
    try {
      Location at = resolver.locate(names);
      locks.changing(
          at.lower(),
          () -> {
            Optional<OpenFile> there = identityIfOpen(at.lower()).flatMap(openFiles::peek);
            if (there.isPresent() && there.get() == lease.file()) {
              deleteOpenOrClosed(at.lower(), lease);
            }
            return at;
          });
    } catch (NoSuchFileException e) {
      // Somebody else deleted it, or a directory above it.
    }
  }

  private void deleteOpenOrClosed(Path path, Lease lease) throws IOException {
    try {
      deleteHere(path, () -> lower.delete(path));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      lease.close();
      deleteHere(path, () -> lower.delete(path));
    }
  }

  /** Makes a directory. */
  public void createDirectory(List<String> names, FileAttribute<?>... attributes)
      throws IOException {
    Location at = resolver.locate(names);
    if (at.isRoot()) {
      throw new FileAlreadyExistsException(at.upper());
    }
    locks.changing(
        at.lower(),
        () -> {
          requireNewName(at);
          lower.createDirectory(at.lower(), attributes);
          return at;
        });
  }

  /** Makes a symbolic link; {@code target} is stored as names are. */
  public void createSymbolicLink(List<String> names, String target, FileAttribute<?>... attributes)
      throws IOException {
    if (target.isEmpty()) {
      throw new NoSuchFileException("", null, "a symbolic link needs a target");
    }
    Location at = resolver.locate(names);
    String stored = resolver.mapper().codec().linkToLower(target);
    locks.changing(
        at.lower(),
        () -> {
          requireNewName(at);
          lower.createSymbolicLink(at.lower(), stored, attributes);
          resolver.directories().forgetTree(at.lower());
          return at;
        });
  }

  /** The target of a symbolic link. */
  public String readSymbolicLink(List<String> names) throws IOException {
    Location at = resolver.locate(names);
    return resolver.mapper().codec().linkToUpper(lower.readSymbolicLink(at.lower()));
  }

  /** Gives a file a second name. */
  public void createLink(List<String> names, List<String> existing) throws IOException {
    Location file = resolver.locate(existing);
    Location at = second(names, () -> identityOf(file.lower()));
    locks.changing(
        at.lower(),
        file.lower(),
        () -> {
          requireNewName(at);
          lower.createLink(at.lower(), file.lower());
          return at;
        });
  }

  /** The lower entries of a directory; those whose names do not decode are among them. */
  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  public DirectoryStream<Path> list(List<String> names) throws IOException {
    try {
      return lower.list(resolver.follow(names).lower());
    } catch (FileOnTheWayException e) {
      throw new NotDirectoryException(e.getFile());
    }
  }

  /**
   * The directory that a listing is of, for operations relative to it; empty if the lower file
   * system has no such, or does not tell files apart.
   */
  @SuppressWarnings("unchecked") // a listing of paths is one of paths
  public Optional<OpenDirectory> opened(List<String> names, DirectoryStream<Path> listing)
      throws IOException {
    return capabilities.fileKeyIsIdentity() && listing instanceof SecureDirectoryStream
        ? Optional.of(opened((SecureDirectoryStream<Path>) listing, resolver.follow(names).lower()))
        : Optional.empty();
  }

  OpenDirectory opened(SecureDirectoryStream<Path> stream, Path lower) {
    OpenDirectory directory = new OpenDirectory(this, stream, lower);
    openDirectories.add(directory);
    return directory;
  }

  /** Tells that a directory was closed. */
  void ended(OpenDirectory directory) {
    openDirectories.remove(directory);
  }

  NameLocks locks() {
    return locks;
  }

  /** Renames; {@code options} go to the lower file system. Open files keep their handles. */
  public void move(List<String> from, List<String> to, CopyOption... options) throws IOException {
    Renaming.requireKnown(options);
    Location source = resolver.locate(from);
    Location target = second(to, () -> requireSource(source, from, options));
    requireNotRoot(source, "moved");
    requireNotRoot(target, "replaced");
    requireNoDot(from, source);
    requireNoDot(to, target);
    locks.changing(
        source.lower(),
        target.lower(),
        () -> {
          if (!target.lower().equals(source.lower())) {
            requireNewName(target);
          }
          moveHere(
              source.lower(),
              target.lower(),
              () -> Renaming.of(lower, source.lower(), target.lower(), options));
          return target;
        });
  }

  /**
   * Where the second of two paths leads. If it leads nowhere, a failure of the first is told in its
   * place, as by the default file system, which looks at the first one before.
   */
  private Location second(List<String> names, Check first) throws IOException {
    try {
      return resolver.locate(names);
    } catch (IOException e) {
      first.pass();
      throw e;
    }
  }

  /** What must be so, or fails. */
  private interface Check {
    void pass() throws IOException;
  }

  /** A rename in one step looks at the way to its source, but at the source itself later. */
  private void requireSource(Location source, List<String> from, CopyOption... options)
      throws IOException {
    if (List.of(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
      resolver.walk(from);
    } else {
      identityOf(source.lower());
    }
  }

  /** A dot names a directory in itself, where it cannot be taken away. */
  private static void requireNoDot(List<String> names, Location at) throws FileSystemException {
    if (!names.isEmpty() && names.get(names.size() - 1).equals(".")) {
      throw new FileSystemException(at.upper(), null, "a path that ends in a dot");
    }
  }

  /** Moves an entry by {@code renaming} and tells who has it open; the name locks are held. */
  void moveHere(Path source, Path target, Change renaming) throws IOException {
    move(source, target, renaming);
    openDirectories.forEach(directory -> directory.moved(source, target));
    resolver.directories().forgetTree(source);
    resolver.directories().forgetTree(target);
  }

  private void move(Path source, Path target, Change renaming) throws IOException {
    Optional<FileIdentity> moved = identityIfOpen(source);
    Optional<FileIdentity> replaced = moved.isEmpty() ? moved : identityIfOpen(target);
    if (replaced.equals(moved)) {
      renaming.make(); // nobody is told, nothing is there, or two names of one file
      return;
    }
    Optional<OpenFile> loser = replaced.flatMap(openFiles::peek);
    loser.ifPresent(OpenFile::settle);
    moved.flatMap(openFiles::peek).ifPresent(OpenFile::settle);
    boolean elsewhere = loser.isPresent() && LowerCapabilities.hasOtherNames(target);
    List<OpenFile> open = openFiles.all();
    opener
        .names()
        .changing(
            () -> {
              renaming.make();
              loser.ifPresent(file -> file.lower().detached(target, elsewhere));
              open.forEach(file -> file.lower().moved(source, target));
              return target;
            });
    replaced.ifPresent(this::nameGone);
    nameMoved(source, target); // tells those too that were opened meanwhile
  }

  private void nameGone(FileIdentity identity) {
    if (!capabilities.fileKeyIsIdentity()) {
      openFiles.forget(identity);
    }
  }

  private void nameMoved(Path from, Path to) {
    openFiles.moved(from, to);
    if (!capabilities.fileKeyIsIdentity()) {
      openFiles.rekey(from, to);
    }
  }

  /** Nothing comes to stand under a lower name that does not decode. */
  void requireNewName(Location at) throws FileSystemException {
    if (!at.isRoot() && resolver.mapper().isRaw(at.lower())) {
      resolver.mapper().codec().requireEncodable(at.names().get(at.names().size() - 1));
      throw new FileAlreadyExistsException(
          at.upper(), null, "a lower name that does not decode; delete or rename it first");
    }
  }

  private static void requireNotRoot(Location at, String verb) throws FileSystemException {
    if (at.isRoot()) {
      throw new AccessDeniedException("/", null, "the root of a mount cannot be " + verb);
    }
  }

  /** Whether two lower paths are one file; a symbolic link is not what it leads to. */
  boolean isSame(Path one, Path other) throws IOException {
    return identityOf(one).equals(identityOf(other));
  }

  /** Has the file at {@code lower}, if it is open, write what else would change its times later. */
  void settleForGood(Path lower) throws IOException {
    identityIfOpen(lower).flatMap(openFiles::peek).ifPresent(OpenFile::settleForGood);
  }

  private FileIdentity identityOf(Path lower) throws IOException {
    return capabilities.identityOf(
        lower, Files.readAttributes(lower, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  /** The identity of what is there; not looked for when no file is open that could be it. */
  private Optional<FileIdentity> identityIfOpen(Path lower) throws IOException {
    if (openFiles.isEmpty()) {
      return Optional.empty();
    }
    Optional<BasicFileAttributes> present = attributesOf(lower);
    return present.isEmpty()
        ? Optional.empty()
        : Optional.of(capabilities.identityOf(lower, present.get()));
  }

  private static Optional<BasicFileAttributes> attributesOf(Path lower) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(lower, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
