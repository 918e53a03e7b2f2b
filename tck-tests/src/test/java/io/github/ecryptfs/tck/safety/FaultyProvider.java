package io.github.ecryptfs.tck.safety;

import io.github.ecryptfs.tck.lower.BareAttributes;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The provider of a {@link FaultyFileSystem}. */
final class FaultyProvider extends FileSystemProvider {
  private final FaultyFileSystem fileSystem;
  private final FaultyFileSystem.Kind kind;

  FaultyProvider(FaultyFileSystem fileSystem, FaultyFileSystem.Kind kind) {
    this.fileSystem = fileSystem;
    this.kind = kind;
  }

  private <T> T call(LowerCall call, Faults.Body<T> body) throws IOException {
    return fileSystem.faults().call(call, body);
  }

  private void log(Change change) {
    fileSystem.log().add(change);
  }

  private static Path inner(Path path) {
    return FaultyPath.unwrap(path);
  }

  /** The number of a file; its key in the file system behind. */
  private static long number(Path inner) throws IOException {
    Object key =
        Files.readAttributes(inner, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    return key instanceof Number number ? number.longValue() : key.hashCode();
  }

  private static Optional<Long> numberIfPresent(Path inner) throws IOException {
    try {
      return Optional.of(number(inner));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public String getScheme() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    FaultyChannel channel = open(inner(path), options, attributes);
    return kind == FaultyFileSystem.Kind.JIMFS ? channel : channel.plain();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (kind != FaultyFileSystem.Kind.JIMFS) {
      throw new UnsupportedOperationException();
    }
    return open(inner(path), options, attributes);
  }

  private FaultyChannel open(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean creates = options.contains(StandardOpenOption.CREATE_NEW);
    return call(
        creates ? LowerCall.CREATE : LowerCall.OPEN,
        () -> {
          FileChannel channel = FileChannel.open(path, options, attributes);
          long file = number(path);
          if (creates) {
            log(new Change.Created(path.toString(), file));
          }
          return new FaultyChannel(channel, fileSystem, file);
        });
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return call(
        LowerCall.LIST,
        () -> {
          DirectoryStream<Path> stream =
              inner(directory)
                  .getFileSystem()
                  .provider()
                  .newDirectoryStream(
                      inner(directory), entry -> filter.accept(fileSystem.wrap(entry)));
          fileSystem.handles().streamOpened();
          return new Listing(stream);
        });
  }

  /** The entries of a directory. */
  private final class Listing implements DirectoryStream<Path> {
    private final DirectoryStream<Path> inner;
    private boolean closed;

    Listing(DirectoryStream<Path> inner) {
      this.inner = inner;
    }

    @Override
    public Iterator<Path> iterator() {
      Iterator<Path> entries = inner.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public Path next() {
          return fileSystem.wrap(entries.next());
        }
      };
    }

    @Override
    public synchronized void close() throws IOException {
      if (!closed) {
        closed = true;
        fileSystem.handles().streamClosed();
      }
      inner.close();
    }
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    call(LowerCall.MAKE, () -> Files.createDirectory(inner(directory), attributes));
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    call(LowerCall.MAKE, () -> Files.createSymbolicLink(inner(link), inner(target), attributes));
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    call(LowerCall.MAKE, () -> Files.createLink(inner(link), inner(existing)));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return call(LowerCall.ATTRIBUTES, () -> fileSystem.wrap(Files.readSymbolicLink(inner(link))));
  }

  @Override
  public void delete(Path path) throws IOException {
    call(
        LowerCall.DELETE,
        () -> {
          Files.delete(inner(path));
          log(new Change.Deleted(path.toString()));
          return path;
        });
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException("mounts never copy lower files");
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    call(
        LowerCall.MOVE,
        () -> {
          Optional<Long> replaced = numberIfPresent(inner(target));
          Files.move(inner(source), inner(target), options);
          log(new Change.Moved(source.toString(), target.toString(), replaced));
          return target;
        });
  }

  @Override
  public boolean isSameFile(Path one, Path two) throws IOException {
    return call(LowerCall.ATTRIBUTES, () -> Files.isSameFile(inner(one), inner(two)));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(inner(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return call(LowerCall.ATTRIBUTES, () -> Files.getFileStore(inner(path)));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    call(
        LowerCall.ATTRIBUTES,
        () -> {
          inner(path).getFileSystem().provider().checkAccess(inner(path), modes);
          return path;
        });
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    V view = Files.getFileAttributeView(inner(path), type, options);
    return view instanceof UserDefinedFileAttributeView user
        ? type.cast(new FaultyAttributes(user, fileSystem, () -> number(inner(path))))
        : view;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    A attributes =
        call(LowerCall.ATTRIBUTES, () -> Files.readAttributes(inner(path), type, options));
    return kind == FaultyFileSystem.Kind.SFTP && type == BasicFileAttributes.class
        ? type.cast(new BareAttributes(attributes))
        : attributes;
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return call(LowerCall.ATTRIBUTES, () -> Files.readAttributes(inner(path), attributes, options));
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    call(LowerCall.ATTRIBUTES, () -> Files.setAttribute(inner(path), attribute, value, options));
  }
}
