package io.github.ecryptfs.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory stream of the default file system whose operations are relative to the open
 * directory. As thread-safe as the stream below.
 */
final class DefaultSecureDirectoryStream extends DefaultDirectoryStream
    implements SecureDirectoryStream<Path> {
  private final DefaultPath directory;
  private final SecureDirectoryStream<Path> routed;
  private final FileSystem inside;

  /**
   * The entries of {@code directory}, the path that the caller gave.
   *
   * @param inside the file system of the entries of {@code routed}
   */
  DefaultSecureDirectoryStream(
      DefaultPath directory, SecureDirectoryStream<Path> routed, FileSystem inside) {
    super(directory, routed);
    this.directory = directory;
    this.routed = routed;
    this.inside = inside;
  }

  /**
   * A path as the stream below takes it. An absolute one does not start at the open directory, so
   * it is looked up anew.
   */
  private Path below(Path path) throws IOException {
    DefaultPath ours = DefaultProvider.ours(path);
    return ours.isAbsolute()
        ? ours.getFileSystem().locate(ours)
        : inside.getPath(ours.platform().toString());
  }

  @Override
  public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options)
      throws IOException {
    return new DefaultSecureDirectoryStream(
        directory.resolve(path), routed.newDirectoryStream(below(path), options), inside);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return routed.newByteChannel(below(path), options, attributes);
  }

  @Override
  public void deleteFile(Path path) throws IOException {
    routed.deleteFile(below(path));
  }

  @Override
  public void deleteDirectory(Path path) throws IOException {
    routed.deleteDirectory(below(path));
  }

  @Override
  public void move(Path source, SecureDirectoryStream<Path> targetDirectory, Path target)
      throws IOException {
    if (!(targetDirectory instanceof DefaultSecureDirectoryStream that)) {
      throw new ProviderMismatchException("a directory stream of another provider");
    }
    routed.move(below(source), that.routed, that.below(target));
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
    return routed.getFileAttributeView(type);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    try {
      return routed.getFileAttributeView(below(path), type, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
