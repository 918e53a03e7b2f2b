package io.github.ecryptfs.provider.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.metadata.ExtentLayout;
import io.github.ecryptfs.metadata.Header;
import io.github.ecryptfs.provider.lower.LowerChannel;
import io.github.ecryptfs.provider.lower.MetadataStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/**
 * An open encrypted file: owns the upper size and says who may read and write when.
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
  /** Leaves room for the header and the last extent in a lower file. */
  static final long LARGEST_SIZE = Long.MAX_VALUE - (1 << 21);

  private final MetadataStore metadata;
  private final ExtentStore extents;
  private final ExtentReader reader;
  private final ExtentWriter writer;
  private final LockTable locks = new LockTable();
  private final StampedLock stamps = new StampedLock();
  private final ReadWriteLock lock = stamps.asReadWriteLock();

  @GuardedBy("lock")
  private long size;

  /** For how many bytes there is ciphertext: the size, but less in a file that was cut short. */
  @GuardedBy("lock")
  private long held;

  /** The header of an empty lower file that nobody wrote to yet. */
  @GuardedBy("lock")
  private Optional<Header> unwritten;

  /** Whether writing the size failed, so that the metadata may hold any size. */
  private volatile boolean sizeInDoubt;

  EncryptedFile(
      MetadataStore metadata, ExtentStore extents, BufferPool buffers, ExtentCache.OfFile cache) {
    this.metadata = metadata;
    this.extents = extents;
    this.reader = new ExtentReader(extents, buffers, cache);
    this.writer = new ExtentWriter(extents, reader, buffers);
    this.unwritten = Optional.empty();
  }

  /**
   * The same file with the size that its header has.
   *
   * @param heldBytes for how much of it the lower file has ciphertext
   */
  EncryptedFile sized(long upperSize, long heldBytes) {
    lock.writeLock().lock();
    try {
      size = upperSize;
      held = Math.min(upperSize, heldBytes);
      return this;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The same file, whose header is written before its first byte. */
  EncryptedFile withUnwritten(Header header) {
    lock.writeLock().lock();
    try {
      unwritten = Optional.of(header);
      return this;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Writes the header of an empty file at once. */
  void writeHeader() throws IOException {
    lock.writeLock().lock();
    try {
      writeHeaderFirst();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public long size() {
    lock.readLock().lock();
    try {
      return size;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  @SuppressWarnings("GuardedBy") // what was read counts only if nobody had the write lock meanwhile
  public int readKept(ByteBuffer target, long position) {
    int bytes = target.remaining();
    long stamp = stamps.tryOptimisticRead();
    if (stamp == 0 || bytes == 0 || position > size - bytes) {
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
    lockToRead();
    try {
      if (!target.hasRemaining()) {
        return 0;
      }
      if (position >= size) {
        return -1;
      }
      int bytes = (int) Math.min(target.remaining(), size - position);
      reader.read(target, position, bytes, size);
      return bytes;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Takes the read lock at a moment when no extent is torn. */
  private void lockToRead() throws IOException {
    lock.readLock().lock();
    while (extents.needsRepair()) {
      lock.readLock().unlock();
      repair();
      lock.readLock().lock();
    }
  }

  private void repair() throws IOException {
    lock.writeLock().lock();
    try {
      repairLocked();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Writes again what failed to be written. */
  @GuardedBy("lock")
  private void repairLocked() throws IOException {
    extents.repair();
    if (sizeInDoubt) {
      storeSize(size);
    }
  }

  @GuardedBy("lock")
  private void storeSize(long newSize) throws IOException {
    metadata.requireSizeWritable();
    sizeInDoubt = true;
    metadata.writeSize(newSize);
    sizeInDoubt = false;
    setSize(newSize);
  }

  @GuardedBy("lock")
  private void setSize(long newSize) {
    held = held < size ? Math.min(held, newSize) : newSize;
    size = newSize;
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
      long end = size + source.remaining();
      if (source.hasRemaining()) {
        writeLocked(source, size, source.remaining());
      }
      return end;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @GuardedBy("lock")
  private void writeLocked(ByteBuffer source, long position, int bytes) throws IOException {
    if (position > LARGEST_SIZE - bytes) {
      throw new IOException("a file cannot reach byte " + position);
    }
    requireComplete();
    int start = source.position();
    try {
      repairLocked();
      writeHeaderFirst();
      if (!writer.goesOnAt(Math.min(position, size))) {
        padLocked();
      }
      fill(position - ExtentLayout.offsetInExtent(position));
      writer.write(source, position, size);
      grow(position + bytes);
    } catch (IOException | RuntimeException | Error e) {
      source.position(start);
      extents.endsAt(size);
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
      if (metadata.isSize(size)) {
        writer.pad();
      } else {
        writer.forget();
      }
    }
  }

  /** Refuses to write to a file that was cut short: the gap would be taken for data later. */
  @GuardedBy("lock")
  private void requireComplete() throws IOException {
    if (held < size) {
      throw new IOException(
          "cut short: the size field tells of "
              + size
              + " bytes, the lower file holds "
              + held
              + "; restore it from a backup, or truncate it to that before writing");
    }
  }

  @GuardedBy("lock")
  private void writeHeaderFirst() throws IOException {
    if (unwritten.isPresent()) {
      metadata.create(unwritten.get());
      unwritten = Optional.empty();
    }
  }

  /**
   * Zero bytes from the end to {@code position}, if it lies behind. An interrupted caller keeps
   * what was filled.
   */
  @GuardedBy("lock")
  private void fill(long position) throws IOException {
    long at = size;
    while (at < position && !Thread.currentThread().isInterrupted()) {
      at = writer.writeZeros(at, position);
    }
    if (at < position) {
      grow(at);
      throw new ClosedByInterruptException();
    }
  }

  /** Drops the plaintext that is kept. */
  private void forget() {
    reader.forget();
    writer.forget();
  }

  @GuardedBy("lock")
  private void grow(long end) throws IOException {
    if (end > size) {
      storeSize(end);
    }
  }

  @Override
  public void truncate(long newSize) throws IOException {
    lock.writeLock().lock();
    try {
      if (newSize < size) {
        shrink(newSize);
      }
    } catch (IOException | RuntimeException | Error e) {
      forget();
      throw e;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @GuardedBy("lock")
  private void shrink(long newSize) throws IOException {
    repairLocked();
    metadata.requireSizeWritable();
    if (ExtentLayout.offsetInExtent(newSize) > 0) {
      writer.zeroTail(newSize, size);
    }
    storeSize(newSize);
    forget();
    extents.truncate(newSize);
  }

  @Override
  public void force(boolean withMetadata) throws IOException {
    if (extents.needsRepair() || sizeInDoubt || writer.isUnpadded()) {
      complete();
    }
    metadata.force(withMetadata);
  }

  private void complete() throws IOException {
    lock.writeLock().lock();
    try {
      repairLocked();
      padLocked();
    } finally {
      lock.writeLock().unlock();
    }
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
      if (unwritten.isEmpty() && !sizeInDoubt) {
        setSize(soundSize(metadata.readSize()));
        forget();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private long soundSize(long found) throws FileSystemException {
    if (found > LARGEST_SIZE) {
      throw MetadataStore.vanished(
          lower(), "header: no file has " + found + " bytes; the header was damaged meanwhile");
    }
    return found;
  }

  @Override
  public LockTable locks() {
    return locks;
  }

  @Override
  public LowerChannel lower() {
    return extents.channel();
  }

  /** Writes what failed to be written a last time; the caller is told if that fails again. */
  @Override
  public void close() throws IOException {
    lock.writeLock().lock();
    try (extents) {
      repairLocked();
      padLocked();
    } finally {
      forget();
      lock.writeLock().unlock();
    }
  }
}
