package io.github.ecryptfs.tck;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.google.common.jimfs.WatchServiceConfiguration;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A file system that can hold the lower files. */
enum LowerFixture {
  /** A temporary directory of the machine. */
  DEFAULT {
    @Override
    Lower open() throws IOException {
      Path directory = Files.createTempDirectory("ecryptfs-tck-");
      return new Lower(directory, () -> deleteTree(directory));
    }

    @Override
    Map<Capability, String> lacks() {
      return Map.of();
    }
  },

  /** Jimfs, an in-memory file system, in its Unix configuration with all attribute views. */
  JIMFS {
    @Override
    Lower open() throws IOException {
      FileSystem memory = Jimfs.newFileSystem(UNIX);
      return new Lower(Files.createDirectory(memory.getPath("/lower")), memory);
    }

    @Override
    Map<Capability, String> lacks() {
      return Map.of(
          Capability.ONE_WATCH_KEY, "Jimfs gives another key to who registers again",
          Capability.LIKE_THE_DEFAULT_ATTRIBUTES, "Jimfs is stricter, with other exceptions",
          Capability.PERMISSIONS_COUNT, "Jimfs checks no permissions",
          Capability.STORE_ATTRIBUTES, "Jimfs has no attributes of stores",
          Capability.BLOCK_SIZE, "Jimfs has stores without a block size",
          Capability.DIRECTORY_CHANNELS, "Jimfs opens no channel on a directory",
          Capability.LINK_SIZES, "Jimfs gives symbolic links the size 0");
    }
  };

  private static final Configuration UNIX =
      Configuration.unix().toBuilder()
          .setAttributeViews("basic", "owner", "posix", "unix", "user")
          .setWatchServiceConfiguration(
              WatchServiceConfiguration.polling(10, TimeUnit.MILLISECONDS))
          .build();

  /** An open lower directory, empty; {@code release} removes it. */
  record Lower(Path directory, Closeable release) implements Closeable {
    /** Whether extended attributes can be kept here, as metadata in them needs. */
    boolean hasUserAttributes() throws IOException {
      return Files.getFileStore(directory)
          .supportsFileAttributeView(UserDefinedFileAttributeView.class);
    }

    @Override
    public void close() throws IOException {
      release.close();
    }
  }

  /** Opens a fresh, empty lower directory; the caller closes it. */
  abstract Lower open() throws IOException;

  /** What a mount over this file system cannot do, with the reasons. */
  abstract Map<Capability, String> lacks();

  /** Both maps in one; {@code more} wins. */
  Map<Capability, String> lacksAnd(Map<Capability, String> more) {
    Map<Capability, String> all = new EnumMap<>(Capability.class);
    all.putAll(lacks());
    all.putAll(more);
    return all;
  }

  private static void deleteTree(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
