package io.github.ecryptfs.tck.safety;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A file system in front of another one: lets its calls go wrong, counts its open handles, takes
 * down its changes.
 *
 * <p>It passes for a kind of file system that mounts know, by the scheme of its provider, so that
 * they treat it as one of that kind; it is not installed and is reached by its paths alone.
 */
final class FaultyFileSystem extends FileSystem {
  /** What a file system passes for. */
  enum Kind {
    /** File channels, in-place writes, file keys. */
    JIMFS,
    /** Channels with one position, in-place writes, no file keys: a file is its path. */
    SFTP
  }

  private final FileSystem inner;
  private final FaultyProvider provider;
  private final Faults faults = new Faults();
  private final Handles handles = new Handles();
  private final ChangeLog log = new ChangeLog();

  FaultyFileSystem(FileSystem inner, Kind kind) {
    this.inner = inner;
    this.provider = new FaultyProvider(this, kind);
  }

  Faults faults() {
    return faults;
  }

  Handles handles() {
    return handles;
  }

  ChangeLog log() {
    return log;
  }

  /** A path of the file system behind this one, as one of this. */
  Path wrap(Path path) {
    return new FaultyPath(this, path);
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return inner.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return inner.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return StreamSupport.stream(inner.getRootDirectories().spliterator(), false)
        .map(this::wrap)
        .toList();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return inner.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return inner.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(inner.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = inner.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(FaultyPath.unwrap(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return inner.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
