package io.github.ecryptfs.cli;

import io.github.ecryptfs.cli.SourceTree.Entry;
import io.github.ecryptfs.cli.SourceTree.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table of an upper tree and the lower one under it: names and sizes, one line an entry. */
final class SideBySide {
  private static final int UPPER_WIDTH = 40;
  private static final int LOWER_WIDTH = 36;
  private static final String INDENT = "  ";
  private static final String UNKNOWN = "?";

  private final SourceTree upper;
  private final Map<Object, Path> lowerByInode = new HashMap<>();

  private SideBySide(SourceTree upper) {
    this.upper = upper;
  }

  /** A line as text, the sizes empty where there are none. */
  private record Row(String upper, String upperBytes, String lower, String lowerBytes) {
    static final Row TITLE = new Row("upper name", "bytes", "lower name", "bytes");

    int width(int column) {
      return List.of(upper, upperBytes, lower, lowerBytes).get(column).length();
    }
  }

  /**
   * The lines of the table, the first one its title.
   *
   * @param upper a mount's tree
   * @param lower the lower directory of that mount
   * @param most how many entries at most; a last line tells of the others
   */
  static List<String> lines(SourceTree upper, Path lower, int most) throws IOException {
    SideBySide table = new SideBySide(upper);
    table.findInodes(lower);
    List<String> lines = new ArrayList<>(table.format(most));
    int left = upper.entries().size() - most;
    if (left > 0) {
      lines.add("and %,d more; --all shows them".formatted(left));
    }
    return lines;
  }

  /** The mount does not tell lower names; but an entry is one inode, whichever name it has. */
  private void findInodes(Path lower) throws IOException {
    try (Stream<Path> all = Files.walk(lower)) {
      for (Path path : all.toList()) {
        lowerByInode.put(inode(path), path);
      }
    }
  }

  private static Object inode(Path path) throws IOException {
    Object key = attributes(path).fileKey();
    return key == null ? path : key;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private List<String> format(int most) throws IOException {
    List<Row> rows = new ArrayList<>(List.of(Row.TITLE));
    for (Entry entry : upper.entries().subList(0, Math.min(most, upper.entries().size()))) {
      rows.add(row(entry));
    }
    int[] widths = IntStream.range(0, 4).map(column -> widest(rows, column)).toArray();
    String layout =
        "%%-%ds  %%%ds   %%-%ds  %%%ds".formatted(widths[0], widths[1], widths[2], widths[3]);
    return rows.stream()
        .map(row -> layout.formatted(row.upper, row.upperBytes, row.lower, row.lowerBytes))
        .map(String::stripTrailing)
        .toList();
  }

  private static int widest(List<Row> rows, int column) {
    return rows.stream().mapToInt(row -> row.width(column)).max().orElse(0);
  }

  private Row row(Entry entry) throws IOException {
    String indent = INDENT.repeat(entry.depth());
    Path lower = lowerByInode.get(inode(entry.path()));
    return new Row(
        shorten(indent + entry.path().getFileName() + suffix(entry), UPPER_WIDTH),
        size(entry, entry.path()),
        indent + (lower == null ? UNKNOWN : shorten(lower.getFileName().toString(), LOWER_WIDTH)),
        lower == null ? UNKNOWN : size(entry, lower));
  }

  private static String suffix(Entry entry) {
    return switch (entry.kind()) {
      case DIRECTORY -> "/";
      case FILE -> "";
      case LINK -> "@";
    };
  }

  private static String size(Entry entry, Path path) throws IOException {
    return entry.kind() == Kind.FILE
        ? String.format(Locale.ROOT, "%,d", attributes(path).size())
        : "";
  }

  /** Takes the middle out of what is longer than {@code width}: the ends tell names apart. */
  private static String shorten(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int head = width / 2 - 1;
    return text.substring(0, head) + "…" + text.substring(text.length() - (width - head - 1));
  }
}
