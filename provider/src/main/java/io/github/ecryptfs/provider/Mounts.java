package io.github.ecryptfs.provider;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mounts that are open in this JVM, by real lower directory. A directory is mounted at most
 * once: two mounts would not know each other's open files.
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
    if (lower instanceof EcryptfsPath) {
      throw new IllegalArgumentException(
          "'" + lower + "' is in an ecryptfs mount itself; mounts do not stack");
    }
    Path root = lower.toRealPath();
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(lower.toString());
    }
    requireFree(root);
    EcryptfsFileSystem mount = EcryptfsFileSystem.mount(provider, root, options);
    if (OPEN.putIfAbsent(root, mount) != null) {
      mount.close();
      throw taken(root);
    }
    return mount;
  }

  private static void requireFree(Path root) {
    if (OPEN.containsKey(root)) {
      throw taken(root);
    }
  }

  private static FileSystemAlreadyExistsException taken(Path root) {
    return new FileSystemAlreadyExistsException("'" + root + "' is mounted already");
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
      return Optional.ofNullable(OPEN.get(reading.lowerPath().toRealPath()));
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty(); // not there, so not mounted
    }
  }
}
