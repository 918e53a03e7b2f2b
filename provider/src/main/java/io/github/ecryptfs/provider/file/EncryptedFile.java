package io.github.ecryptfs.provider.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.metadata.ExtentLayout;
import io.github.ecryptfs.metadata.Header;
import io.github.ecryptfs.provider.lower.LowerChannel;
import io.github.ecryptfs.provider.lower.MetadataStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * An open encrypted file: says who may read and write when, and in which order things are written.
 *
 * <p>Order of lower writes, so that a crash at any point leaves a file that opens: growing writes
 * extents, then the size; shrinking rewrites the last extent with a zeroed tail, then the size,
 * then cuts the lower file.
 *
 * <p>Thread-safe: readers share the read lock, whatever writes takes the write lock. What is kept
 * in memory is read without, and counts if no writer had the lock meanwhile. The lock is not
 * reentrant.
 */
final class EncryptedFile implements OpenFile {
  private static final System.Logger LOG = System.getLogger(EncryptedFile.class.getName());

  /** What the metadata says; writes that are held back may reach further. */
  private final StoredSize size;

  private final ExtentStore extents;
  private final ExtentReader reader;
  private final ExtentWriter writer;
  private final HeldBack held;
  private final WriteBehind behind;
  private final LockTable locks = new LockTable();
  private final StampedLock stamps = new StampedLock();
  private final ReadWriteLock lock = stamps.asReadWriteLock();

  /** Whether the timer is going to call. */
  @GuardedBy("lock")
  private boolean awaitsTimer;

  EncryptedFile(
      MetadataStore metadata,
      ExtentStore extents,
      BufferPool buffers,
      ExtentCache.OfFile cache,
      WriteBehind behind) {
    this.size = new StoredSize(metadata);
    this.extents = extents;
    this.behind = behind;
    this.held = new HeldBack(behind);
    this.reader = new ExtentReader(extents, buffers, cache);
    this.writer = new ExtentWriter(extents, reader, buffers);
  }

