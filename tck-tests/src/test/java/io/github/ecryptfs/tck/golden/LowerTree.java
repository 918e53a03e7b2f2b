package io.github.ecryptfs.tck.golden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A lower tree in memory, in the order of its tar. Immutable but for the bytes of its entries. */
public final class LowerTree {
  private static final String XATTR = "LIBARCHIVE.xattr.";

  private final Map<String, LowerEntry> entries = new LinkedHashMap<>();

  private LowerTree() {}

  /**
   * Reads a PAX tar with attributes in {@code LIBARCHIVE.xattr.*} records, as the goldens have
   * them.
   */
  public static LowerTree ofTar(InputStream tar) throws IOException {
    LowerTree tree = new LowerTree();
    try (TarArchiveInputStream in = new TarArchiveInputStream(tar, StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String path = path(entry.getName());
        tree.entries.put(path, entry(path, entry, in));
      }
    }
    return tree;
  }

  /** All entries, directories before what they hold. */
  public Collection<LowerEntry> entries() {
    return entries.values();
  }

  /** The entry at a path; of a hard link the file that it means. */
  public LowerEntry at(String path) {
    LowerEntry entry = entries.get(path);
    if (entry == null) {
      throw new IllegalArgumentException("no entry " + path);
    }
    return entry.body() instanceof LowerEntry.HardLink link ? at(link.path()) : entry;
  }

  private static LowerEntry entry(String path, TarArchiveEntry entry, InputStream in)
      throws IOException {
    return new LowerEntry(
        path,
        entry.getMode() & 07777,
        entry.getLastModifiedTime().toInstant().getEpochSecond(),
        body(entry, in),
        attributes(entry));
  }

  private static LowerEntry.Body body(TarArchiveEntry entry, InputStream in) throws IOException {
    if (entry.isDirectory()) {
      return new LowerEntry.Directory();
    }
    if (entry.isSymbolicLink()) {
      return new LowerEntry.SymbolicLink(entry.getLinkName());
    }
    if (entry.isLink()) {
      return new LowerEntry.HardLink(path(entry.getLinkName()));
    }
    if (!entry.isFile()) {
      throw new IOException("neither file, directory nor link: " + entry.getName());
    }
    return new LowerEntry.Content(in.readAllBytes());
  }

  private static Map<String, LowerEntry.Content> attributes(TarArchiveEntry entry) {
    Map<String, LowerEntry.Content> attributes = new LinkedHashMap<>();
    entry
        .getExtraPaxHeaders()
        .forEach(
            (name, value) -> {
              if (name.startsWith(XATTR)) {
                attributes.put(
                    name.substring(XATTR.length()),
                    new LowerEntry.Content(Base64.getDecoder().decode(value.strip())));
              }
            });
    return attributes;
  }

  private static String path(String name) {
    String path = name.startsWith("./") ? name.substring(2) : name;
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
