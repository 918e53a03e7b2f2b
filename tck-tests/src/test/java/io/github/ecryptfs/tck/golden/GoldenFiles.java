package io.github.ecryptfs.tck.golden;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Puts lower trees onto file systems. */
public final class GoldenFiles {
  private GoldenFiles() {}

  /** Makes a file system in memory that has all the views which eCryptfs can make use of. */
  public static FileSystem inMemory() {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder()
            .setAttributeViews("basic", "owner", "posix", "unix", "user")
            .build());
  }

  /**
   * Unpacks {@code tree} into {@code root}, an empty directory: contents, attributes, modes, times,
   * hard and symbolic links. Owners stay those of the process; times of symbolic links are not set.
   */
  public static void unpack(LowerTree tree, Path root) throws IOException {
    List<LowerEntry> directories = new ArrayList<>();
    for (LowerEntry entry : tree.entries()) {
      create(entry, root);
      if (entry.body() instanceof LowerEntry.Directory) {
        directories.add(entry);
      }
    }
    Collections.reverse(directories);
    for (LowerEntry directory : directories) {
      finish(directory, root.resolve(directory.path()));
    }
  }

  private static void create(LowerEntry entry, Path root) throws IOException {
    Path path = root.resolve(entry.path());
    LowerEntry.Body body = entry.body();
    if (body instanceof LowerEntry.Directory) {
      Files.createDirectory(path);
    } else if (body instanceof LowerEntry.SymbolicLink link) {
      Files.createSymbolicLink(path, path.getFileSystem().getPath(link.target()));
    } else if (body instanceof LowerEntry.HardLink link) {
      Files.createLink(path, root.resolve(link.path()));
    } else if (body instanceof LowerEntry.Content content) {
      Files.write(path, content.bytes());
      setAttributes(path, entry.attributes());
      finish(entry, path);
    }
  }

  private static void setAttributes(Path path, Map<String, LowerEntry.Content> attributes)
      throws IOException {
    for (Map.Entry<String, LowerEntry.Content> attribute : attributes.entrySet()) {
      Objects.requireNonNull(
              Files.getFileAttributeView(path, UserDefinedFileAttributeView.class),
              "the lower file system has no extended attributes")
          .write(
              attribute.getKey().substring("user.".length()),
              ByteBuffer.wrap(attribute.getValue().bytes()));
    }
  }

  private static void finish(LowerEntry entry, Path path) throws IOException {
    Files.setPosixFilePermissions(path, permissions(entry.mode()));
    Files.setLastModifiedTime(path, FileTime.from(entry.seconds(), TimeUnit.SECONDS));
  }

  /** The permissions of mode bits; the bits beyond 0777 are left out. */
  public static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode & 0400 >> bit) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }
}
