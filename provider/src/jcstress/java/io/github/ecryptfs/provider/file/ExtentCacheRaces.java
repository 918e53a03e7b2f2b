package io.github.ecryptfs.provider.file;

import static io.github.ecryptfs.metadata.ExtentLayout.EXTENT_BYTES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads at one cache: nobody reads what is not there, and no place is lost. */
final class ExtentCacheRaces {
  private static final long EXTENT = 3;

  /** Shares the place of {@link #EXTENT}. */
  private static final long RIVAL = 3 + 512;

  private static final int NOT_HERE = -1;
  private static final int TORN = -2;

  private ExtentCacheRaces() {}

  private static byte[] extentOf(int value) {
    byte[] plain = new byte[EXTENT_BYTES];
    Arrays.fill(plain, (byte) value);
    return plain;
  }

  /** The byte of which all of an extent consists, as one finds it in a place. */
  private static int read(ExtentCache.Place place, long extent) {
    ByteBuffer target = ByteBuffer.allocate(EXTENT_BYTES);
    return place.read(extent, 0, target, EXTENT_BYTES) ? uniform(target.array()) : NOT_HERE;
  }

  private static int read(ExtentCache.OfFile file, long extent) {
    ByteBuffer target = ByteBuffer.allocate(EXTENT_BYTES);
    return file.read(extent, 0, target, EXTENT_BYTES) ? uniform(target.array()) : NOT_HERE;
  }

  private static int uniform(byte[] plain) {
    for (byte b : plain) {
      if (b != plain[0]) {
        return TORN;
      }
    }
    return plain[0];
  }

  /** A place is filled with another extent while it is read. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "read before")
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not here")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class ReadingAndFilling {
    private final ExtentCache.Place place = new ExtentCache.Place();

    public ReadingAndFilling() {
      place.fill(EXTENT, extentOf(1), 0);
    }

    @Actor
    public void read(I_Result r) {
      r.r1 = ExtentCacheRaces.read(place, EXTENT);
    }

    @Actor
    public void fill() {
      place.fill(RIVAL, extentOf(2), 0);
    }
  }

  /** A place is zeroed while it is read. */
  @JCStressTest
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "read before")
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not here")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class ReadingAndClearing {
    private final ExtentCache.OfFile file = new ExtentCache(2).forFile();

    public ReadingAndClearing() {
      file.remember(EXTENT, 1, extentOf(1));
    }

    @Actor
    public void read(I_Result r) {
      r.r1 = ExtentCacheRaces.read(file, EXTENT);
    }

    @Actor
    public void clear() {
      file.clear();
    }
  }

  /** A reader fills a place that is given up at that moment: its plaintext does not stay. */
  @JCStressTest
  @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "nothing is kept")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class FillingAndGivingUp {
    private final ExtentCache.Place place = new ExtentCache.Place();

    @Actor
    public void fill() {
      place.fill(EXTENT, extentOf(1), 0);
    }

    @Actor
    public void giveUp() {
      place.giveUp();
    }

    @Arbiter
    public void after(I_Result r) {
      r.r1 = ExtentCacheRaces.read(place, EXTENT);
    }
  }

  /** An extent is changed while readers remember what it was: both are in one place. */
  @JCStressTest
  @Outcome(
      id = {"1", "2"},
      expect = Expect.ACCEPTABLE,
      desc = "one of both")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class FillingAndFilling {
    private final ExtentCache.OfFile file = new ExtentCache(2).forFile();

    @Actor
    public void one() {
      file.remember(EXTENT, 1, extentOf(1));
    }

    @Actor
    public void other() {
      file.remember(EXTENT, 1, extentOf(2));
    }

    @Arbiter
    public void after(I_Result r) {
      r.r1 = ExtentCacheRaces.read(file, EXTENT);
    }
  }

  /** How many extents a file that comes afterwards can remember, of two. */
  private static int room(ExtentCache cache) {
    ExtentCache.OfFile next = cache.forFile();
    next.remember(0, 1, extentOf(7));
    next.remember(1, 1, extentOf(7));
    return (read(next, 0) == 7 ? 1 : 0) + (read(next, 1) == 7 ? 1 : 0);
  }

  /** Two readers remember one extent: one of them gives its place back. */
  @JCStressTest
  @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "no place is lost")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class TwoReadersOfOneExtent {
    private final ExtentCache cache = new ExtentCache(2);
    private final ExtentCache.OfFile file = cache.forFile();

    @Actor
    public void one() {
      file.remember(EXTENT, 1, extentOf(1));
    }

    @Actor
    public void other() {
      file.remember(EXTENT, 1, extentOf(1));
    }

    @Arbiter
    public void after(I_Result r) {
      file.clear();
      r.r1 = room(cache);
    }
  }

  /** A file is cleared while it takes a place: it keeps its place, for the next time, or not. */
  @JCStressTest
  @Outcome(id = "-1, 2", expect = Expect.ACCEPTABLE, desc = "nothing is kept, no place is lost")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class TakingAndClearing {
    private final ExtentCache cache = new ExtentCache(2);
    private final ExtentCache.OfFile file = cache.forFile();

    public TakingAndClearing() {
      file.remember(0, 1, extentOf(1));
    }

    @Actor
    public void take() {
      file.remember(1, 1, extentOf(1));
    }

    @Actor
    public void clear() {
      file.clear();
    }

    @Arbiter
    public void after(II_Result r) {
      file.clear();
      r.r1 = read(file, 1);
      r.r2 = room(cache);
    }
  }

  /** Two files want the last place: one gets it, the other has the third file give its own up. */
  @JCStressTest
  @Outcome(
      id = {"1, -1, 2", "-1, 1, 2"},
      expect = Expect.ACCEPTABLE,
      desc = "one got it")
  @Outcome(expect = Expect.FORBIDDEN)
  @State
  public static class TwoFilesAndOnePlace {
    private final ExtentCache cache = new ExtentCache(2);
    private final ExtentCache.OfFile one = cache.forFile();
    private final ExtentCache.OfFile other = cache.forFile();
    private final ExtentCache.OfFile oldest = cache.forFile();

    public TwoFilesAndOnePlace() {
      oldest.remember(0, 1, extentOf(1));
    }

    @Actor
    public void one() {
      one.remember(EXTENT, 1, extentOf(1));
    }

    @Actor
    public void other() {
      other.remember(EXTENT, 1, extentOf(1));
    }

    @Arbiter
    public void after(III_Result r) {
      r.r1 = ExtentCacheRaces.read(one, EXTENT);
      r.r2 = ExtentCacheRaces.read(other, EXTENT);
      one.clear();
      other.clear();
      oldest.clear();
      r.r3 = room(cache);
    }
  }
}
