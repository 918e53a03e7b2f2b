package io.github.ecryptfs.tck.programs;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A mount as a program gets it, with encrypted names.
 *
 * @param fileSystem the mount
 */
record Mounted(FileSystem fileSystem) implements Closeable {
  /** Mounts the directory {@code lower}. */
  static Mounted of(Path lower) throws IOException {
    return with(lower, Map.of());
  }

  /** Mounts the directory {@code lower} with more options. */
  static Mounted with(Path lower, Map<String, ?> more) throws IOException {
    Map<String, Object> options = new HashMap<>(more);
    options.put("passphrase", "for all programs".toCharArray());
    options.put("ecryptfs_enable_filename_crypto", true);
    return new Mounted(FileSystems.newFileSystem(URI.create("ecryptfs:" + lower.toUri()), options));
  }

  /** A path of the mount. */
  Path path(String name) {
    return fileSystem.getPath(name);
  }

  @Override
  public void close() throws IOException {
    fileSystem.close();
  }
}
