package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.crypto.ExtentCipher;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext extents of one mount that were used last by reads here and there, never the only
 * copy of a byte. One budget for all files: the file that came first gives its places up when there
 * are none left.
 *
 * <p>Thread-safe: each place is copied in and out under its own monitor. What falls out is zeroed.
 */
final class ExtentCache {
  /** 4 MiB. */
  private static final int BUDGET = 1024;

  private final AtomicInteger left = new AtomicInteger(BUDGET);
  private final Queue<OfFile> files = new ConcurrentLinkedQueue<>();

  /** A share for one file, which holds nothing yet. */
  OfFile forFile() {
    return new OfFile();
  }

  private boolean takePlace(OfFile owner) {
    if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return true;
    }
    OfFile oldest = files.poll();
    if (oldest == null) {
      return false;
    }
    if (oldest == owner) {
      files.add(owner);
    } else {
      oldest.clear();
    }
    return false;
  }

  /** One place. */
  private static final class Place {
    private final byte[] plain = new byte[ExtentCipher.EXTENT_BYTES];
    private long extent = -1;
  }

  /** The extents of one file, each in the one place that its number gives. */
  final class OfFile {
    /** Enough for 2 MiB that are read again and again. */
    private static final int PLACES = 512;

    /** So many reads decide whether remembering pays. */
    private static final int SAMPLE = 512;

    private volatile Optional<AtomicReferenceArray<Place>> places = Optional.empty();
    private final AtomicInteger taken = new AtomicInteger();

    /** How often an extent was here, and was not. Hints, so a lost count does no harm. */
    private int hits;

    private int misses;

    private OfFile() {}

    /** Copies a part of an extent to {@code target}; false if the extent is not here. */
    boolean read(long extent, int offset, ByteBuffer target, int bytes) {
      Place place = placeOf(extent);
      if (place != null) {
        synchronized (place) {
          if (place.extent == extent) {
            target.put(place.plain, offset, bytes);
            hits++;
            return true;
          }
        }
      }
      misses++;
      return false;
    }

    /**
     * Whether an extent that was just missed should be remembered: not for a file that is read
     * once, and of one that is larger than the cache only some.
     */
    boolean isWorthwhile() {
      if (misses > SAMPLE * 8) {
        misses /= 2;
        hits /= 2;
      }
      return misses > 2 && (misses < SAMPLE || hits > misses / 4 || misses % 8 == 0);
    }

    /** Remembers extents that were read. */
    void remember(long first, int count, byte[] source) {
      for (int i = 0; i < count; i++) {
        Place place = makePlace(first + i);
        if (place == null) {
          return;
        }
        fill(place, first + i, source, i * ExtentCipher.EXTENT_BYTES);
      }
    }

    /** Takes over what is about to be written, as far as it is here. */
    void written(long first, int count, byte[] source) {
      if (taken.get() == 0) {
        return;
      }
      for (int i = 0; i < count; i++) {
        Place place = placeOf(first + i);
        if (place != null) {
          synchronized (place) {
            if (place.extent == first + i) {
              fill(place, first + i, source, i * ExtentCipher.EXTENT_BYTES);
            }
          }
        }
      }
    }

    /** Forgets everything and gives the places back. */
    void clear() {
      if (taken.get() == 0) {
        return;
      }
      files.remove(this);
      AtomicReferenceArray<Place> all = places.orElseThrow();
      for (int i = 0; i < PLACES; i++) {
        Place place = all.getAndSet(i, null);
        if (place != null) {
          empty(place);
          taken.decrementAndGet();
          left.incrementAndGet();
        }
      }
    }

    private @Nullable Place placeOf(long extent) {
      return places.isEmpty() ? null : places.get().get(indexOf(extent));
    }

    private @Nullable Place makePlace(long extent) {
      Place present = placeOf(extent);
      if (present != null || !takePlace(this)) {
        return present;
      }
      if (taken.getAndIncrement() == 0) {
        files.add(this);
      }
      Place made = new Place();
      if (table().compareAndSet(indexOf(extent), null, made)) {
        return made;
      }
      taken.decrementAndGet();
      left.incrementAndGet();
      return placeOf(extent);
    }

    private synchronized AtomicReferenceArray<Place> table() {
      if (places.isEmpty()) {
        places = Optional.of(new AtomicReferenceArray<>(PLACES));
      }
      return places.get();
    }

    private static void fill(Place place, long extent, byte[] source, int offset) {
      synchronized (place) {
        System.arraycopy(source, offset, place.plain, 0, ExtentCipher.EXTENT_BYTES);
        place.extent = extent;
      }
    }

    private static void empty(Place place) {
      synchronized (place) {
        Arrays.fill(place.plain, (byte) 0);
        place.extent = -1;
      }
    }

    private static int indexOf(long extent) {
      return (int) (extent & (PLACES - 1));
    }
  }
}
