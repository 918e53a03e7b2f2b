package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/** Directories as a whole. */
final class DirectoryWorkloads {
  private static final byte[] CONTENT = Data.bytes(100);

  private DirectoryWorkloads() {}

  /** Lists a directory of files with names of about twenty characters. */
  static Workload list(int entries) {
    return contender -> {
      Path directory = fill(contender.directory().resolve("directory"), entries);
      return () -> listed(directory);
    };
  }

  private static long listed(Path directory) throws IOException {
    long characters = 0;
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path entry : stream) {
        characters += entry.getFileName().toString().length();
      }
    }
    return characters;
  }

  /** Visits a tree of directories and asks for the size of each file. */
  static Workload walk(int directories, int entries) {
    return contender -> {
      for (int i = 0; i < directories; i++) {
        fill(contender.directory().resolve("directory-" + i), entries);
      }
      return () -> walked(contender.directory());
    };
  }

  /** The same, seen for the first time. */
  static Workload walkFirst(int directories, int entries) {
    return contender -> walk(directories, entries).start(contender).after(contender::remount);
  }

  private static long walked(Path top) throws IOException {
    AtomicLong bytes = new AtomicLong();
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes.get();
  }

  private static Path fill(Path directory, int entries) throws IOException {
    Files.createDirectory(directory);
    for (int i = 0; i < entries; i++) {
      Files.write(directory.resolve("file of some sort %04d".formatted(i)), CONTENT);
    }
    return directory;
  }
}
