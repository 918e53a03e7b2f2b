package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.provider.lower.LowerChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that somebody has open: one for each lower file, shared by all its openers. Positions and
 * sizes are upper ones, in bytes. What a call wrote has reached the lower file when it returns, or
 * its image where the lower file system takes whole files only; but for small writes of a mount
 * that holds them back until {@link #flush}.
 *
 * <p>Thread-safe.
 */
public sealed interface OpenFile extends Registry.Shared
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

  /**
   * Keeps a small write for later, if that needs no waiting and the mount holds writes back.
   *
   * @param atEnd whether to write at the end in place of {@code position}
   * @return the position behind; -1 if {@link #write} or {@link #append} has to be asked
   */
  default long hold(ByteBuffer source, long position, boolean atEnd) {
    return -1;
  }

  /** Writes what is held back in memory; it stays held back if that fails. */
  @Override
  default void flush() throws IOException {
    // Most files hold nothing back.
  }

  /**
   * The same for whoever asks for something else than the content: a failure is kept, and the next
   * write, {@link #force} or {@link #close} meets it again.
   */
  default void settle() {
    keepFailure(this::flush);
  }

  /** Writes all that is not written yet, padding too: until the next change nothing follows. */
  default void complete() throws IOException {
    // Most files have nothing left to be written.
  }

  /** As {@link #settle}, for whoever sets times, which a later write would change again. */
  default void settleForGood() {
    keepFailure(this::complete);
  }

  /** What may fail now, and will be met again then. */
  interface Write {
    /** Does it. */
    void run() throws IOException;
  }

  private static void keepFailure(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      System.getLogger(OpenFile.class.getName())
          .log(System.Logger.Level.WARNING, "a write that was due has failed: {0}", e);
    }
  }

  /**
   * Writes what is held back, and hands on what the lower file system has not got yet because it
   * takes whole files only; called when a writer leaves.
   */
  default void store() throws IOException {
    flush();
    lower().store();
  }

  /** Readies the file for a writer; called before its first write. */
  void prepareWriting() throws IOException;

  /**
   * Looks again at what others may have changed below; called when somebody opens the file that is
   * open already.
   */
  void refresh() throws IOException;

  /** Fails for a directory, as reading it does. */
  default void requireContent() throws IOException {
    // All but directories have content.
  }

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

  /** Lets a range go, after all that is held back: whoever locks it next may be another process. */
  default void unlock(LockTable.Range range) throws IOException {
    try {
      flush();
    } finally {
      locks().release(range);
    }
  }

  /** The channel below. */
  LowerChannel lower();
}
