package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.attribute.AttributeViews;
import io.github.ecryptfs.provider.attribute.UpperFile;
import io.github.ecryptfs.provider.lower.LowerStore;
import io.github.ecryptfs.provider.names.PathMapper;
import io.github.ecryptfs.provider.tree.FileOnTheWayException;
import io.github.ecryptfs.provider.tree.Location;
import io.github.ecryptfs.provider.tree.OpenDirectory;
import io.github.ecryptfs.provider.tree.Resolver;
import io.github.ecryptfs.provider.tree.Transfer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.Watchable;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is done with the files of one mount, by their paths.
 *
 * <p>Thread-safe. Failures come out with upper paths.
 */
final class UpperFiles {
  /** Longer than names can be. */
  private static final String NO_NAME = "x".repeat(256);

  private final Mount mount;
  private final MountLife life;
  private final UpperChannels channels;

  UpperFiles(Mount mount, MountLife life, MemoryMaps maps) {
    this.mount = mount;
    this.life = life;
    this.channels = new UpperChannels(mount, life, maps);
  }

  private static List<String> names(EcryptfsPath path) {
    return path.toAbsolutePath().names();
  }

  private static boolean follows(LinkOption... options) {
    return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
  }

  private Location find(EcryptfsPath path, LinkOption... options) throws IOException {
    life.requireOpen();
    Resolver resolver = mount.tree().resolver();
    Location at = resolver.locate(names(path));
    return follows(options) && Files.isSymbolicLink(at.lower()) ? resolver.follow(names(path)) : at;
  }

  /** The path without links, {@code .} and {@code ..}; with {@code NOFOLLOW_LINKS} links stay. */
  Path realPath(EcryptfsPath path, LinkOption... options) throws IOException {
    return life.run(
        UpperErrors.at(path),
        () ->
            path.getFileSystem()
                .getPath(follows(options) ? existing(path).upper() : unfollowed(path)));
  }

  /** An existing path without dots, whose links stay where they are. */
  private String unfollowed(EcryptfsPath path) throws IOException {
    List<String> names = mount.tree().resolver().withoutDots(names(path));
    attributesOf(mount.tree().resolver().locate(names).lower());
    return "/" + String.join("/", names);
  }

  boolean isSameFile(EcryptfsPath one, EcryptfsPath two) throws IOException {
    Path first = life.run(UpperErrors.at(one), () -> existing(one).lower());
    Path second = life.run(UpperErrors.at(two), () -> existing(two).lower());
    return first.equals(second) || Files.isSameFile(first, second);
  }

  /** Where a path leads; fails if nothing is there. */
  private Location existing(EcryptfsPath path, LinkOption... options) throws IOException {
    life.requireOpen();
    Resolver resolver = mount.tree().resolver();
    try {
      Location at = resolver.locate(names(path));
      if (attributesOf(at.lower()).isSymbolicLink() && follows(options)) {
        at = resolver.follow(names(path));
        attributesOf(at.lower());
      }
      return at;
    } catch (FileOnTheWayException e) {
      attributesOf(e.below()); // fails in the lower file system's way
      throw e;
    }
  }

