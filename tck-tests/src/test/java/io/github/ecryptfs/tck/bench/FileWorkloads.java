package io.github.ecryptfs.tck.bench;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** One operation on each of many small files, which are in one directory. */
final class FileWorkloads {
  private static final byte[] CONTENT = Data.bytes(Data.KIB);

  private FileWorkloads() {}

  /** Something to do with a file. */
  private interface Operation {
    /** Does it; some amount of work done. */
    long on(Path file) throws IOException;
  }

  /** Creates the files. */
  static Workload create(int count) {
    return contender -> {
      Path directory = Files.createDirectory(contender.directory().resolve("files"));
      Task create = each(directory, count, FileWorkloads::write);
      return create.after(() -> delete(directory, count));
    };
  }

  /** Reads each file whole. */
  static Workload readWhole(int count) {
    return onFiles(count, file -> Files.readAllBytes(file).length);
  }

  /** Asks for the sizes of files whose sizes were asked for before. */
  static Workload size(int count) {
    return onFiles(count, Files::size);
  }

  /** Asks for the sizes of files that the file system sees for the first time. */
  static Workload sizeFirst(int count) {
    return contender -> {
      make(contender.directory(), count);
      Task sizes = () -> each(contender.directory(), count, Files::size).run();
      return sizes.after(contender::remount);
    };
  }

  /** Opens and closes each file. */
  static Workload open(int count) {
    return onFiles(
        count,
        file -> {
          FileChannel.open(file, READ).close();
          return 1;
        });
  }

  /** Opens each file of 4 KiB, reads it and closes it. */
  static Workload openAndRead(int count) {
    ByteBuffer buffer = Data.heap(4 * Data.KIB);
    byte[] content = Data.bytes(4 * Data.KIB);
    return contender -> {
      Path directory = Files.createDirectory(contender.directory().resolve("files"));
      each(directory, count, file -> Files.size(Files.write(file, content))).run();
      return each(directory, count, file -> readOnce(file, buffer));
    };
  }

  private static long readOnce(Path file, ByteBuffer buffer) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ)) {
      return channel.read(buffer.clear());
    }
  }

  /** Gives each file another name in its directory. */
  static Workload rename(int count) {
    return contender -> {
      Path directory = Files.createDirectory(contender.directory().resolve("files"));
      Task rename = each(directory, count, FileWorkloads::renameOne);
      return rename
          .after(() -> delete(directory, count))
          .after(() -> each(directory, count, FileWorkloads::write).run());
    };
  }

  private static long renameOne(Path file) throws IOException {
    Files.move(file, file.resolveSibling("renamed-" + file.getFileName()));
    return 1;
  }

  /** Deletes each file. */
  static Workload delete(int count) {
    return contender -> {
      Path directory = Files.createDirectory(contender.directory().resolve("files"));
      Task delete = each(directory, count, FileWorkloads::deleteOne);
      return delete.after(() -> each(directory, count, FileWorkloads::write).run());
    };
  }

  private static long deleteOne(Path file) throws IOException {
    Files.delete(file);
    return 1;
  }

  /** Sets the time of each file. */
  static Workload setTime(int count) {
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    return onFiles(
        count,
        file -> {
          Files.setLastModifiedTime(file, time);
          return 1;
        });
  }

  private static Workload onFiles(int count, Operation operation) {
    return contender -> each(make(contender.directory(), count), count, operation);
  }

  private static Path make(Path parent, int count) throws IOException {
    each(parent, count, FileWorkloads::write).run();
    return parent;
  }

  private static long write(Path file) throws IOException {
    Files.write(file, CONTENT);
    return CONTENT.length;
  }

  private static Task each(Path directory, int count, Operation operation) {
    return () -> {
      long work = 0;
      for (int i = 0; i < count; i++) {
        work += operation.on(directory.resolve("file-" + i));
      }
      return work;
    };
  }

  private static void delete(Path directory, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.deleteIfExists(directory.resolve("file-" + i));
      Files.deleteIfExists(directory.resolve("renamed-file-" + i));
    }
  }
}
