package io.github.ecryptfs.provider.file;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.ecryptfs.provider.lower.FileIdentity;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.OptionalLong;

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

  private final Cache<FileIdentity, Seen> seen =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

  /** A size, and the lower file that it was read from. */
  private record Seen(FileTime modified, long lowerSize, long upperSize) {
    boolean isOf(BasicFileAttributes lower) {
      return lowerSize == lower.size() && modified.equals(lower.lastModifiedTime());
    }
  }

  /** The upper size of the file, if it is known and the lower file is as it was. */
  public OptionalLong find(FileIdentity file, BasicFileAttributes lower) {
    Seen known = seen.getIfPresent(file);
    return known != null && known.isOf(lower)
        ? OptionalLong.of(known.upperSize())
        : OptionalLong.empty();
  }

  /** Remembers a size that was read after {@code lower} was. */
  public void remember(FileIdentity file, BasicFileAttributes lower, long upperSize) {
    if (lower.lastModifiedTime().toMillis() < System.currentTimeMillis() - SETTLED_MILLIS) {
      seen.put(file, new Seen(lower.lastModifiedTime(), lower.size(), upperSize));
    }
  }

  /** Forgets a file that may have changed. */
  void forget(FileIdentity file) {
    seen.invalidate(file);
  }
}
