package io.github.ecryptfs.provider.file;

import static io.github.ecryptfs.metadata.ExtentLayout.EXTENT_BYTES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext extents of one mount that were used last by reads here and there, never the only
 * copy of a byte. One budget for all files: the file that came first gives its places up when there
 * are none left.
 *
 * <p>Thread-safe: each place is filled under its own lock, and read without one: who finds that it
 * was filled meanwhile has read nothing. What falls out is zeroed.
 */
final class ExtentCache {
  /** 4 MiB. */
  private static final int BUDGET = 1024;

  private final AtomicInteger left;
  private final Queue<OfFile> files = new ConcurrentLinkedQueue<>();

  /** An empty cache with the budget of a mount. */
  ExtentCache() {
    this(BUDGET);
  }

  /** An empty cache with room for so many extents. */
  ExtentCache(int budget) {
    left = new AtomicInteger(budget);
  }

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
      owner.queueAgain();
    } else {
      oldest.clear();
    }
    return false;
  }

  /** One place. */
  static final class Place {
    private static final long NONE = -1;

    private final StampedLock lock = new StampedLock();
    private final byte[] plain = new byte[EXTENT_BYTES];
    private long extent = NONE;

    /** Whether its file has given it up, so that nothing may be put here any more. */
    private boolean given;

    boolean read(long wanted, int offset, ByteBuffer target, int bytes) {
      long stamp = lock.tryOptimisticRead();
      if (stamp == 0 || extent != wanted) {
        return false;
      }
      int start = target.position();
      target.put(plain, offset, bytes);
      if (lock.validate(stamp)) {
        return true;
      }
      target.position(start);
      return false;
    }

    void fill(long number, byte[] source, int offset) {
      long stamp = lock.writeLock();
      try {
        if (!given) {
          System.arraycopy(source, offset, plain, 0, EXTENT_BYTES);
          extent = number;
        }
      } finally {
        lock.unlockWrite(stamp);
      }
    }

    /** Changes a part, if the extent is here. */
    void change(long number, int at, byte[] source, int offset, int bytes) {
      long stamp = lock.writeLock();
      try {
        if (extent == number) {
          System.arraycopy(source, offset, plain, at, bytes);
        }
      } finally {
        lock.unlockWrite(stamp);
      }
    }

    void drop(long number) {
      if (extent == number) {
        empty(false);
      }
    }

    /** Zeroes it for good: a reader may be about to fill it still. */
    void giveUp() {
      empty(true);
    }

    private void empty(boolean forGood) {
      long stamp = lock.writeLock();
      try {
        Arrays.fill(plain, (byte) 0);
        extent = NONE;
        given |= forGood;
      } finally {
        lock.unlockWrite(stamp);
      }
    }
  }

  /**
   * The extents of one file, each in the one place that its number gives. Places come and go under
   * the monitor of this, so that a file with places is always among those that can be asked for
   * them; no other file's monitor is taken under it.
   */
  final class OfFile {
    /** Enough for 2 MiB that are read again and again. */
    private static final int PLACES = 512;

    /** So many reads here and there may be all there will be. */
    private static final int FEW = 2;

    /** After so many, what is around is read along, if the whole file has room here. */
    private static final int MANY = 8;

    /** How much is read along. */
    private static final int RUN = 16;

    private volatile Optional<AtomicReferenceArray<Place>> places = Optional.empty();
    private final AtomicInteger taken = new AtomicInteger();

    /** How often an extent was not here. A hint, so a lost count does no harm. */
    private int misses;

    /** Which extent of those that share a place was missed last, by a part of its number. */
    private short[] missed = {};

    private OfFile() {}

    /** Copies a part of an extent to {@code target}; false if the extent is not here. */
    boolean read(long extent, int offset, ByteBuffer target, int bytes) {
      Place place = placeOf(extent);
      return place != null && place.read(extent, offset, target, bytes);
    }

    /**
     * How many extents are worth remembering when one is not here, in the run of so many that it
     * lies in: 0 for a file that is read once. Of a file that has no room here, only what is wanted
     * a second time is remembered.
     *
     * @param fileExtents how many the file has
     */
    int worthwhile(long extent, long fileExtents) {
      if (++misses <= FEW) {
        return 0;
      }
      if (fileExtents > PLACES) {
        return wasMissedBefore(extent) ? 1 : 0;
      }
      return misses <= MANY ? 1 : RUN;
    }

    private boolean wasMissedBefore(long extent) {
      if (missed.length == 0) {
        missed = new short[PLACES];
      }
      short mark = (short) (1 + extent / PLACES % Short.MAX_VALUE);
      boolean before = missed[indexOf(extent)] == mark;
      missed[indexOf(extent)] = mark;
      return before;
    }

    /** Remembers extents that were read. */
    void remember(long first, int count, byte[] source) {
      for (int i = 0; i < count; i++) {
        Place place = makePlace(first + i);
        if (place == null) {
          return;
        }
        place.fill(first + i, source, i * EXTENT_BYTES);
      }
    }

    /** Takes over a part of an extent that is about to be written, if the extent is here. */
    void change(long extent, int at, byte[] source, int offset, int bytes) {
      Place place = placeOf(extent);
      if (place != null) {
        place.change(extent, at, source, offset, bytes);
      }
    }

    /** Forgets an extent that is about to be written, if it is here. */
    void drop(long extent) {
      Place place = placeOf(extent);
      if (place != null) {
        place.drop(extent);
      }
    }

    /** Forgets everything and gives the places back. */
    void clear() {
      if (taken.get() > 0) {
        giveAllUp();
      }
    }

    private synchronized void giveAllUp() {
      files.remove(this);
      AtomicReferenceArray<Place> all = table();
      for (int i = 0; i < PLACES; i++) {
        Place place = all.getAndSet(i, null);
        if (place != null) {
          place.giveUp();
        }
      }
      left.addAndGet(taken.getAndSet(0));
    }

    /** Puts itself last of those that are asked for places. */
    private synchronized void queueAgain() {
      files.remove(this);
      if (taken.get() > 0) {
        files.add(this);
      }
    }

    private @Nullable Place placeOf(long extent) {
      Optional<AtomicReferenceArray<Place>> table = places;
      return table.isEmpty() ? null : table.get().get(indexOf(extent));
    }

    private @Nullable Place makePlace(long extent) {
      Place present = placeOf(extent);
      return present != null || !takePlace(this) ? present : usePlace(extent);
    }

    /** Puts a place that was taken to use, or gives it back if another thread was quicker. */
    private synchronized Place usePlace(long extent) {
      Place made = new Place();
      Place present = table().compareAndExchange(indexOf(extent), null, made);
      if (present != null) {
        left.incrementAndGet();
        return present;
      }
      if (taken.getAndIncrement() == 0) {
        files.add(this);
      }
      return made;
    }

    private synchronized AtomicReferenceArray<Place> table() {
      if (places.isEmpty()) {
        places = Optional.of(new AtomicReferenceArray<>(PLACES));
      }
      return places.get();
    }

    private static int indexOf(long extent) {
      return (int) (extent & (PLACES - 1));
    }
  }
}
