package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.EcryptfsFileChannel.Interrupts;
import io.github.ecryptfs.provider.attribute.AttributeViews;
import io.github.ecryptfs.provider.attribute.UpperFile;
import io.github.ecryptfs.provider.file.Lease;
import io.github.ecryptfs.provider.tree.Location;
import io.github.ecryptfs.provider.tree.OpenMode;
import io.github.ecryptfs.provider.tree.Resolver;
import io.github.ecryptfs.provider.tree.Transfer;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One mount: the plaintext of a lower directory. Closing it closes its channels and streams and
 * destroys its keys.
 *
 * <p>Thread-safe. Failures come out with upper paths.
 */
final class EcryptfsFileSystem extends FileSystem {
  private final FileSystemProvider provider;
  private final Mount mount;
  private final URI lowerUri;
  private final String shownBelow;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private EcryptfsFileSystem(
      FileSystemProvider provider, Mount mount, URI lowerUri, String shownBelow) {
    this.provider = provider;
    this.mount = mount;
    this.lowerUri = lowerUri;
    this.shownBelow = shownBelow;
  }

  EcryptfsFileSystem(FileSystemProvider provider, Mount mount, URI lowerUri) {
    this(provider, mount, lowerUri, "");
  }

  /** Mounts the real directory {@code root}. */
  static EcryptfsFileSystem mount(FileSystemProvider provider, Path root, MountOptions options)
      throws IOException {
    return new EcryptfsFileSystem(
        provider, Mount.of(root, options, Optional.empty()), root.toUri());
  }

  /** Mounts the real directory {@code root} as what is seen under its own path. */
  static EcryptfsFileSystem mountInPlace(
      FileSystemProvider provider, Path root, MountOptions options) throws IOException {
    String seenAt = root.toString();
    return new EcryptfsFileSystem(
        provider, Mount.of(root, options, Optional.of(seenAt)), root.toUri(), seenAt);
  }

  /** A path as messages name it: where a program sees it. */
  String shown(EcryptfsPath path) {
    if (shownBelow.isEmpty()) {
      return path.toString();
    }
    return path.isRoot() ? shownBelow : shownBelow + path.toAbsolutePath();
  }

  Path lowerRoot() {
    return mount.root();
  }

  /** The URI of the lower directory. */
  URI lowerUri() {
    return lowerUri;
  }

