package io.github.ecryptfs.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The provider of the {@link DefaultFileSystem}: it finds out where a path leads and hands on, to
 * the mount or to the provider of the platform.
 *
 * <p>Thread-safe.
 */
final class DefaultProvider extends FileSystemProvider {
  private final DefaultFileSystem fileSystem;
  private final FileSystemProvider platform;

  DefaultProvider(DefaultFileSystem fileSystem, FileSystemProvider platform) {
    this.fileSystem = fileSystem;
    this.platform = platform;
  }

  static DefaultPath ours(Path path) {
    if (Objects.requireNonNull(path, "path") instanceof DefaultPath ours) {
      return ours;
    }
    throw new ProviderMismatchException("'" + path + "' is no path of the default file system");
  }

  private static FileSystemProvider providerOf(Path routed) {
    return routed.getFileSystem().provider();
  }

  @Override
  public String getScheme() {
    return platform.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
    return platform.newFileSystem(uri, env);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    platform.getFileSystem(uri); // which says what is wrong with it
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    return fileSystem.wrap(platform.getPath(uri));
  }

  // Opening.

  /** Where a file is to be opened: an option may say that a link at the end is not followed. */
  private Path toOpen(Path path, Collection<? extends OpenOption> options) throws IOException {
    boolean stays =
        options.contains(LinkOption.NOFOLLOW_LINKS)
            || options.contains(StandardOpenOption.CREATE_NEW)
            || options.contains(StandardOpenOption.DELETE_ON_CLOSE);
    return stays ? fileSystem.locate(path) : fileSystem.follow(path);
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    Path at = toOpen(path, Arrays.asList(options));
    return providerOf(at).newInputStream(at, options);
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    Path at = toOpen(path, Arrays.asList(options));
    return providerOf(at).newOutputStream(at, options);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path at = toOpen(path, options);
    return providerOf(at).newByteChannel(at, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path at = toOpen(path, options);
    return providerOf(at).newFileChannel(at, options, attributes);
  }

  @Override
  public AsynchronousFileChannel newAsynchronousFileChannel(
      Path path,
      Set<? extends OpenOption> options,
      @Nullable ExecutorService executor,
      FileAttribute<?>... attributes)
      throws IOException {
    Path at = toOpen(path, options);
    return providerOf(at).newAsynchronousFileChannel(at, options, executor, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    Objects.requireNonNull(filter, "filter");
    DefaultPath given = ours(directory);
    Path at = fileSystem.follow(directory);
    DirectoryStream<Path> entries =
        providerOf(at)
            .newDirectoryStream(at, e -> filter.accept(DefaultDirectoryStream.entry(given, e)));
    return entries instanceof SecureDirectoryStream<Path> secure && !holdsTheBorder(at)
        ? new DefaultSecureDirectoryStream(given, secure, at.getFileSystem())
        : new DefaultDirectoryStream(given, entries);
  }

  /** Whether names from here on can lead into the encrypted directory. */
  private boolean holdsTheBorder(Path routed) throws IOException {
    return !(routed instanceof EcryptfsPath)
        && fileSystem.directory().root().startsWith(routed.toRealPath());
  }

  // Names.

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    Path at = fileSystem.locate(directory);
    providerOf(at).createDirectory(at, attributes);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    Path at = fileSystem.locate(link);
    Path text = at.getFileSystem().getPath(ours(target).toString()); // kept as given
    providerOf(at).createSymbolicLink(at, text, attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    Path at = fileSystem.locate(link);
    Path file = fileSystem.locate(existing);
    requireOneSide(at, file, ours(link), ours(existing));
    providerOf(at).createLink(at, file);
  }

  private static void requireOneSide(Path one, Path two, DefaultPath shown, DefaultPath other)
      throws FileSystemException {
    if (!providerOf(one).equals(providerOf(two))) {
      throw new FileSystemException(
          shown.toString(),
          other.toString(),
          "one is in the encrypted directory, the other is not");
    }
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    Path at = fileSystem.locate(link);
    return fileSystem.getPath(providerOf(at).readSymbolicLink(at).toString());
  }

  @Override
  public void delete(Path path) throws IOException {
    Path at = fileSystem.locate(path);
    providerOf(at).delete(at);
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Path from = fileSystem.find(source, (Object[]) options);
    Path to = fileSystem.locate(target);
    if (providerOf(from).equals(providerOf(to))) {
      providerOf(from).copy(from, to, options);
    } else {
      CrossMount.copy(ours(source), ours(target), options);
    }
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path from = fileSystem.locate(source);
    Path to = fileSystem.locate(target);
    if (!providerOf(from).equals(providerOf(to))) {
      CrossMount.move(ours(source), ours(target), options);
    } else {
      requireNotAbove(from, ours(source));
      providerOf(from).move(from, to, options);
    }
  }

  /** The directory stays where it is, as a mount point does. */
  private void requireNotAbove(Path routed, DefaultPath shown) throws IOException {
    if (Files.isDirectory(routed, LinkOption.NOFOLLOW_LINKS) && holdsTheBorder(routed)) {
      throw new FileSystemException(
          shown.toString(), null, "it holds the encrypted directory, which is in use");
    }
  }

  // Attributes.

  @Override
  public boolean isSameFile(Path one, Path two) throws IOException {
    if (ours(one).equals(Objects.requireNonNull(two, "second path"))) {
      return true;
    }
    if (!(two instanceof DefaultPath)) {
      return false;
    }
    Path first = fileSystem.follow(one);
    Path second = fileSystem.follow(two);
    if (providerOf(first).equals(providerOf(second))) {
      return providerOf(first).isSameFile(first, second);
    }
    providerOf(first).checkAccess(first);
    providerOf(second).checkAccess(second);
    return false;
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    Path at = fileSystem.locate(path);
    return providerOf(at).isHidden(at);
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    Path at = fileSystem.follow(path);
    return providerOf(at).getFileStore(at);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    Path at = fileSystem.follow(path);
    providerOf(at).checkAccess(at, modes);
  }

  /**
   * A view of what the path leads to now; later the view goes on leading there.
   *
   * @throws UncheckedIOException if it leads into the encrypted directory, which cannot be mounted
   */
  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    try {
      Path at = fileSystem.find(path, (Object[]) options);
      return providerOf(at).getFileAttributeView(at, type, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    Path at = fileSystem.find(path, (Object[]) options);
    return providerOf(at).readAttributes(at, type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    Path at = fileSystem.find(path, (Object[]) options);
    return providerOf(at).readAttributes(at, attributes, options);
  }

  @Override
  public void setAttribute(
      Path path, String attribute, @Nullable Object value, LinkOption... options)
      throws IOException {
    Path at = fileSystem.find(path, (Object[]) options);
    providerOf(at).setAttribute(at, attribute, value, options);
  }
}
