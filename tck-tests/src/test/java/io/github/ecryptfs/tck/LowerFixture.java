package io.github.ecryptfs.tck;

import com.github.marschall.memoryfilesystem.MemoryFileSystemBuilder;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.google.common.jimfs.WatchServiceConfiguration;
import io.github.ecryptfs.tck.lower.BareLower;
import io.github.ecryptfs.tck.lower.SftpLower;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
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
  },

  /** Jimfs in its Windows configuration: other separators, drives, names that are reserved. */
  JIMFS_WINDOWS {
    @Override
    Lower open() throws IOException {
      FileSystem memory = Jimfs.newFileSystem(Configuration.windows());
      return new Lower(Files.createDirectory(memory.getPath("C:\\lower")), memory);
    }

    @Override
    Map<Capability, String> lacks() {
      return Map.ofEntries(
          Map.entry(Capability.POSIX, "Windows has none"),
          Map.entry(Capability.WATCHING, "Jimfs polls too seldom in this configuration"),
          Map.entry(Capability.SECURE_DIRECTORY_STREAMS, "it has none"),
          Map.entry(Capability.UNIX_VIEW, "Windows has none"),
          Map.entry(Capability.USER_ATTRIBUTES, "not in this configuration"),
          Map.entry(
              Capability.LIKE_THE_DEFAULT_ATTRIBUTES, "Jimfs is stricter, with other exceptions"),
          Map.entry(Capability.PERMISSIONS_COUNT, "Jimfs checks no permissions"),
          Map.entry(Capability.STORE_ATTRIBUTES, "Jimfs has no attributes of stores"),
          Map.entry(Capability.BLOCK_SIZE, "Jimfs has stores without a block size"),
          Map.entry(Capability.DIRECTORY_CHANNELS, "Jimfs opens no channel on a directory"),
          Map.entry(Capability.LINK_SIZES, "Jimfs gives symbolic links the size 0"));
    }

    @Override
    Map<Capability, String> lacksWithPlainNames() {
      return Map.of(
          Capability.ANY_NAME, "Windows has characters and ends of names that it refuses",
          Capability.ABSOLUTE_LINKS, "Jimfs takes no absolute path without a drive");
    }
  },

  /** Another file system in memory, as Linux has them. */
  MEMORY {
    @Override
    Lower open() throws IOException {
      FileSystem memory =
          MemoryFileSystemBuilder.newLinux()
              .addFileAttributeView(UserDefinedFileAttributeView.class)
              .build("tck-" + UUID.randomUUID());
      return new Lower(Files.createDirectory(memory.getPath("/lower")), memory);
    }

    @Override
    Map<Capability, String> lacks() {
      return Map.ofEntries(
          Map.entry(
              Capability.LIKE_THE_DEFAULT_ATTRIBUTES,
              "it takes no star among names, and throws other exceptions"),
          Map.entry(Capability.UNIX_VIEW, "it is not there"),
          Map.entry(Capability.WATCHING, "it has no watch service"),
          Map.entry(Capability.SECURE_DIRECTORY_STREAMS, "it has none"),
          Map.entry(Capability.USER_ATTRIBUTES_BY_NAME, "only the view has them"),
          Map.entry(Capability.NULL_VALUES_REFUSED, "it throws other exceptions"),
          Map.entry(Capability.OWNERS_USE_ANY_MODE, "it asks for permissions of files just made"),
          Map.entry(Capability.OWNERS_SET_TIMES, "setting times needs the permission to write"),
          Map.entry(Capability.CLOSING_KEEPS_TIMES, "its channels set the time when they close"),
          Map.entry(Capability.OPEN_FILES_OUTLIVE_NAMES, "it deletes no open file"),
          Map.entry(Capability.STORE_ATTRIBUTES, "its stores have no attributes"));
    }
  },

  /** As little as a file system can do. */
  BARE {
    @Override
    Lower open() throws IOException {
      Path directory = BareLower.open();
      return new Lower(directory, directory.getFileSystem());
    }

    @Override
    Map<String, Object> options() {
      return Map.of("ecryptfs_nio_lower", "probe");
    }

    @Override
    Map<Capability, String> lacks() {
      return Map.ofEntries(
          Map.entry(Capability.LOWER_URIS, "its provider is not installed"),
          Map.entry(Capability.SYMBOLIC_LINKS, "there are none"),
          Map.entry(Capability.HARD_LINKS, "there are none"),
          Map.entry(Capability.POSIX, "the view basic is all"),
          Map.entry(Capability.USER_ATTRIBUTES, "the view basic is all"),
          Map.entry(Capability.BLOCK_SIZE, "there are no stores"),
          Map.entry(Capability.STORE_ATTRIBUTES, "there are no stores"),
          Map.entry(Capability.STORE_SPACE, "there are no stores"),
          Map.entry(Capability.DIRECTORY_CHANNELS, "no channel on a directory"),
          Map.entry(Capability.LIKE_THE_DEFAULT_ATTRIBUTES, "Jimfs behind it is stricter"),
          Map.entry(Capability.WATCHING, "there is no watch service"),
          Map.entry(Capability.SECURE_DIRECTORY_STREAMS, "it has none"));
    }
  },

  /** An SFTP server of this JVM. */
  SFTP {
    @Override
    Lower open() throws IOException {
      SftpLower sftp = SftpLower.open();
      return new Lower(sftp.directory(), sftp);
    }

    @Override
    Map<Capability, String> lacks() {
      return Map.ofEntries(
          Map.entry(Capability.LOWER_URIS, "its paths give no URIs"),
          Map.entry(Capability.NULL_VALUES_REFUSED, "it takes null for some"),
          Map.entry(Capability.INTERRUPTED_CALLERS, "its client ends a call when interrupted"),
          Map.entry(Capability.HARD_LINKS, "its file system makes none"),
          Map.entry(Capability.LINK_MOVES, "its file system refuses to move them"),
          Map.entry(Capability.USER_ATTRIBUTES, "it has none"),
          Map.entry(Capability.UNIX_VIEW, "it has none"),
          Map.entry(Capability.WATCHING, "it has no watch service"),
          Map.entry(Capability.SECURE_DIRECTORY_STREAMS, "it has none"),
          Map.entry(Capability.OWNER_VIEW, "it has the view posix alone"),
          Map.entry(Capability.STORES_KNOW_VIEWS, "its store tells of views that are not there"),
          Map.entry(Capability.FINE_TIMES, "times have whole seconds"),
          Map.entry(
              Capability.STRICT_ATTRIBUTE_NAMES, "it passes over names that it does not know"),
          Map.entry(Capability.LIKE_THE_DEFAULT_ATTRIBUTES, "it takes and refuses others"),
          Map.entry(Capability.PERMISSIONS_COUNT, "its file system does not ask the server"),
          Map.entry(Capability.BLOCK_SIZE, "it is not told"),
          Map.entry(Capability.STORE_ATTRIBUTES, "it has none"),
          Map.entry(Capability.ATOMIC_REPLACE, "its atomic move replaces nothing"));
    }

    @Override
    Map<Capability, String> lacksWithPlainNames() {
      return Map.of(
          Capability.LINKS_UPWARDS, "its server serves one directory and takes no link out of it");
    }
  },

  /** A zip archive, whose file system takes whole files only. */
  ZIP {
    @Override
    Lower open() throws IOException {
      Path archive = Files.createTempFile("ecryptfs-tck-", ".zip");
      Files.delete(archive);
      FileSystem zip =
          FileSystems.newFileSystem(URI.create("jar:" + archive.toUri()), Map.of("create", "true"));
      return new Lower(
          Files.createDirectory(zip.getPath("/lower")),
          () -> {
            zip.close();
            Files.delete(archive);
          });
    }

    @Override
    Map<Capability, String> lacks() {
      return Map.ofEntries(
          Map.entry(Capability.SYMBOLIC_LINKS, "archives have none"),
          Map.entry(Capability.HARD_LINKS, "archives have none"),
          Map.entry(Capability.TIMES_BEFORE_CLOSE, "a file is written when it is closed"),
          Map.entry(Capability.WATCHING, "archives have none"),
          Map.entry(Capability.SECURE_DIRECTORY_STREAMS, "it has none"),
          Map.entry(Capability.POSIX, "not without an option of zipfs"),
          Map.entry(Capability.UNIX_VIEW, "archives have none"),
          Map.entry(Capability.USER_ATTRIBUTES, "archives have none"),
          Map.entry(
              Capability.STRICT_ATTRIBUTE_NAMES, "zipfs passes over names that it does not know"),
          Map.entry(Capability.LIKE_THE_DEFAULT_ATTRIBUTES, "zipfs takes and refuses others"),
          Map.entry(Capability.DIRECTORY_CHANNELS, "zipfs opens no channel on a directory"),
          Map.entry(Capability.PERMISSIONS_COUNT, "not without an option of zipfs"),
          Map.entry(Capability.BLOCK_SIZE, "zipfs tells none"),
          Map.entry(Capability.STORE_SPACE, "zipfs tells none"),
          Map.entry(
              Capability.DIRECTORY_MOVES,
              "a directory is a common start of names: entries would stay behind"));
    }

    @Override
    Map<Capability, String> lacksWithPlainNames() {
      return Map.of(Capability.ANY_NAME, "a backslash divides names");
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
      try {
        return Files.getFileAttributeView(directory, UserDefinedFileAttributeView.class) != null
            && Files.getFileStore(directory)
                .supportsFileAttributeView(UserDefinedFileAttributeView.class);
      } catch (UnsupportedOperationException e) {
        return false; // some throw where java.nio wants null
      }
    }

    @Override
    public void close() throws IOException {
      release.close();
    }
  }

  /** Opens a fresh, empty lower directory; the caller closes it. */
  abstract Lower open() throws IOException;

  /** Whether every test runs over it with every configuration. */
  boolean isJudgedInFull() {
    return this == DEFAULT || this == JIMFS;
  }

  /** What a mount must be told of this file system. */
  Map<String, Object> options() {
    return Map.of();
  }

  /** What a mount over this file system cannot do, with the reasons. */
  abstract Map<Capability, String> lacks();

  /** What it cannot do besides where names and targets of links are not encrypted. */
  Map<Capability, String> lacksWithPlainNames() {
    return Map.of();
  }

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
