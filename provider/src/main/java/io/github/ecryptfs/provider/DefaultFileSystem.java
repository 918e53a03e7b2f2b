package io.github.ecryptfs.provider;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The default file system of a JVM that was started with this provider: the platform's, but for one
 * directory, whose files are encrypted ({@code docs/default-file-system.md}).
 *
 * <p>Thread-safe.
 */
final class DefaultFileSystem extends FileSystem {
  private final DefaultProvider provider;
  private final FileSystem platform;
  private final DefaultDirectory directory;
  private final PathRouter router;

  private DefaultFileSystem(FileSystemProvider platformProvider, DefaultDirectory directory) {
    this.platform = directory.root().getFileSystem();
    this.directory = directory;
    this.router = new PathRouter(directory);
    this.provider = new DefaultProvider(this, platformProvider);
  }

  /**
   * The file system over that of {@code platform}. Called while the JVM has no default file system
   * yet, so it uses paths of {@code platform} only.
   *
   * @throws IllegalArgumentException if the options do not name a directory
   */
  static DefaultFileSystem over(FileSystemProvider platform, DefaultOptions options) {
    FileSystem fileSystem = platform.getFileSystem(URI.create("file:///"));
    return new DefaultFileSystem(platform, DefaultDirectory.of(fileSystem, options));
  }

  /** The path of the default file system for one of the platform's. */
  DefaultPath wrap(Path platformPath) {
    return new DefaultPath(this, platformPath);
  }

  /** The path to use for {@code path}, if a symbolic link at its end is followed. */
  Path follow(Path path) throws IOException {
    return router.route(DefaultProvider.ours(path).platform(), true);
  }

  /** The path to use for {@code path}; a symbolic link at its end is not followed. */
  Path locate(Path path) throws IOException {
    return router.route(DefaultProvider.ours(path).platform(), false);
  }

  /** The path to use for {@code path}, as the options say. */
  Path find(Path path, Object... options) throws IOException {
    return Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS) ? locate(path) : follow(path);
  }

  /** The encrypted directory. */
  DefaultDirectory directory() {
    return directory;
  }

  @Override
  public DefaultProvider provider() {
    return provider;
  }

  /**
   * Refused, as the default file system is.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException("the default file system stays open");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return platform.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return platform.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return StreamSupport.stream(platform.getRootDirectories().spliterator(), false)
        .<Path>map(this::wrap)
        .toList();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return platform.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return platform.supportedFileAttributeViews();
  }

  @Override
  public DefaultPath getPath(String first, String... more) {
    return wrap(platform.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = platform.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(path instanceof DefaultPath ours ? ours.platform() : path);
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return platform.getUserPrincipalLookupService();
  }

  /** A watch service for directories on both sides of the border. */
  @Override
  public WatchService newWatchService() throws IOException {
    return new UpperWatchService(platform.newWatchService(), () -> {});
  }

  WatchKey register(
      DefaultPath path,
      WatchService watcher,
      WatchEvent.Kind<?>[] events,
      WatchEvent.Modifier... modifiers)
      throws IOException {
    UpperWatchService ours = UpperWatchService.ours(watcher);
    Path at = follow(path);
    if (at instanceof EcryptfsPath inMount) {
      return UpperErrors.at(path)
          .in(
              () ->
                  ours.register(
                      inMount.getFileSystem().files().watched(inMount, path, this::getPath),
                      events,
                      modifiers));
    }
    return ours.register(
        new UpperWatchService.Watched(
            at, path, entry -> Optional.ofNullable(entry.getFileName()).map(this::wrap)),
        events,
        modifiers);
  }

  /** A directory ends with a separator, as the platform has it. */
  URI toUri(DefaultPath path) {
    URI uri = path.platform().toUri();
    boolean marked = uri.getRawPath().endsWith("/");
    return !marked && Files.isDirectory(path) ? URI.create(uri + "/") : uri;
  }

  DefaultPath toRealPath(DefaultPath path, LinkOption... options) throws IOException {
    Path at = find(path, (Object[]) options);
    return at instanceof EcryptfsPath inMount
        ? wrap(directory.toPlatform((EcryptfsPath) inMount.toRealPath(options)))
        : wrap(at.toRealPath(options));
  }

  @Override
  public String toString() {
    return platform + ", encrypted below " + directory.root();
  }
}
