package io.github.ecryptfs.provider.file;

import static io.github.ecryptfs.metadata.ExtentLayout.EXTENT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the files of a mount remember, and what becomes of it. */
class ExtentCacheTest {
  /** How many extents one file can remember; half of what all files can. */
  private static final int OF_ONE_FILE = 512;

  private static final int ROUNDS = 2_000;

  private final ExtentCache cache = new ExtentCache();

  @Test
  void aPlaceThatWasGivenUpTakesNoPlaintext() {
    ExtentCache.Place place = new ExtentCache.Place();
    place.fill(7, plaintext(1), 0);
    assertThat(place.read(7, 0, room(), EXTENT_BYTES)).isTrue();

    place.giveUp();
    place.fill(7, plaintext(1), 0);

    assertThat(place.read(7, 0, room(), EXTENT_BYTES)).isFalse();
  }

  @Test
  void aFileThatIsClearedHasRoomForOthers() {
    ExtentCache.OfFile first = cache.forFile();
    fill(first);
    fill(cache.forFile());
    first.clear();

    ExtentCache.OfFile third = cache.forFile();
    fill(third);

    assertThat(remembered(first)).isZero();
    assertThat(remembered(third)).isEqualTo(OF_ONE_FILE);
  }

  @Test
  void aFileThatIsClearedWhileItTakesPlacesKeepsNoneFromOthers() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int n = 0; n < ROUNDS; n++) {
        ExtentCache.OfFile file = cache.forFile();
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> taking = threads.submit(after(start, () -> takePlaces(file)));
        Future<?> clearing = threads.submit(after(start, file::clear));
        taking.get();
        clearing.get();
      }
    } finally {
      threads.shutdown();
    }

    ExtentCache.OfFile one = cache.forFile();
    ExtentCache.OfFile other = cache.forFile();
    // Who gets no place has a file give its own up, for the next one: each pass takes half of what
    // is left.
    for (int n = 0; n < 20 * OF_ONE_FILE; n++) {
      one.remember(n % OF_ONE_FILE, 1, plaintext(1));
      other.remember(n % OF_ONE_FILE, 1, plaintext(1));
    }

    assertThat(remembered(one) + remembered(other)).isEqualTo(2 * OF_ONE_FILE);
  }

  private static Callable<Object> after(CyclicBarrier start, Runnable work) {
    return () -> {
      start.await();
      work.run();
      return start;
    };
  }

  private static void takePlaces(ExtentCache.OfFile file) {
    for (int n = 0; n < 4; n++) {
      file.remember(n, 1, plaintext(1));
    }
  }

  private static void fill(ExtentCache.OfFile file) {
    file.remember(0, OF_ONE_FILE, plaintext(OF_ONE_FILE));
  }

  private static int remembered(ExtentCache.OfFile file) {
    int count = 0;
    for (int n = 0; n < OF_ONE_FILE; n++) {
      count += file.read(n, 0, room(), EXTENT_BYTES) ? 1 : 0;
    }
    return count;
  }

  private static byte[] plaintext(int extents) {
    byte[] plain = new byte[extents * EXTENT_BYTES];
    Arrays.fill(plain, (byte) 1);
    return plain;
  }

  private static ByteBuffer room() {
    return ByteBuffer.allocate(EXTENT_BYTES);
  }
}
