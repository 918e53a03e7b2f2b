package io.github.ecryptfs.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The provider of {@code ecryptfs:} file systems. It finds the mount that a path belongs to and
 * hands on.
 *
 * <p>Thread-safe.
 */
public final class EcryptfsFileSystemProvider extends FileSystemProvider {
  /** How {@link java.nio.file.Files#copy} opens its target. */
  private static final Set<OpenOption> COPYING =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** Where this stands in for the platform's provider. */
  private final Optional<DefaultFileSystem> asDefault;

  /** For {@link java.util.ServiceLoader}. */
  public EcryptfsFileSystemProvider() {
    this.asDefault = Optional.empty();
  }

  /**
   * For {@code -Djava.nio.file.spi.DefaultFileSystemProvider}: the default file system then is that
   * of {@code platform}, except that what lies below one directory is encrypted ({@code
   * docs/default-file-system.md}). This provider gives that file system and its paths; what is done
   * with them is the business of the file system's own provider.
   *
   * @param platform the provider of the platform, with the scheme {@code file}
   * @throws IllegalArgumentException if the system property {@code ecryptfs.default.directory}
   *     names no directory, or a secret stands in a system property
   */
  public EcryptfsFileSystemProvider(FileSystemProvider platform) {
    this.asDefault =
        Optional.of(DefaultFileSystem.over(platform, DefaultOptions.of(System.getProperties())));
  }

  @Override
  public String getScheme() {
    return asDefault.map(files -> files.provider().getScheme()).orElse(EcryptfsUri.SCHEME);
  }

  /**
   * Mounts the lower directory that {@code uri} names, as in {@code ecryptfs:file:///srv/secret}.
   *
   * @param env the options of {@link MountOptions#parse}
   */
  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
    if (asDefault.isPresent()) {
      return asDefault.get().provider().newFileSystem(uri, env);
    }
    Path lower = EcryptfsUri.lowerDirectory(uri);
    try (MountOptions options = MountOptions.read(env)) {
      return Mounts.open(this, lower, options);
    }
  }

  /**
   * Mounts {@code lower} if {@code env} holds one of our options.
   *
   * @throws UnsupportedOperationException if it holds none: the path is then another provider's to
   *     open
   */
  @Override
  public FileSystem newFileSystem(Path lower, Map<String, ?> env) throws IOException {
    if (!MountOptions.isOurs(env)) {
      throw new UnsupportedOperationException(
          "no ecryptfs mount option is given for '" + lower + "'");
    }
    try (MountOptions options = MountOptions.read(env)) {
      return Mounts.open(this, lower, options);
    }
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return asDefault.isPresent()
        ? asDefault.get().provider().getFileSystem(uri)
        : Mounts.path(uri).getFileSystem();
  }

  @Override
  public Path getPath(URI uri) {
    return asDefault.isPresent() ? asDefault.get().provider().getPath(uri) : Mounts.path(uri);
  }

  static EcryptfsPath ours(Path path) {
    if (Objects.requireNonNull(path, "path") instanceof EcryptfsPath ours) {
      return ours;
    }
    throw new ProviderMismatchException("'" + path + "' is no path of an ecryptfs mount");
  }

  private static UpperFiles filesOf(Path path) {
    return ours(path).getFileSystem().files();
  }

  private static UpperChannels channelsOf(Path path) {
    return filesOf(path).channels();
  }

  /** Refuses two paths of two mounts where java.nio needs them in one. */
  private static UpperFiles filesOf(Path one, Path two) {
    if (!isOneMount(one, two)) {
      throw new ProviderMismatchException(
          "'" + one + "' and '" + two + "' are in different mounts");
    }
    return filesOf(one);
  }

  private static boolean isOneMount(Path one, Path two) {
    return ours(one).getFileSystem().equals(ours(two).getFileSystem());
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    Set<OpenOption> wanted = new HashSet<>(Arrays.asList(options));
    if (wanted.contains(StandardOpenOption.WRITE) || wanted.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException("an input stream does not write");
    }
    return new UpperInputStream(channelsOf(path).newStreamChannel(ours(path), wanted));
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    Set<OpenOption> wanted = forWriting(options);
    FileChannel channel = channelsOf(path).newStreamChannel(ours(path), wanted);
    return wanted.equals(COPYING)
        ? new CopyOutputStream(channel)
        : Channels.newOutputStream(channel);
  }

  /** The options of an output stream: without any, it replaces the file or makes it. */
  private static Set<OpenOption> forWriting(OpenOption... options) {
    Set<OpenOption> wanted = new HashSet<>(Arrays.asList(options));
    if (wanted.contains(StandardOpenOption.READ)) {
      throw new IllegalArgumentException("READ: an output stream does not read");
    }
    if (wanted.isEmpty()) {
      wanted.addAll(List.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
    }
    wanted.add(StandardOpenOption.WRITE);
    return wanted;
  }

  /**
   * Opens a file. Without options, which is how {@link java.nio.file.Files#readAllBytes} opens its
   * file, the channel takes no notice of interrupts, as that method promises of itself; a channel
   * for reading that an interrupt closes has the option {@code READ}.
   */
  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return options.isEmpty()
        ? channelsOf(path).newStreamChannel(ours(path), options, attributes)
        : newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return channelsOf(path).newFileChannel(ours(path), options, attributes);
  }

  /**
   * Opens a file for asynchronous access; without an executor the operations run in daemon threads
   * of this provider, as many as there are operations under way.
   */
  @Override
  public AsynchronousFileChannel newAsynchronousFileChannel(
      Path path,
      Set<? extends OpenOption> options,
      @Nullable ExecutorService executor,
      FileAttribute<?>... attributes)
      throws IOException {
    return channelsOf(path)
        .newAsynchronousFileChannel(
            ours(path),
            options,
            executor == null ? AsynchronousThreads.executor() : executor,
            attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return filesOf(directory)
        .newDirectoryStream(ours(directory), Objects.requireNonNull(filter, "filter"));
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    filesOf(directory).createDirectory(ours(directory), attributes);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    filesOf(link).createSymbolicLink(ours(link), ours(target), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    filesOf(link, existing).createLink(ours(link), ours(existing));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return filesOf(link).readSymbolicLink(ours(link));
  }

  @Override
  public void delete(Path path) throws IOException {
    filesOf(path).delete(ours(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    if (isOneMount(source, target)) {
      filesOf(source).copy(ours(source), ours(target), options);
    } else {
      CrossMount.copy(ours(source), ours(target), options);
    }
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    if (isOneMount(source, target)) {
      filesOf(source).move(ours(source), ours(target), options);
    } else {
      CrossMount.move(ours(source), ours(target), options);
    }
  }

  @Override
  public boolean isSameFile(Path one, Path two) throws IOException {
    if (ours(one).equals(Objects.requireNonNull(two, "second path"))) {
      return true;
    }
    return two instanceof EcryptfsPath that
        && isOneMount(one, that)
        && filesOf(one).isSameFile(ours(one), that);
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    EcryptfsPath name = ours(path).getFileName();
    return name != null && name.toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return filesOf(path).storeOf(ours(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    filesOf(path).checkAccess(ours(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return filesOf(path).attributeView(ours(path), type, options).orElse(null);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return filesOf(path).readAttributes(ours(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return filesOf(path).readAttributes(ours(path), attributes, options);
  }

  @Override
  public void setAttribute(
      Path path, String attribute, @Nullable Object value, LinkOption... options)
      throws IOException {
    filesOf(path).setAttribute(ours(path), attribute, value, options);
  }
}
