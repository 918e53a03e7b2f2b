package io.github.ecryptfs.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * MD5 (RFC 1321) of up to 64 short messages at once: the messages share their first 16 bytes, and
 * the other 16 are their own.
 *
 * <p>Each step of the algorithm is a loop over all messages, in a form that the JIT turns into
 * vector instructions. Side by side a message takes a fifth of the time that it takes alone. The
 * loops hold one step, not four: longer ones are not turned.
 *
 * <p>Confined.
 */
final class Md5Lanes implements Keyed {
  /** The most messages at once. */
  static final int LANES = 64;

  /** Work is done for whole groups: the widest vector registers hold as many {@code int}s. */
  private static final int GROUP = 16;

  private static final int PREFIX_WORDS = 4;
  private static final int MESSAGE_WORDS = 8;
  private static final int BLOCK_WORDS = 16;
  private static final int STEPS = 64;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int[] START = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

  /** By how much a step rotates: four figures for each round, used in turn. */
  private static final int[] ROTATIONS = {
    7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21
  };

  private static final int[] SINES = sines();

  /** The block of each message, word by word: a word of all messages is one array. */
  private final int[][] words = new int[BLOCK_WORDS][];

  private final int[][] state = new int[START.length][LANES];

  Md5Lanes() {
    Arrays.fill(words, MESSAGE_WORDS, BLOCK_WORDS, new int[LANES]);
    for (int i = 0; i < MESSAGE_WORDS; i++) {
      words[i] = new int[LANES];
    }
    words[MESSAGE_WORDS] = allLanes(0x80); // the one bit that ends a message
    words[BLOCK_WORDS - 2] = allLanes(MESSAGE_WORDS * Integer.SIZE); // its length
  }

  private static int[] allLanes(int word) {
    int[] lanes = new int[LANES];
    Arrays.fill(lanes, word);
    return lanes;
  }

  private static int[] sines() {
    int[] sines = new int[STEPS];
    for (int i = 0; i < STEPS; i++) {
      sines[i] = (int) (long) (Math.abs(StrictMath.sin(i + 1)) * (1L << Integer.SIZE));
    }
    return sines;
  }

  /** Sets the first 16 bytes of all messages. */
  void setPrefix(byte[] source) {
    for (int i = 0; i < PREFIX_WORDS; i++) {
      Arrays.fill(words[i], (int) WORD.get(source, i * Integer.BYTES));
    }
  }

  /** Sets the other 16 bytes of one message. */
  void setRest(int lane, byte[] source, int offset) {
    for (int i = PREFIX_WORDS; i < MESSAGE_WORDS; i++) {
      words[i][lane] = (int) WORD.get(source, offset + (i - PREFIX_WORDS) * Integer.BYTES);
    }
  }

  /** Writes the digests of the first {@code count} messages to {@code target}, one by one. */
  void digest(int count, byte[] target, int offset) {
    for (int i = 0; i < START.length; i++) {
      Arrays.fill(state[i], START[i]);
    }
    run((count + GROUP - 1) / GROUP * GROUP);
    for (int lane = 0; lane < count; lane++) {
      for (int i = 0; i < START.length; i++) {
        int at = offset + (lane * START.length + i) * Integer.BYTES;
        WORD.set(target, at, state[i][lane] + START[i]);
      }
    }
  }

  private void run(int lanes) {
    int[] a = state[0];
    int[] b = state[1];
    int[] c = state[2];
    int[] d = state[3];
    for (int i = 0; i < STEPS; i++) {
      step(i, a, b, c, d, lanes);
      int[] changed = a;
      a = d;
      d = c;
      c = b;
      b = changed;
    }
  }

  private void step(int i, int[] a, int[] b, int[] c, int[] d, int lanes) {
    int round = i / BLOCK_WORDS;
    int rotation = ROTATIONS[round * 4 + i % 4];
    switch (round) {
      case 0 -> first(a, b, c, d, words[i], SINES[i], rotation, lanes);
      case 1 -> second(a, b, c, d, words[(5 * i + 1) % BLOCK_WORDS], SINES[i], rotation, lanes);
      case 2 -> third(a, b, c, d, words[(3 * i + 5) % BLOCK_WORDS], SINES[i], rotation, lanes);
      default -> fourth(a, b, c, d, words[7 * i % BLOCK_WORDS], SINES[i], rotation, lanes);
    }
  }

  private static void first(
      int[] a, int[] b, int[] c, int[] d, int[] word, int sine, int rotation, int lanes) {
    for (int i = 0; i < lanes; i++) {
      int mixed = d[i] ^ (b[i] & (c[i] ^ d[i]));
      a[i] = b[i] + Integer.rotateLeft(a[i] + mixed + word[i] + sine, rotation);
    }
  }

  private static void second(
      int[] a, int[] b, int[] c, int[] d, int[] word, int sine, int rotation, int lanes) {
    for (int i = 0; i < lanes; i++) {
      int mixed = c[i] ^ (d[i] & (b[i] ^ c[i]));
      a[i] = b[i] + Integer.rotateLeft(a[i] + mixed + word[i] + sine, rotation);
    }
  }

  private static void third(
      int[] a, int[] b, int[] c, int[] d, int[] word, int sine, int rotation, int lanes) {
    for (int i = 0; i < lanes; i++) {
      int mixed = b[i] ^ c[i] ^ d[i];
      a[i] = b[i] + Integer.rotateLeft(a[i] + mixed + word[i] + sine, rotation);
    }
  }

  private static void fourth(
      int[] a, int[] b, int[] c, int[] d, int[] word, int sine, int rotation, int lanes) {
    for (int i = 0; i < lanes; i++) {
      int mixed = c[i] ^ (b[i] | ~d[i]);
      a[i] = b[i] + Integer.rotateLeft(a[i] + mixed + word[i] + sine, rotation);
    }
  }

  @Override
  public void forgetKey() {
    for (int i = 0; i < MESSAGE_WORDS; i++) {
      Arrays.fill(words[i], 0);
    }
  }
}
