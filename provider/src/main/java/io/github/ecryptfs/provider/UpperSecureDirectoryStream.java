package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.tree.OpenDirectory;
import io.github.ecryptfs.provider.tree.OpenMode;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a directory of a mount, with operations relative to the directory that is open.
 * Symbolic links are not followed, {@code ..} is refused; an absolute path, or one of several
 * names, is walked by opening one directory after the other.
 *
 * <p>As thread-safe as the lower stream.
 */
final class UpperSecureDirectoryStream implements SecureDirectoryStream<Path> {
  private final UpperFiles files;
  private final EcryptfsPath directory;
  private final OpenDirectory open;
  private final UpperDirectoryStream entries;

  UpperSecureDirectoryStream(
      UpperFiles files, EcryptfsPath directory, OpenDirectory open, UpperDirectoryStream entries) {
    this.files = files;
    this.directory = directory;
    this.open = open;
    this.entries = entries;
  }

  @Override
  public Iterator<Path> iterator() {
    return entries.iterator();
  }

  @Override
  public void close() throws IOException {
    try {
      entries.close();
    } finally {
      open.close();
    }
  }

  /** What is done with an entry of an open directory. */
  private interface Use<T> {
    T of(UpperSecureDirectoryStream directory, String name) throws IOException;
  }

  /** Walks to the directory of the last name of {@code path}, and does it there. */
  private <T> T at(Path path, Use<T> use) throws IOException {
    entries.requireOpen();
    files.life().requireOpen();
    EcryptfsPath ours = ours(path);
    if (ours.isAbsolute()) {
      return fromRoot(ours, use);
    }
    return walk(ours.names(), use);
  }

  private EcryptfsPath ours(Path path) {
    EcryptfsPath ours = EcryptfsFileSystemProvider.ours(path);
    if (!ours.getFileSystem().equals(directory.getFileSystem())) {
      throw new ProviderMismatchException("'" + path + "' is no path of this mount");
    }
    return ours;
  }

  private <T> T fromRoot(EcryptfsPath absolute, Use<T> use) throws IOException {
    EcryptfsPath root = directory.getFileSystem().getPath("/");
    try (var stream = files.newDirectoryStream(root, entry -> true)) {
      return ((UpperSecureDirectoryStream) stream).walk(absolute.names(), use);
    }
  }

  private <T> T walk(List<String> names, Use<T> use) throws IOException {
    String first = names.isEmpty() ? "" : names.get(0);
    EcryptfsPath path = names.isEmpty() ? directory : directory.child(first);
    if (first.isEmpty() || first.equals(".") || first.equals("..")) {
      throw new FileSystemException(
          path.shown(), null, "no name of an entry: '" + first + "' is not followed from here");
    }
    if (names.size() == 1) {
      return files.life().run(UpperErrors.at(path), () -> use.of(this, first));
    }
    try (UpperSecureDirectoryStream next = child(first)) {
      return next.walk(names.subList(1, names.size()), use);
    }
  }

  private UpperSecureDirectoryStream child(String name) throws IOException {
    EcryptfsPath path = directory.child(name);
    OpenDirectory opened = files.life().run(UpperErrors.at(path), () -> open.directory(name));
    return files.newSecureDirectoryStream(path, entry -> true, opened);
  }

  @Override
  public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options)
      throws IOException {
    return at(path, UpperSecureDirectoryStream::child);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    OpenMode mode = OpenMode.of(options);
    return at(
        path,
        (in, name) ->
            files
                .channels()
                .newFileChannel(
                    in.directory.child(name),
                    mode,
                    given -> in.open.open(name, mode, given),
                    attributes));
  }

  @Override
  public void deleteFile(Path path) throws IOException {
    files.requireWritable();
    at(
        path,
        (in, name) -> {
          in.open.deleteFile(name);
          return name;
        });
  }

  @Override
  public void deleteDirectory(Path path) throws IOException {
    files.requireWritable();
    at(
        path,
        (in, name) -> {
          in.open.deleteDirectory(name);
          return name;
        });
  }

  /** Renames in one step; a file or empty directory that is there is replaced. */
  @Override
  public void move(Path source, SecureDirectoryStream<Path> targetDirectory, Path target)
      throws IOException {
    files.requireWritable();
    if (!(targetDirectory instanceof UpperSecureDirectoryStream that)
        || !that.directory.getFileSystem().equals(directory.getFileSystem())) {
      throw new ProviderMismatchException("a directory stream of another file system");
    }
    at(
        source,
        (in, name) ->
            that.at(
                target,
                (to, targetName) -> {
                  in.open.move(name, to.open, targetName);
                  return targetName;
                }));
  }

  /** A view of the directory itself. */
  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
    return SecureView.of(type, new SecureView.Directory(files, directory, open)).orElse(null);
  }

  /** A view of an entry of the open directory: {@code path} is one name. */
  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    EcryptfsPath ours = ours(path);
    if (ours.isAbsolute() || ours.getNameCount() != 1) {
      throw new UnsupportedOperationException(
          "'" + path + "': only entries of the open directory have views here");
    }
    return SecureView.of(
            type,
            new SecureView.Entry(files, directory.child(ours.toString()), open, List.of(options)))
        .orElse(null);
  }
}
