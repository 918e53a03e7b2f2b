package io.github.ecryptfs.tck.lower;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * As little as a file system can do: basic attributes without a file key, byte channels with one
 * position that read and write less than asked, no links, no stores.
 */
class BareProvider extends FileSystemProvider {
  private final VeiledFileSystem fileSystem;

  BareProvider(VeiledFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  private static Path inner(Path path) {
    return VeiledPath.unveil(path);
  }

  @Override
  public String getScheme() {
    return "bare";
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
    for (FileAttribute<?> attribute : attributes) {
      throw new UnsupportedOperationException(attribute.name());
    }
    return new ShortChannel(Files.newByteChannel(inner(path), options));
  }

  @Override
  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> stream =
        Files.newDirectoryStream(inner(directory), entry -> filter.accept(fileSystem.veil(entry)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> entries = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return entries.hasNext();
          }

          @Override
          public Path next() {
            return fileSystem.veil(entries.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    for (FileAttribute<?> attribute : attributes) {
      throw new UnsupportedOperationException(attribute.name());
    }
    Files.createDirectory(inner(directory));
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(inner(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Files.copy(inner(source), inner(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Files.move(inner(source), inner(target), options);
  }

  @Override
  public boolean isSameFile(Path one, Path two) throws IOException {
    return Files.isSameFile(inner(one), inner(two));
  }

  @Override
  public boolean isHidden(Path path) {
    return false;
  }

  @Override
  @SuppressWarnings("NullAway") // as an S3 provider does, against the rules
  public FileStore getFileStore(Path path) {
    return null;
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    inner(path).getFileSystem().provider().checkAccess(inner(path), modes);
  }

  /** Throws for unknown views, against the rules, as an SFTP provider does. */
  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    if (type != BasicFileAttributeView.class) {
      throw new UnsupportedOperationException("view " + type.getName());
    }
    BasicFileAttributeView view =
        Files.getFileAttributeView(inner(path), BasicFileAttributeView.class, options);
    return type.cast(new BareView(view));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException("attributes " + type.getName());
    }
    return type.cast(
        new BareAttributes(Files.readAttributes(inner(path), BasicFileAttributes.class, options)));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    Map<String, Object> values =
        new HashMap<>(Files.readAttributes(inner(path), basic(attributes), options));
    values.replace("fileKey", null);
    return values;
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    Files.setAttribute(inner(path), basic(attribute), value, options);
  }

  private static String basic(String attributes) {
    if (attributes.contains(":") && !attributes.startsWith("basic:")) {
      throw new UnsupportedOperationException("view of " + attributes);
    }
    return attributes;
  }

  /** The basic view, whose attributes have no key. */
  private record BareView(BasicFileAttributeView inner) implements BasicFileAttributeView {
    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return new BareAttributes(inner.readAttributes());
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created)
        throws IOException {
      inner.setTimes(modified, accessed, created);
    }
  }
}
