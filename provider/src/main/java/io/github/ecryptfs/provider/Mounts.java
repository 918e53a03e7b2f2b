package io.github.ecryptfs.provider;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mounts that are open in this JVM, by real lower directory. A directory is mounted at most
 * once, and none inside another: two mounts would not know each other's open files.
 *
 * <p>Thread-safe. Shared by all instances of the provider, of which there is one for each class
 * loader that loads services.
 */
final class Mounts {
  private static final Map<Path, EcryptfsFileSystem> OPEN = new ConcurrentHashMap<>();

  private Mounts() {}

  /** Mounts {@code lower}. */
  static EcryptfsFileSystem open(FileSystemProvider provider, Path lower, MountOptions options)
      throws IOException {
    Path root = realPathOf(platformPath(lower));
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(lower.toString());
    }
    return open(root, () -> EcryptfsFileSystem.mount(provider, root, options));
  }

  /** Mounts the encrypted directory of the default file system. */
  static EcryptfsFileSystem openDefault(Path root, MountOptions options) throws IOException {
    return open(
        root,
        () -> EcryptfsFileSystem.mountInPlace(new EcryptfsFileSystemProvider(), root, options));
  }

  /** Mounts a directory. */
  private interface Opening {
    EcryptfsFileSystem open() throws IOException;
  }

  private static EcryptfsFileSystem open(Path root, Opening opening) throws IOException {
    requireFree(root);
    EcryptfsFileSystem mount = opening.open();
    try {
      claim(root, mount);
    } catch (FileSystemAlreadyExistsException e) {
      mount.close();
      throw e;
    }
    return mount;
  }

  /** The path below ours, if the default file system is ours: nobody else works on lower files. */
  private static Path platformPath(Path lower) throws IOException {
    Path path = lower instanceof DefaultPath ours ? ours.getFileSystem().follow(ours) : lower;
    if (path instanceof EcryptfsPath) {
      throw new IllegalArgumentException(
          "'" + lower + "' is in an ecryptfs mount itself; mounts do not stack");
    }
    return path instanceof DefaultPath ours ? ours.platform() : path;
  }

  /** Some file systems name something else when it is missing. */
  private static Path realPathOf(Path lower) throws IOException {
    try {
      return lower.toRealPath();
    } catch (NoSuchFileException e) {
      NoSuchFileException missing = new NoSuchFileException(lower.toString());
      missing.initCause(e);
      throw missing;
    }
  }

  private static void claim(Path root, EcryptfsFileSystem mount) {
    synchronized (OPEN) {
      requireFree(root);
      OPEN.put(root, mount);
    }
  }

  /** A directory in a mounted one, or above it, would have the same files twice. */
  private static void requireFree(Path root) {
    for (Path mounted : OPEN.keySet()) {
      if (root.getFileSystem().equals(mounted.getFileSystem())
          && (root.startsWith(mounted) || mounted.startsWith(root))) {
        throw new FileSystemAlreadyExistsException(
            root.equals(mounted)
                ? "'" + root + "' is mounted already"
                : "'" + root + "' has files in common with '" + mounted + "', which is mounted");
      }
    }
  }

  /** Forgets a mount that is being closed; the directory can be mounted again. */
  static void closed(EcryptfsFileSystem mount) {
    OPEN.remove(mount.lowerRoot(), mount);
  }

  /**
   * The path that a URI means in the mount it names.
   *
   * @throws FileSystemNotFoundException if no such mount is open
   * @throws IllegalArgumentException if the URI is malformed
   */
  static EcryptfsPath path(URI uri) {
    for (EcryptfsUri reading : EcryptfsUri.readings(uri)) {
      Optional<EcryptfsFileSystem> mount = find(reading);
      if (mount.isPresent()) {
        return mount.get().getPath(reading.upper());
      }
    }
    throw new FileSystemNotFoundException(
        uri + ": not mounted; open it with FileSystems.newFileSystem first");
  }

  private static Optional<EcryptfsFileSystem> find(EcryptfsUri reading) {
    try {
      return Optional.ofNullable(OPEN.get(platformPath(reading.lowerPath()).toRealPath()));
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty(); // not there, so not mounted
    }
  }
}
