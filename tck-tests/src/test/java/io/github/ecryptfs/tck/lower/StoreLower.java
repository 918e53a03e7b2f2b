package io.github.ecryptfs.tck.lower;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An empty directory on a file system in memory that takes whole files only and can fail.
 *
 * @param directory the directory
 * @param provider how it is made to fail
 */
record StoreLower(Path directory, StoreProvider provider) implements Closeable {
  /** Opens one that passes for the kind of file system of that scheme. */
  static StoreLower open(String scheme) throws IOException {
    FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
    Path inner = Files.createDirectory(memory.getPath("/lower"));
    VeiledFileSystem store =
        new VeiledFileSystem(memory, fileSystem -> new StoreProvider(fileSystem, scheme));
    return new StoreLower(store.veil(inner), (StoreProvider) store.provider());
  }

  @Override
  public void close() throws IOException {
    directory.getFileSystem().close();
  }
}
