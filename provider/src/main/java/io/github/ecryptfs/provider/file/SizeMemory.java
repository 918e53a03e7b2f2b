package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.provider.lower.FileIdentity;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The upper sizes of files that are not open, each good for as long as the lower file keeps its
 * time and size. A file that was changed a moment ago is not remembered: its time would not tell
 * the next change. One that was open here is forgotten, as its times may have been set back.
 *
 * <p>Thread-safe.
 */
public final class SizeMemory {
  private static final int REMEMBERED = 20_000;

  /** Longer than any file system takes to tell two changes apart by their times. */
  private static final long SETTLED_MILLIS = 2_500;

  private final Map<FileIdentity, Seen> seen = new ConcurrentHashMap<>();

  /** A size, and the lower file that it was read from. */
  private record Seen(FileTime modified, long lowerSize, long upperSize) {
    boolean isOf(BasicFileAttributes lower) {
      return lowerSize == lower.size() && modified.equals(lower.lastModifiedTime());
    }
  }

  /** The upper size of the file, if it is known and the lower file is as it was. */
  public OptionalLong find(FileIdentity file, BasicFileAttributes lower) {
    Seen known = seen.get(file);
    return known != null && known.isOf(lower)
        ? OptionalLong.of(known.upperSize())
        : OptionalLong.empty();
  }

  /** Remembers a size that was read after {@code lower} was. */
  public void remember(FileIdentity file, BasicFileAttributes lower, long upperSize) {
    if (lower.lastModifiedTime().toMillis() < System.currentTimeMillis() - SETTLED_MILLIS) {
      if (seen.size() >= REMEMBERED) {
        seen.clear(); // who walks so many files in turn would find none of them in order of use,
        // too
      }
      seen.put(file, new Seen(lower.lastModifiedTime(), lower.size(), upperSize));
    }
  }

  /** Forgets a file that may have changed. */
  void forget(FileIdentity file) {
    seen.remove(file);
  }
}
