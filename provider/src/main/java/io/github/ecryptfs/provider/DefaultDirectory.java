package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The encrypted directory of the default file system: programs see plaintext where the platform has
 * the lower files. It is mounted when the first path leads into it, for the JVM asks for its
 * default file system before all classes can be loaded, and stays mounted for as long as the JVM
 * runs.
 *
 * <p>Thread-safe.
 */
final class DefaultDirectory {
  private final Path root;
  private final Map<String, Object> options;
  private final ReentrantLock mounting = new ReentrantLock();
  private volatile @Nullable EcryptfsFileSystem mount;

  /** The real directory {@code root} of the platform's file system. */
  private DefaultDirectory(Path root, Map<String, Object> options) {
    this.root = root;
    this.options = options;
  }

  /**
   * The directory that {@code options} name; nothing is mounted yet.
   *
   * @param platform the file system of the platform; no other is there so early
   * @throws IllegalArgumentException if it is not there, or no directory
   */
  static DefaultDirectory of(FileSystem platform, DefaultOptions options) {
    Path given = platform.getPath(options.directory());
    try {
      Path root = given.toRealPath();
      if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
        return new DefaultDirectory(root, options.mountOptions());
      }
      throw new IllegalArgumentException("the directory to encrypt, '" + given + "', is a file");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the directory to encrypt, '" + given + "', cannot be found", e);
    }
  }

  /** The real path of the directory in the platform's file system. */
  Path root() {
    return root;
  }

  /**
   * The mount.
   *
   * @throws FileSystemException if it cannot be mounted; the next call tries again
   */
  EcryptfsFileSystem mount() throws IOException {
    EcryptfsFileSystem mounted = mount;
    return mounted == null ? mountNow() : mounted;
  }

  private EcryptfsFileSystem mountNow() throws IOException {
    if (mounting.isHeldByCurrentThread()) {
      throw failed("mounting it needs a file that is in it", null);
    }
    mounting.lock();
    try {
      EcryptfsFileSystem mounted = mount;
      if (mounted == null) {
        mounted = open();
        mount = mounted;
      }
      return mounted;
    } finally {
      mounting.unlock();
    }
  }

  private EcryptfsFileSystem open() throws IOException {
    try (MountOptions parsed = MountOptions.read(options)) {
      return Mounts.openDefault(root, parsed);
    } catch (IllegalArgumentException e) {
      throw failed(
          "bad system property among " + DefaultOptions.PREFIX + "*: " + e.getMessage(), e);
    }
  }

  private FileSystemException failed(String reason, @Nullable Throwable cause) {
    FileSystemException failure = new FileSystemException(root.toString(), null, reason);
    failure.initCause(cause);
    return failure;
  }

  /** The platform's path of an absolute path of the mount. */
  Path toPlatform(EcryptfsPath inMount) {
    Path path = root;
    for (String name : inMount.names()) {
      path = path.resolve(name);
    }
    return path;
  }
}
