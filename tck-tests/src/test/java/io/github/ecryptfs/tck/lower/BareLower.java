package io.github.ecryptfs.tck.lower;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories on file systems in memory that lack things. */
public final class BareLower {
  private BareLower() {}

  /** An empty directory of a file system that can do as little as one can. */
  public static Path open() throws IOException {
    FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
    Path directory = Files.createDirectory(memory.getPath("/lower"));
    return new VeiledFileSystem(memory, BareProvider::new).veil(directory);
  }
}
