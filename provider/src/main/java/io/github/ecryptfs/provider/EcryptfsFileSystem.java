package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.lower.LowerCapabilities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One mount: the plaintext of a lower directory. Closing it closes its channels and streams and
 * destroys its keys. What is done with files is in {@link UpperFiles}.
 *
 * <p>Thread-safe.
 */
final class EcryptfsFileSystem extends FileSystem {
  private final FileSystemProvider provider;
  private final Mount mount;
  private final URI lowerUri;
  private final String shownBelow;
  private final MountLife life = new MountLife();
  private final UpperFiles files;

  private EcryptfsFileSystem(
      FileSystemProvider provider, Mount mount, URI lowerUri, String shownBelow, MemoryMaps maps) {
    this.provider = provider;
    this.mount = mount;
    this.lowerUri = lowerUri;
    this.shownBelow = shownBelow;
    this.files = new UpperFiles(mount, life, maps);
  }

  EcryptfsFileSystem(FileSystemProvider provider, Mount mount, URI lowerUri) {
    this(provider, mount, lowerUri, "", new MemoryMaps(false));
  }

  /** Mounts the real directory {@code root}. */
  static EcryptfsFileSystem mount(FileSystemProvider provider, Path root, MountOptions options)
      throws IOException {
    return new EcryptfsFileSystem(
        provider,
        Mount.of(root, options, Optional.empty()),
        LowerCapabilities.uriOf(root),
        "",
        new MemoryMaps(options.isSet(MountOption.MAP)));
  }

  /** Mounts the real directory {@code root} as what is seen under its own path. */
  static EcryptfsFileSystem mountInPlace(
      FileSystemProvider provider, Path root, MountOptions options) throws IOException {
    String seenAt = root.toString();
    return new EcryptfsFileSystem(
        provider,
        Mount.of(root, options, Optional.of(seenAt)),
        LowerCapabilities.uriOf(root),
        seenAt,
        new MemoryMaps(options.isSet(MountOption.MAP)));
  }

  /** A path as messages name it: where a program sees it. */
  String shown(EcryptfsPath path) {
    if (shownBelow.isEmpty()) {
      return path.toString();
    }
    return path.isRoot() ? shownBelow : shownBelow + path.toAbsolutePath();
  }

  /** What is done with its files. */
  UpperFiles files() {
    return files;
  }

  Path lowerRoot() {
    return mount.root();
  }

  /** The URI of the lower directory. */
  URI lowerUri() {
    return lowerUri;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    if (life.end()) {
      try {
        life.closeAll();
      } finally {
        mount.close();
        Mounts.closed(this);
      }
    }
  }

  @Override
  public boolean isOpen() {
    return life.isOpen();
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
    life.requireOpen();
    try {
      return List.of(files.storeOf(getPath("/")));
    } catch (IOException e) {
      return List.of(); // as the default file system does with stores that it cannot read
    }
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return mount.attributeViews();
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
   * A watch service over that of the lower file system.
   *
   * @throws UnsupportedOperationException if that has none
   */
  @Override
  public WatchService newWatchService() throws IOException {
    return files.newWatchService();
  }

  @Override
  public String toString() {
    return "ecryptfs:" + lowerUri();
  }
}
