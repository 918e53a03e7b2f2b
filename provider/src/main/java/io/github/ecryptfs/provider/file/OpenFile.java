package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.provider.lower.LowerChannel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that somebody has open: one for each lower file, shared by all its openers. Positions and
 * sizes are upper ones, in bytes. What a call wrote has reached the lower file when it returns.
 *
 * <p>Thread-safe.
 */
public sealed interface OpenFile extends Closeable
    permits EncryptedFile, PassthroughFile, EncryptedViewFile, DirectoryFile {
  /** The upper size. */
  long size() throws IOException;

  /**
   * Reads up to the remaining bytes of {@code target}.
   *
   * @return how many bytes were read; -1 if {@code position} is at or behind the end and there is
   *     room in {@code target}
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Fills {@code target} if all that it has room for is kept in memory and nobody is writing: no
   * lower call, no waiting.
   *
   * @return how many bytes were read; 0 if {@link #read} has to be asked
   */
  default int readKept(ByteBuffer target, long position) {
    return 0;
  }

  /**
   * Writes all remaining bytes of {@code source}; what lies between the end and {@code position}
   * becomes zero.
   */
  int write(ByteBuffer source, long position) throws IOException;

  /**
   * Writes all remaining bytes of {@code source} behind the end, as one step.
   *
   * @return the position behind them
   */
  long append(ByteBuffer source) throws IOException;

  /** Cuts the file to {@code size} bytes; does nothing if it is not longer. */
  void truncate(long size) throws IOException;

  /** Makes all that was written durable, as {@link java.nio.channels.FileChannel#force}. */
  void force(boolean metadata) throws IOException;

  /** Readies the file for a writer; called before its first write. */
  void prepareWriting() throws IOException;

  /**
   * Looks again at what others may have changed below; called when somebody opens the file that is
   * open already.
   */
  void refresh() throws IOException;

  /** What channels have locked. */
  LockTable locks();

  /**
   * Claims a range that a channel is going to lock; {@link #unlock} gives it back, locked or not.
   *
   * @throws java.nio.channels.OverlappingFileLockException if another claim in this JVM overlaps
   */
  default LockTable.Range claim(long start, long size, boolean shared) {
    return locks().claim(start, size, shared);
  }

  /** Locks a range that is claimed; false if another process holds a lock that overlaps. */
  default boolean tryLock(LockTable.Range range) throws IOException {
    return locks().tryLock(range, lower());
  }

  /** Lets a range go. */
  default void unlock(LockTable.Range range) throws IOException {
    locks().release(range);
  }

  /** The channel below. */
  LowerChannel lower();
}
