package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * A directory in memory and the contenders with their files in it. {@code -Dbench.dir} chooses the
 * directory that it is made in. Confined to one thread.
 */
final class Arena implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Path directory;
  private final PlainFiles plain;
  private final Map<Variant, Optional<Contender>> ours = new EnumMap<>(Variant.class);
  private final List<Contender> peers = new ArrayList<>();

  private Arena(Path directory) throws IOException {
    this.directory = directory;
    this.plain = new PlainFiles(lower("plain"));
  }

  /** Makes the directory; contenders open when they are asked for. */
  static Arena open() throws IOException {
    Path fallback = Path.of(System.getProperty("java.io.tmpdir"));
    Path memory = Files.isDirectory(MEMORY) ? MEMORY : fallback;
    Path parent = Optional.ofNullable(System.getProperty("bench.dir")).map(Path::of).orElse(memory);
    return new Arena(Files.createTempDirectory(parent, "ecryptfs-bench"));
  }

  /** Plain files on the same lower file system. */
  Contender plain() {
    return plain;
  }

  /** A mount of ours; empty if our mounts have no such option. */
  Optional<Contender> ours(Variant variant) throws IOException {
    Optional<Contender> known = ours.get(variant);
    if (known == null) {
      known = mount(variant);
      ours.put(variant, known);
    }
    return known;
  }

  private Optional<Contender> mount(Variant variant) throws IOException {
    try {
      return Optional.of(new OurFiles(lower(variant.directoryName()), variant.options()));
    } catch (IllegalArgumentException e) {
      System.err.println(variant + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The peer of the benchmark profile. */
  Optional<Contender> peer() throws IOException {
    if (peers.isEmpty()) {
      for (Peer peer : ServiceLoader.load(Peer.class)) {
        peers.add(peer.open(lower("peer")));
      }
    }
    return peers.stream().findFirst();
  }

  /** Lets contenders take turns; the first is the measure of the others. */
  PairedRounds contest(Workload workload, List<Contender> contenders) throws IOException {
    List<Task> tasks = new ArrayList<>();
    for (Contender contender : contenders) {
      tasks.add(workload.start(contender));
    }
    PairedRounds rounds = PairedRounds.of(tasks);
    for (Contender contender : contenders) {
      clear(contender.directory());
    }
    return rounds;
  }

  /** Starts a workload for one contender, which may do what it wants while it starts. */
  void once(Workload workload, Contender contender) throws IOException {
    workload.start(contender);
    clear(contender.directory());
  }

  private static void clear(Path top) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(top)) {
      for (Path entry : entries) {
        deleteTree(entry);
      }
    }
  }

  /** A directory of plain files that no contender sees. */
  Path outside() throws IOException {
    return Files.createDirectories(directory.resolve("outside"));
  }

  private Path lower(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  @Override
  public void close() throws IOException {
    for (Optional<Contender> mount : ours.values()) {
      if (mount.isPresent()) {
        mount.get().close();
      }
    }
    for (Contender peer : peers) {
      peer.close();
    }
    deleteTree(directory);
  }

  /** Deletes a directory and what is in it. */
  static void deleteTree(Path top) throws IOException {
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