  /**
   * The same file with the size that its header has.
   *
   * @param presentBytes for how much of it the lower file has ciphertext
   */
  EncryptedFile sized(long upperSize, long presentBytes) {
    lock.writeLock().lock();
    try {
      size.found(upperSize, presentBytes);
      return this;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The same file, whose header is written before its first byte. */
  EncryptedFile withUnwritten(Header header) {
    lock.writeLock().lock();
    try {
      size.willHave(header);
      return this;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Writes the header of an empty file at once. */
  void writeHeader() throws IOException {
    lock.writeLock().lock();
    try {
      size.writeHeaderFirst();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public long size() {
    lock.readLock().lock();
    try {
      return end();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The size with what is held back. */
  @GuardedBy("lock")
  private long end() {
    return Math.max(size.get(), held.end());
  }

  @Override
  public int readKept(ByteBuffer target, long position) {
    int bytes = target.remaining();
    long stamp = stamps.tryOptimisticRead();
    if (stamp == 0
        || bytes == 0
        || position > size.get() - bytes
        || held.touches(position, bytes)) {
      return 0;
    }
    int start = target.position();
    if (reader.readKept(target, position, bytes) && stamps.validate(stamp)) {
      return bytes;
    }
    target.position(start);
    return 0;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    lockToRead(position, target.remaining());
    try {
      if (!target.hasRemaining()) {
        return 0;
      }
      if (position >= size.get()) {
        return -1;
      }
      int bytes = (int) Math.min(target.remaining(), size.get() - position);
      reader.read(target, position, bytes, size.get());
      return bytes;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Takes the read lock at a moment when no extent is torn and these bytes are not held back. */
  private void lockToRead(long position, int bytes) throws IOException {
    lock.readLock().lock();
    while (extents.needsRepair() || held.touches(position, bytes)) {
      lock.readLock().unlock();
      catchUp();
      lock.readLock().lock();
    }
  }

  /** Writes again what failed to be written. */
  @GuardedBy("lock")
  private void repairLocked() throws IOException {
    extents.repair();
    size.repair();
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    lock.writeLock().lock();
    try {
      int bytes = source.remaining();
      if (bytes > 0) {
        writeLocked(source, position, bytes);
      }
      return bytes;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public long append(ByteBuffer source) throws IOException {
    lock.writeLock().lock();
    try {
      long at = end();
      int bytes = source.remaining();
      if (bytes > 0) {
        writeLocked(source, at, bytes);
      }
      return at + bytes;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @GuardedBy("lock")
  private void writeLocked(ByteBuffer source, long position, int bytes) throws IOException {
    if (position > StoredSize.LARGEST - bytes) {
      throw new IOException("a file cannot reach byte " + position);
    }
    size.requireComplete();
    if (held.isOverdue() || !holdLocked(source, position)) {
      flushLocked();
      if (!holdLocked(source, position)) {
        writeThrough(source, position, bytes);
      }
    }
  }

  @Override
  public long hold(ByteBuffer source, long position, boolean atEnd) {
    long stamp = behind.isOff() ? 0 : stamps.tryWriteLock();
    if (stamp == 0) {
      return -1;
    }
    try {
      long at = atEnd ? end() : position;
      int bytes = source.remaining();
      boolean joins = bytes > 0 && !held.isEmpty() && !held.isOverdue();
      return joins && holdLocked(source, at) ? at + bytes : -1;
    } finally {
      stamps.unlockWrite(stamp);
    }
  }

  /** Keeps a small write for later, where the mount does so; false if it must be written now. */
  @GuardedBy("lock")
  private boolean holdLocked(ByteBuffer source, long position) {
    if (behind.isOff() || extents.needsRepair() || !size.canBeStored()) {
      return false;
    }
    boolean taken = held.add(source, position, size.get());
    awaitTimer();
    return taken;
  }

  /** Called by the timer. What cannot be written stays, and is tried again. */
  private void flushByAge() {
    lock.writeLock().lock();
    try {
      if (flushed()) {
        held.release();
      }
      awaitsTimer = false;
      awaitTimer();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @GuardedBy("lock")
  private void awaitTimer() {
    if (!awaitsTimer && !held.isEmpty()) {
      awaitsTimer = true;
      behind.whenOld(this::flushByAge);
    }
  }

  /** Writes what is held back; it stays held back if that fails. */
  @GuardedBy("lock")
  private void flushLocked() throws IOException {
    if (!held.isEmpty()) {
      ByteBuffer run = held.toWrite();
      writeThrough(run, held.start(), run.remaining());
      held.written();
    }
  }

  @Override
  public void flush() throws IOException {
    if (behind.isHolding()) {
      catchUp();
    }
  }

  private void catchUp() throws IOException {
    lock.writeLock().lock();
    try {
      repairLocked();
      flushLocked();
      held.release();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @GuardedBy("lock")
  private void writeThrough(ByteBuffer source, long position, int bytes) throws IOException {
    int start = source.position();
    try {
      repairLocked();
      size.writeHeaderFirst();
      if (!writer.goesOnAt(Math.min(position, size.get()))) {
        padLocked();
      }
      fill(position - ExtentLayout.offsetInExtent(position));
      writer.write(source, position, size.get());
      size.grow(position + bytes);
    } catch (IOException | RuntimeException | Error e) {
      source.position(start);
      extents.endsAt(size.get());
      forget();
      throw e;
    }
  }

  /**
   * Writes the padding behind the data, unless another process has given the file another size: it
   * has padded its own data, which must not be touched.
   */
  @GuardedBy("lock")
  private void padLocked() throws IOException {
    if (writer.isUnpadded()) {
      if (size.isAsStored()) {
        writer.pad();
      } else {
        writer.forget();
      }
    }
  }

  /**
   * Zero bytes from the end to {@code position}, if it lies behind. An interrupted caller keeps
   * what was filled.
   */
  @GuardedBy("lock")
  private void fill(long position) throws IOException {
    long at = size.get();
    while (at < position && !Thread.currentThread().isInterrupted()) {
      at = writer.writeZeros(at, position);
    }
    if (at < position) {
      size.grow(at);
      throw new ClosedByInterruptException();
    }
  }

  /** Drops the plaintext that is kept. */
  private void forget() {
    reader.forget();
    writer.forget();
  }

  @Override
  public void truncate(long newSize) throws IOException {
    lock.writeLock().lock();
    try {
      if (newSize < end()) {
        flushBefore(newSize);
        shrink(newSize);
      }
    } catch (IOException | RuntimeException | Error e) {
      forget();
      throw e;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Writes what is held back of what will stay. */
  @GuardedBy("lock")
  private void flushBefore(long newSize) throws IOException {
    if (newSize <= held.start()) {
      held.written();
    }
    flushLocked();
  }

  @GuardedBy("lock")
  private void shrink(long newSize) throws IOException {
    repairLocked();
    size.requireWritable();
    if (ExtentLayout.offsetInExtent(newSize) > 0) {
      writer.zeroTail(newSize, size.get());
    }
    size.store(newSize);
    forget();
    extents.truncate(newSize);
  }

  @Override
  public void force(boolean withMetadata) throws IOException {
    complete();
    size.force(withMetadata);
  }

  @Override
  public void complete() throws IOException {
    if (extents.needsRepair() || size.isInDoubt() || writer.isUnpadded() || behind.isHolding()) {
      lock.writeLock().lock();
      try {
        completeLocked();
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  /** Writes all that is not written yet. */
  @GuardedBy("lock")
  private void completeLocked() throws IOException {
    repairLocked();
    flushLocked();
    padLocked();
  }

  @Override
  public void prepareWriting() throws IOException {
    lock.writeLock().lock();
    try {
      if (!lower().isWritable()) {
        lower().reopenForWriting();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void refresh() throws IOException {
    lock.writeLock().lock();
    try {
      if (flushed() && size.reread(lower())) {
        forget();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Tries to write what is held back; a failure is kept for those who write. */
  @GuardedBy("lock")
  private boolean flushed() {
    try {
      flushLocked();
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: what was held back is not written yet: {1}",
          lower().path(),
          e);
    }
    return held.isEmpty();
  }

  @Override
  public LockTable locks() {
    return locks;
  }

  @Override
  public LowerChannel lower() {
    return extents.channel();
  }

  /** Writes what is not written yet a last time; the caller is told if that fails. */
  @Override
  public void close() throws IOException {
    lock.writeLock().lock();
    try (extents) {
      completeLocked();
    } finally {
      forget();
      held.release();
      lock.writeLock().unlock();
    }
  }
}
