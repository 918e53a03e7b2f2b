package io.github.ecryptfs.tck.differential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A whole tree, a line for each entry: name, type, permissions, contents, target, times set. */
final class TreePicture {
  private final Side side;
  private final List<String> lines = new ArrayList<>();

  private TreePicture(Side side) {
    this.side = side;
  }

  /** The tree of a side as it is now. */
  static List<String> of(Side side) throws IOException {
    TreePicture picture = new TreePicture(side);
    picture.add(side.home());
    return picture.lines;
  }

  private void add(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    }
    entries.sort(null);
    for (Path entry : entries) {
      PosixFileAttributes attributes =
          Files.readAttributes(entry, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      lines.add(line(entry, attributes));
      if (attributes.isDirectory()) {
        add(entry);
      }
    }
  }

  private String line(Path entry, PosixFileAttributes attributes) throws IOException {
    return String.join(
        " ",
        side.neutral(entry.toString()),
        PosixFilePermissions.toString(attributes.permissions()),
        side.show(attributes.lastModifiedTime()),
        content(entry, attributes));
  }

  private String content(Path entry, PosixFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      return "link to " + side.show(Files.readSymbolicLink(entry));
    }
    String own = user(entry);
    return attributes.isDirectory()
        ? "directory" + own
        : "file of %d: %s, %s names%s"
            .formatted(
                attributes.size(),
                side.show(Files.readAllBytes(entry)),
                Files.getAttribute(entry, "unix:nlink"),
                own);
  }

  private static String user(Path entry) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(entry, UserDefinedFileAttributeView.class);
    Map<String, String> values = new TreeMap<>();
    for (String name : view.list()) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      view.read(name, value);
      values.put(name, StandardCharsets.ISO_8859_1.decode(value.flip()).toString());
    }
    return values.isEmpty() ? "" : " " + values;
  }
}