  // The file system itself.

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      closeAll();
    } finally {
      mount.close();
      Mounts.closed(this);
    }
  }

  private void closeAll() throws IOException {
    IOException failure = null;
    for (Closeable resource : open) {
      try {
        resource.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedFileSystemException();
    }
  }

  /**
   * Runs {@code body}; its failures come out with upper paths, or, if the file system was closed
   * meanwhile, as the news of that.
   */
  private <T> T run(UpperErrors errors, UpperErrors.Body<T> body) throws IOException {
    try {
      return errors.in(body);
    } catch (IOException | RuntimeException e) {
      if (closed) {
        ClosedFileSystemException news = new ClosedFileSystemException();
        news.addSuppressed(e);
        throw news;
      }
      throw e;
    }
  }

  void requireWritable() {
    requireOpen();
    if (mount.readOnly()) {
      throw new ReadOnlyFileSystemException();
    }
  }

  @Override
  public boolean isReadOnly() {
    return mount.readOnly();
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath("/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    requireOpen();
    try {
      return List.of(fileStoreOf(getPath("/")));
    } catch (IOException e) {
      return List.of(); // as the default file system does with stores that it cannot read
    }
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    Set<String> views = new TreeSet<>(mount.root().getFileSystem().supportedFileAttributeViews());
    views.retainAll(Set.of("basic", "owner", "posix", "unix", "user", "acl", "dos"));
    return views;
  }

  @Override
  public EcryptfsPath getPath(String first, String... more) {
    return EcryptfsPath.join(this, first, more);
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    return PathPattern.parse(syntaxAndPattern);
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return mount.root().getFileSystem().getUserPrincipalLookupService();
  }

  /**
   * Not offered yet.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("watching directories is not supported");
  }

  WatchKey register(
      EcryptfsPath path,
      WatchService watcher,
      WatchEvent.Kind<?>[] events,
      WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("watching directories is not supported: " + path);
  }

  @Override
  public String toString() {
    return "ecryptfs:" + lowerUri();
  }

  // Where paths lead.

  private static List<String> names(EcryptfsPath path) {
    return path.toAbsolutePath().names();
  }

  private static boolean follows(LinkOption... options) {
    return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
  }

  private Location find(EcryptfsPath path, LinkOption... options) throws IOException {
    requireOpen();
    Resolver resolver = mount.tree().resolver();
    Location at = resolver.locate(names(path));
    return follows(options) && Files.isSymbolicLink(at.lower()) ? resolver.follow(names(path)) : at;
  }

  /** The path without links, {@code .} and {@code ..}; with {@code NOFOLLOW_LINKS} links stay. */
  Path toRealPath(EcryptfsPath path, LinkOption... options) throws IOException {
    requireOpen();
    return run(
        UpperErrors.at(path),
        () -> {
          Location at = find(path, options);
          Files.readAttributes(at.lower(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          return getPath(at.upper());
        });
  }

  boolean isSameFile(EcryptfsPath one, EcryptfsPath two) throws IOException {
    Path first = run(UpperErrors.at(one), () -> existing(one));
    Path second = run(UpperErrors.at(two), () -> existing(two));
    return first.equals(second) || Files.isSameFile(first, second);
  }

  private Path existing(EcryptfsPath path) throws IOException {
    Path lower = find(path).lower();
    Files.readAttributes(lower, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return lower;
  }

  void checkAccess(EcryptfsPath path, AccessMode... modes) throws IOException {
    run(
        UpperErrors.at(path),
        () -> {
          Path lower = existing(path);
          mount.checkAccess(lower, modes);
          return lower;
        });
  }

  FileStore fileStoreOf(EcryptfsPath path) throws IOException {
    return run(
        UpperErrors.at(path),
        () ->
            new EcryptfsFileStore(
                Files.getFileStore(existing(path)),
                supportedFileAttributeViews(),
                mount.readOnly()));
  }

  // Files.

  FileChannel newFileChannel(
      EcryptfsPath path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, Interrupts.CLOSE, attributes);
  }

  /** A channel for a stream: one that takes no notice of interrupts. */
  FileChannel newStreamChannel(
      EcryptfsPath path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, Interrupts.ARE_IGNORED, attributes);
  }

  private FileChannel newFileChannel(
      EcryptfsPath path,
      Set<? extends OpenOption> options,
      Interrupts interrupts,
      FileAttribute<?>... attributes)
      throws IOException {
    return open(
        path,
        OpenMode.of(options),
        (lease, mode, onClose) ->
            new EcryptfsFileChannel(lease.file(), mode, UpperErrors.at(path), interrupts, onClose),
        attributes);
  }

  /** An asynchronous channel whose operations {@code executor} runs. */
  AsynchronousFileChannel newAsynchronousFileChannel(
      EcryptfsPath path,
      Set<? extends OpenOption> options,
      Executor executor,
      FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException(
          "APPEND: an asynchronous channel writes where it is told to");
    }
    return open(
        path,
        OpenMode.of(options),
        (lease, mode, onClose) ->
            new EcryptfsAsynchronousFileChannel(
                lease.file(), mode, UpperErrors.at(path), executor, onClose),
        attributes);
  }

  /** Makes the channel of one opener. */
  private interface ChannelMaker<C extends Channel> {
    C over(Lease lease, OpenMode mode, Closeable onClose) throws IOException;
  }

  private <C extends Channel> C open(
      EcryptfsPath path, OpenMode mode, ChannelMaker<C> maker, FileAttribute<?>... attributes)
      throws IOException {
    if (mode.write() || mode.deletesOnClose()) {
      requireWritable();
    }
    requireOpen();
    List<FileAttribute<?>> given = List.of(attributes); // refuses null before a file is looked at
    return run(
        UpperErrors.at(path),
        () -> {
          Lease lease =
              mount.tree().open(names(path), mode, given.toArray(FileAttribute<?>[]::new));
          try {
            return register(new ChannelOf(path, mode, lease), maker);
          } catch (IOException | RuntimeException | Error e) {
            lease.close();
            throw e;
          }
        });
  }

  /** What a new channel is made of. */
  private record ChannelOf(EcryptfsPath path, OpenMode mode, Lease lease) {}

  private <C extends Channel> C register(ChannelOf parts, ChannelMaker<C> maker)
      throws IOException {
    Closeable[] self = new Closeable[1];
    C channel =
        maker.over(
            parts.lease(),
            parts.mode(),
            () -> {
              open.remove(self[0]);
              letGo(parts);
            });
    self[0] = channel;
    open.add(channel);
    if (closed) {
      channel.close();
      throw new ClosedFileSystemException();
    }
    return channel;
  }

  private void letGo(ChannelOf parts) throws IOException {
    try {
      if (parts.mode().deletesOnClose()) {
        mount.tree().deleteIfStill(parts.lease().file(), names(parts.path()));
      }
    } finally {
      parts.lease().close();
    }
  }

  /**
   * Refuses to write to files, if this mount cannot; asked before room is made for {@code file}.
   */
  void requireWritableFiles(EcryptfsPath file) throws IOException {
    requireWritable();
    UpperErrors.at(file)
        .in(
            () -> {
              mount.tree().requireWritableFiles();
              return file;
            });
  }

  void createDirectory(EcryptfsPath directory, FileAttribute<?>... attributes) throws IOException {
    requireWritable();
    run(
        UpperErrors.at(directory),
        () -> {
          mount.tree().createDirectory(names(directory), attributes);
          return directory;
        });
  }

  void createSymbolicLink(EcryptfsPath link, EcryptfsPath target, FileAttribute<?>... attributes)
      throws IOException {
    requireWritable();
    run(
        UpperErrors.at(link),
        () -> {
          mount.tree().createSymbolicLink(names(link), target.toString(), attributes);
          return link;
        });
  }

  void createLink(EcryptfsPath link, EcryptfsPath existing) throws IOException {
    requireWritable();
    run(
        UpperErrors.between(existing, link),
        () -> {
          mount.tree().createLink(names(link), names(existing));
          return link;
        });
  }

  Path readSymbolicLink(EcryptfsPath link) throws IOException {
    requireOpen();
    return run(UpperErrors.at(link), () -> getPath(mount.tree().readSymbolicLink(names(link))));
  }

  void delete(EcryptfsPath path) throws IOException {
    requireWritable();
    run(
        UpperErrors.at(path),
        () -> {
          mount.tree().delete(names(path));
          return path;
        });
  }

  void copy(EcryptfsPath source, EcryptfsPath target, CopyOption... options) throws IOException {
    requireWritable();
    run(
        UpperErrors.between(source, target),
        () -> {
          new Transfer(mount.tree()).copy(names(source), names(target), options);
          return target;
        });
  }

  void move(EcryptfsPath source, EcryptfsPath target, CopyOption... options) throws IOException {
    requireWritable();
    run(
        UpperErrors.between(source, target),
        () -> {
          mount.tree().move(names(source), names(target), options);
          return target;
        });
  }

  DirectoryStream<Path> newDirectoryStream(
      EcryptfsPath directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    requireOpen();
    DirectoryStream<Path> lower =
        run(UpperErrors.at(directory), () -> mount.tree().list(names(directory)));
    UpperDirectoryStream[] self = new UpperDirectoryStream[1];
    self[0] =
        new UpperDirectoryStream(
            lower,
            entry -> toUpper(directory, entry),
            filter,
            UpperErrors.at(directory),
            () -> open.remove(self[0]));
    open.add(self[0]);
    if (closed) {
      self[0].close();
      throw new ClosedFileSystemException();
    }
    return self[0];
  }

  private Optional<Path> toUpper(EcryptfsPath directory, Path lowerEntry) {
    return mount
        .tree()
        .resolver()
        .mapper()
        .toUpper(lowerEntry)
        .flatMap(name -> childOf(directory, name));
  }

  /** An entry; empty if no path of ours can hold its name, so that a look-up could not either. */
  private static Optional<Path> childOf(EcryptfsPath directory, String name) {
    try {
      return Optional.of(directory.child(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  // Attributes.

  <A extends BasicFileAttributes> A readAttributes(
      EcryptfsPath path, Class<A> type, LinkOption... options) throws IOException {
    requireOpen();
    boolean follows = follows(options);
    return run(
        UpperErrors.at(path),
        () -> {
          Resolver resolver = mount.tree().resolver();
          A here = mount.attributes().read(resolver.locate(names(path)).lower(), type);
          return here.isSymbolicLink() && follows
              ? mount.attributes().read(resolver.follow(names(path)).lower(), type)
              : here;
        });
  }

  Map<String, Object> readAttributes(EcryptfsPath path, String attributes, LinkOption... options)
      throws IOException {
    return run(
        UpperErrors.at(path),
        () -> mount.attributes().read(find(path, options).lower(), attributes));
  }

  void setAttribute(
      EcryptfsPath path, String attribute, @Nullable Object value, LinkOption... options)
      throws IOException {
    requireWritable();
    run(
        UpperErrors.at(path),
        () -> {
          mount.attributes().userAttributes().requireChangeable(attribute);
          return Files.setAttribute(
              find(path, options).lower(), attribute, value, LinkOption.NOFOLLOW_LINKS);
        });
  }

  <V extends FileAttributeView> Optional<V> attributeView(
      EcryptfsPath path, Class<V> type, LinkOption... options) {
    return new AttributeViews(mount.root(), mount.attributes())
        .view(new ViewedFile(path, List.of(options)), type);
  }

  /** Calls {@code action} with the lower path of a file, looked up now. */
  <T> T onLower(EcryptfsPath path, UpperFile.LowerFunction<T> action, LinkOption... options)
      throws IOException {
    return run(UpperErrors.at(path), () -> action.on(find(path, options).lower()));
  }
}
