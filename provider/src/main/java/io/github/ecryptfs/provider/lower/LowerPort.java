package io.github.ecryptfs.provider.lower;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.util.Optional;

/** Positional access to a lower file by whatever kind of channel its file system has. */
sealed interface LowerPort extends Closeable permits AsyncPort, FilePort, SeekablePort, SpoolPort {
  /** Whether {@link Thread#interrupt} leaves it open, so that calls need no care. */
  default boolean survivesInterrupts() {
    return false;
  }

  /** Reads up to the remaining bytes at {@code position}; -1 at the end of the file. */
  int read(ByteBuffer target, long position) throws IOException;

  /** Writes some of the remaining bytes at {@code position}. */
  int write(ByteBuffer source, long position) throws IOException;

  /** The size in bytes. */
  long size() throws IOException;

  /** Cuts the file to {@code size} bytes. */
  void truncate(long size) throws IOException;

  /** Whether {@link #tryLock} works. */
  boolean hasLocks();

  /** Locks a range; empty if another process holds a lock that overlaps. */
  Optional<FileLock> tryLock(long start, long size, boolean shared) throws IOException;

  /** Makes what was written durable. */
  void force(boolean metadata) throws IOException;

  /** Hands on what is kept back; what is written in place is not. */
  default void store() throws IOException {}
}
