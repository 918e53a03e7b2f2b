package io.github.ecryptfs.tck.golden;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A golden tree on a lower file system, mounted through the public API. Used by one test. */
final class Mounted implements AutoCloseable {
  private final Optional<FileSystem> memory;
  private final Path lower;
  private final FileSystem upper;

  private Mounted(Optional<FileSystem> memory, Path lower, FileSystem upper) {
    this.memory = memory;
    this.lower = lower;
    this.upper = upper;
  }

  /**
   * Unpacks a case and mounts it.
   *
   * @param temporary an empty directory of the default file system
   * @param change adds mount options to those of the case
   */
  static Mounted of(
      GoldenCase golden, LowerKind kind, Path temporary, UnaryOperator<MountEnvironment> change)
      throws IOException {
    Optional<FileSystem> memory =
        kind == LowerKind.JIMFS ? Optional.of(GoldenFiles.inMemory()) : Optional.empty();
    Path lower =
        Files.createDirectory(
            memory.map(fs -> fs.getPath("/lower")).orElse(temporary.resolve("lower")));
    GoldenFiles.unpack(golden.lower(), lower);
    MountEnvironment env =
        change.apply(
            MountEnvironment.of(golden.spec(), golden.manifest().get("signatures"), temporary));
    return new Mounted(
        memory,
        lower,
        FileSystems.newFileSystem(URI.create("ecryptfs:" + lower.toUri()), env.toMap()));
  }

  FileSystem fileSystem() {
    return upper;
  }

  /** The upper path of a path below the root. */
  Path path(String relative) {
    return upper.getPath("/" + relative);
  }

  /** The lower path of a path below the lower root. */
  Path lower(String relative) {
    return lower.resolve(relative);
  }

  /** All upper paths below the root. */
  Set<String> listing() throws IOException {
    Path root = upper.getPath("/");
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(path -> !path.equals(root))
          .map(path -> root.relativize(path).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Reads as many bytes of a file as the kernel was asked for. */
  byte[] read(UpperEntry entry) throws IOException {
    try (InputStream in = Files.newInputStream(path(entry.path()))) {
      return in.readNBytes((int) Math.min(entry.bytesRead(), Integer.MAX_VALUE));
    }
  }

  @Override
  public void close() throws IOException {
    upper.close();
    if (memory.isPresent()) {
      memory.get().close();
    }
  }
}
