package io.github.ecryptfs.tck.golden;

import io.github.ecryptfs.tck.reference.ReferenceDecoder;
import io.github.ecryptfs.tck.reference.ReferenceNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Trees as text, so that trees of different origin can be compared: upper path → what is there.
 *
 * <p>{@code dir}, {@code file SIZE SHA-256}, {@code symlink TARGET}, or {@code error ERRNO}; of a
 * file that cannot be read the errno is EIO.
 */
public final class Listing {
  private Listing() {}

  /** What the kernel showed. */
  public static SortedMap<String, String> of(List<UpperEntry> entries) {
    SortedMap<String, String> listing = new TreeMap<>();
    entries.forEach(entry -> listing.put(entry.path(), line(entry)));
    return listing;
  }

  private static String line(UpperEntry entry) {
    Optional<String> error =
        Stream.of("lstat", "open", "read", "readlink", "readdir")
            .flatMap(step -> entry.error(step).stream())
            .findFirst();
    if (error.isPresent()) {
      return "error " + error.get();
    }
    return switch (entry.type()) {
      case "file" -> file(entry.size(), entry.sha256().orElse("unknown"));
      case "symlink" -> "symlink " + entry.target().orElse("unknown");
      default -> entry.type();
    };
  }

  /** What a directory of any file system shows: a mount, or the model of one. */
  public static SortedMap<String, String> of(Path root) throws IOException {
    SortedMap<String, String> listing = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(path -> !path.equals(root)).toList()) {
        listing.put(root.relativize(path).toString(), line(path));
      }
    }
    return listing;
  }

  private static String line(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "symlink " + Files.readSymbolicLink(path);
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return "dir";
    }
    try {
      return file(Files.size(path), Sha256.of(Files.readAllBytes(path)));
    } catch (FileSystemException e) {
      return "error EIO";
    }
  }

  private static String file(long size, String sha256) {
    return "file " + size + " " + sha256;
  }

  /**
   * What the reference decoder finds in a lower directory; without {@code names} the names are
   * plain.
   */
  public static SortedMap<String, String> decoded(
      Path lower, ReferenceDecoder decoder, Optional<ReferenceNames> names) throws IOException {
    SortedMap<String, String> listing = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(lower)) {
      for (Path path : paths.filter(path -> !path.equals(lower)).toList()) {
        listing.put(upperPath(lower.relativize(path), names), decodedLine(path, decoder, names));
      }
    }
    return listing;
  }

  private static String upperPath(Path relative, Optional<ReferenceNames> names)
      throws IOException {
    StringBuilder upper = new StringBuilder();
    for (Path name : relative) {
      upper.append(upper.isEmpty() ? "" : "/").append(decode(name.toString(), names));
    }
    return upper.toString();
  }

  private static String decode(String lower, Optional<ReferenceNames> names) throws IOException {
    return names.isPresent() ? names.get().decode(lower) : lower;
  }

  private static String decodedLine(
      Path path, ReferenceDecoder decoder, Optional<ReferenceNames> names) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "symlink " + decode(Files.readSymbolicLink(path).toString(), names);
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return "dir";
    }
    byte[] lower = Files.readAllBytes(path);
    Optional<byte[]> metadata = metadata(path);
    return file(
        decoder.size(lower, metadata),
        Sha256.of(decoder.content(lower, metadata, Integer.MAX_VALUE)));
  }

  /** The value of {@code user.ecryptfs} of a lower file. */
  public static Optional<byte[]> metadata(Path lower) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(lower, UserDefinedFileAttributeView.class);
    if (view == null || !view.list().contains("ecryptfs")) {
      return Optional.empty();
    }
    ByteBuffer value = ByteBuffer.allocate(view.size("ecryptfs"));
    view.read("ecryptfs", value);
    return Optional.of(value.array());
  }
}
