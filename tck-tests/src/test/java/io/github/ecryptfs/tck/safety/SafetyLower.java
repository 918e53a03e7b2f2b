package io.github.ecryptfs.tck.safety;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A lower directory: of the machine, or in memory. */
enum SafetyLower {
  DEFAULT {
    @Override
    Opened open() throws IOException {
      Path directory = Files.createTempDirectory("ecryptfs-safety-");
      return new Opened(directory, () -> delete(directory));
    }
  },
  JIMFS {
    @Override
    Opened open() throws IOException {
      FileSystem memory = SafetyMount.memory();
      return new Opened(Files.createDirectory(memory.getPath("/lower")), memory);
    }
  },
  WITHOUT_FILE_CHANNELS {
    @Override
    Opened open() throws IOException {
      Path directory = SafetyMount.faultyDirectory(FaultyFileSystem.Kind.SFTP);
      return new Opened(directory, directory.getFileSystem());
    }
  };

  /** An empty directory; closing it removes it. */
  record Opened(Path directory, Closeable release) implements Closeable {
    @Override
    public void close() throws IOException {
      release.close();
    }
  }

  /** Makes one. */
  abstract Opened open() throws IOException;

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(directory)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
