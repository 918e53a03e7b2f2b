package io.github.ecryptfs.tck;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An open file system under test, and the directory in it that belongs to the test.
 *
 * @param fileSystem the file system
 * @param root an existing, empty directory of it
 * @param lower the directory that holds the encrypted files, where there is one
 * @param release ends the mount and removes what it left behind
 */
record Mount(FileSystem fileSystem, Path root, Optional<Path> lower, Closeable release)
    implements Closeable {
  @Override
  public void close() throws IOException {
    release.close();
  }
}