  private static BasicFileAttributes attributesOf(Path lower) throws IOException {
    return Files.readAttributes(lower, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  void checkAccess(EcryptfsPath path, AccessMode... modes) throws IOException {
    life.run(
        UpperErrors.at(path),
        () -> {
          Path lower = existing(path).lower();
          mount.checkAccess(lower, modes);
          return lower;
        });
  }

  FileStore storeOf(EcryptfsPath path) throws IOException {
    return life.run(
        UpperErrors.at(path),
        () ->
            new EcryptfsFileStore(
                mount.root(),
                LowerStore.of(existing(path).lower()),
                mount.attributeViews(),
                mount.readOnly()));
  }

  void requireWritable() {
    channels.requireWritable();
  }

  /** Opens channels on its files. */
  UpperChannels channels() {
    return channels;
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
    life.run(
        UpperErrors.at(directory),
        () -> {
          mount.tree().createDirectory(names(directory), attributes);
          return directory;
        });
  }

  void createSymbolicLink(EcryptfsPath link, EcryptfsPath target, FileAttribute<?>... attributes)
      throws IOException {
    requireWritable();
    life.run(
        UpperErrors.at(link),
        () -> {
          mount.tree().createSymbolicLink(names(link), target.toString(), attributes);
          return link;
        });
  }

  void createLink(EcryptfsPath link, EcryptfsPath existing) throws IOException {
    requireWritable();
    life.run(
        UpperErrors.between(existing, link),
        () -> {
          mount.tree().createLink(names(link), names(existing));
          return link;
        });
  }

  Path readSymbolicLink(EcryptfsPath link) throws IOException {
    life.requireOpen();
    return life.run(
        UpperErrors.at(link),
        () -> link.getFileSystem().getPath(mount.tree().readSymbolicLink(names(link))));
  }

  void delete(EcryptfsPath path) throws IOException {
    requireWritable();
    life.run(
        UpperErrors.at(path),
        () -> {
          mount.tree().delete(names(path));
          return path;
        });
  }

  void copy(EcryptfsPath source, EcryptfsPath target, CopyOption... options) throws IOException {
    requireWritable();
    life.run(
        UpperErrors.between(source, target),
        () -> {
          new Transfer(mount.tree()).copy(names(source), names(target), options);
          return target;
        });
  }

  void move(EcryptfsPath source, EcryptfsPath target, CopyOption... options) throws IOException {
    requireWritable();
    life.run(
        UpperErrors.between(source, target),
        () -> {
          mount.tree().move(names(source), names(target), options);
          return target;
        });
  }

  DirectoryStream<Path> newDirectoryStream(
      EcryptfsPath directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    life.requireOpen();
    DirectoryStream<Path> lower =
        life.run(UpperErrors.at(directory), () -> mount.tree().list(names(directory)));
    Optional<OpenDirectory> opened =
        life.run(UpperErrors.at(directory), () -> mount.tree().opened(names(directory), lower));
    if (opened.isPresent()) {
      return newSecureDirectoryStream(directory, filter, opened.get());
    }
    UpperDirectoryStream[] self = new UpperDirectoryStream[1];
    self[0] = entries(directory, filter, lower, () -> life.ended(self[0]));
    return life.begun(self[0]);
  }

  private UpperDirectoryStream entries(
      EcryptfsPath directory,
      DirectoryStream.Filter<? super Path> filter,
      DirectoryStream<Path> lower,
      Runnable onClose) {
    return new UpperDirectoryStream(
        lower, entry -> toUpper(directory, entry), filter, UpperErrors.at(directory), onClose);
  }

  /** The stream of a directory that is open. */
  UpperSecureDirectoryStream newSecureDirectoryStream(
      EcryptfsPath directory, DirectoryStream.Filter<? super Path> filter, OpenDirectory opened)
      throws IOException {
    UpperSecureDirectoryStream[] self = new UpperSecureDirectoryStream[1];
    self[0] =
        new UpperSecureDirectoryStream(
            this,
            directory,
            opened,
            entries(directory, filter, opened.entries(), () -> life.ended(self[0])));
    return life.begun(self[0]);
  }

  Mount mount() {
    return mount;
  }

  MountLife life() {
    return life;
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

  WatchService newWatchService() throws IOException {
    life.requireOpen();
    Closeable[] self = new Closeable[1];
    UpperWatchService watcher =
        new UpperWatchService(
            mount.root().getFileSystem().newWatchService(), () -> life.ended(self[0]));
    self[0] = watcher;
    return life.begun(watcher);
  }

  WatchKey watch(
      EcryptfsPath path,
      WatchService watcher,
      WatchEvent.Kind<?>[] events,
      WatchEvent.Modifier... modifiers)
      throws IOException {
    Function<String, Path> toPath = path.getFileSystem()::getPath;
    return life.run(
        UpperErrors.at(path),
        () ->
            UpperWatchService.ours(watcher)
                .register(watched(path, path, toPath), events, modifiers));
  }

  /**
   * A directory to be watched.
   *
   * @param shown what it is to programs
   * @param toPath makes a path, as programs know them, of an upper name
   */
  UpperWatchService.Watched watched(
      EcryptfsPath directory, Watchable shown, Function<String, Path> toPath) throws IOException {
    PathMapper mapper = mount.tree().resolver().mapper();
    return new UpperWatchService.Watched(
        find(directory).lower(), shown, entry -> mapper.toUpper(entry).map(toPath));
  }

  <A extends BasicFileAttributes> A readAttributes(
      EcryptfsPath path, Class<A> type, LinkOption... options) throws IOException {
    life.requireOpen();
    boolean follows = follows(options);
    return life.run(
        UpperErrors.at(path),
        () -> {
          try {
            return read(names(path), type, follows);
          } catch (FileOnTheWayException e) {
            mount.attributes().read(e.below(), type); // fails in the lower file system's way
            throw e;
          }
        });
  }

  private <A extends BasicFileAttributes> A read(List<String> names, Class<A> type, boolean follows)
      throws IOException {
    Resolver resolver = mount.tree().resolver();
    A here = mount.attributes().read(resolver.locate(names).lower(), type);
    return here.isSymbolicLink() && follows
        ? mount.attributes().read(resolver.follow(names).lower(), type)
        : here;
  }

  Map<String, Object> readAttributes(EcryptfsPath path, String attributes, LinkOption... options)
      throws IOException {
    return onLower(path, lower -> mount.attributes().read(lower, attributes), options);
  }

  void setAttribute(
      EcryptfsPath path, String attribute, @Nullable Object value, LinkOption... options)
      throws IOException {
    requireWritable();
    onLower(
        path,
        lower -> {
          mount.attributes().userAttributes().requireChangeable(attribute);
          if (attribute.equals("unix:mode") && Files.isSymbolicLink(lower)) {
            // Newer JDKs follow the lower link, which leads anywhere.
            throw new FileSystemException(
                path.toString(), null, "a symbolic link has no mode of its own");
          }
          mount.attributes().sizes().settleForGood(lower);
          return Files.setAttribute(lower, attribute, value, LinkOption.NOFOLLOW_LINKS);
        },
        options);
  }

  <V extends FileAttributeView> Optional<V> attributeView(
      EcryptfsPath path, Class<V> type, LinkOption... options) {
    return new AttributeViews(mount.root(), mount.attributes())
        .view(new ViewedFile(path, List.of(options)), type);
  }

  /** Calls {@code action} with the lower path of a file, looked up now. */
  <T> T onLower(EcryptfsPath path, UpperFile.LowerFunction<T> action, LinkOption... options)
      throws IOException {
    return life.run(
        UpperErrors.at(path),
        () -> {
          Location at;
          try {
            at = find(path, options);
          } catch (IOException notFound) {
            requireSoundArguments(action);
            throw notFound;
          }
          return action.on(at.lower());
        });
  }

  /** Wrong names and values are told where there is no file too: java.nio looks at them first. */
  private <T> void requireSoundArguments(UpperFile.LowerFunction<T> action) {
    try {
      action.on(mount.root().resolve(NO_NAME));
    } catch (IOException nothingIsThere) {
      // As it should be: the arguments are sound.
    }
  }
}
