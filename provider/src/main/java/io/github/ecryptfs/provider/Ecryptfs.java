package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;

/**
 * Mounts lower directories with typed options; {@link java.nio.file.FileSystems#newFileSystem} does
 * the same with a map.
 *
 * <pre>{@code
 * try (MountOptions options = MountOptions.builder().passphrase(passphrase).encryptNames(true).build();
 *     FileSystem fs = Ecryptfs.mount(Path.of("/srv/secret"), options)) {
 *   Files.writeString(fs.getPath("/today.txt"), "hello");
 * }
 * }</pre>
 */
public final class Ecryptfs {
  private Ecryptfs() {}

  /**
   * Opens an encrypted file system over a directory of any other file system.
   *
   * @param lower an existing directory
   * @param options the keys and how to use them; left for the caller to close
   * @return a file system that holds keys until it is closed
   * @throws java.nio.file.NoSuchFileException if there is no such directory
   * @throws java.nio.file.NotDirectoryException if it is a file
   * @throws java.nio.file.FileSystemAlreadyExistsException if it, or a directory in it or above it,
   *     is mounted in this JVM already
   * @throws IllegalArgumentException if an option names a key that is not given, or {@code lower}
   *     is in a mount itself
   * @throws IOException if it cannot be read, or a key does not unlock
   */
  public static FileSystem mount(Path lower, MountOptions options) throws IOException {
    return Mounts.open(provider(), lower, options);
  }

  /**
   * The installed provider where there is one, so that {@code Path.of(URI)} and this give paths of
   * the same.
   */
  private static FileSystemProvider provider() {
    return FileSystemProvider.installedProviders().stream()
        .filter(EcryptfsFileSystemProvider.class::isInstance)
        .findFirst()
        .orElseGet(EcryptfsFileSystemProvider::new);
  }
}
