package io.github.ecryptfs.provider.file;

import static io.github.ecryptfs.metadata.ExtentLayout.EXTENT_BYTES;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.metadata.ExtentLayout;
import io.github.ecryptfs.metadata.Header;
import io.github.ecryptfs.provider.lower.LowerChannel;
import io.github.ecryptfs.provider.lower.MetadataStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An open encrypted file: cuts ranges of upper bytes into extents and owns the upper size.
 *
 * <p>Order of lower writes, so that a crash at any point leaves a file that opens: growing writes
 * extents, then the size; shrinking rewrites the last extent with a zeroed tail, then the size,
 * then cuts the lower file.
 *
 * <p>Thread-safe: readers share the read lock, whatever writes takes the write lock.
 */
final class EncryptedFile implements OpenFile {
  /** From this many whole extents on a read goes past the window. */
  private static final int LARGE_READ = 8;

  /** Leaves room for the header and the last extent in a lower file. */
  static final long LARGEST_SIZE = Long.MAX_VALUE - (1 << 21);

  private final MetadataStore metadata;
  private final ExtentStore extents;
  private final BufferPool buffers;
  private final LockTable locks = new LockTable();
  private final PlainWindow window = new PlainWindow();
  private final ExtentCache.OfFile cache;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

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

  /** Where a reader that goes on without a jump will read next; a hint, so no lock. */
  private volatile long sequential = -1;

  EncryptedFile(
      MetadataStore metadata, ExtentStore extents, BufferPool buffers, ExtentCache.OfFile cache) {
    this.cache = cache;
    this.metadata = metadata;
    this.extents = extents;
    this.buffers = buffers;
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
      readWithin(target, position, bytes);
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

  /** Reads {@code bytes} bytes, all of which lie before the end. */
  @GuardedBy("lock")
  private void readWithin(ByteBuffer target, long position, int bytes) throws IOException {
    boolean goesOn = position == sequential;
    sequential = position + bytes;
    int start = target.position();
    try {
      long at = position;
      for (int left = bytes; left > 0; ) {
        int done = readSome(target, at, left, goesOn);
        at += done;
        left -= done;
      }
    } catch (IOException | RuntimeException | Error e) {
      target.position(start);
      throw e;
    }
  }

  @GuardedBy("lock")
  private int readSome(ByteBuffer target, long position, int bytes, boolean goesOn)
      throws IOException {
    int whole = ExtentLayout.offsetInExtent(position) == 0 ? bytes / EXTENT_BYTES : 0;
    if (whole >= LARGE_READ) {
      return readWhole(target, position, Math.min(whole, BufferPool.EXTENTS));
    }
    if (goesOn) {
      int run = extentsFrom(position, PlainWindow.EXTENTS);
      int done = window.read(position, target, bytes, run, this::load);
      if (done > 0) {
        return done;
      }
    }
    return readCached(target, position, bytes);
  }

  /** How many extents there are from {@code position} to the end, but no more than {@code most}. */
  @GuardedBy("lock")
  private int extentsFrom(long position, int most) {
    return (int) Math.min(most, ExtentLayout.extentCount(size) - ExtentLayout.extentOf(position));
  }

  /** A few extents here or there, from the cache or into it. */
  @GuardedBy("lock")
  private int readCached(ByteBuffer target, long position, int bytes) throws IOException {
    long extent = ExtentLayout.extentOf(position);
    int offset = ExtentLayout.offsetInExtent(position);
    int inFirst = Math.min(bytes, EXTENT_BYTES - offset);
    if (cache.read(extent, offset, target, inFirst)) {
      return inFirst;
    }
    boolean remember = cache.isWorthwhile();
    if (!remember && offset == 0 && bytes >= EXTENT_BYTES) {
      return readWhole(target, position, bytes / EXTENT_BYTES);
    }
    int wanted = Math.min(bytes, LARGE_READ * EXTENT_BYTES); // so that no sum is too large
    int spanned = Math.min(LARGE_READ, (offset + wanted + EXTENT_BYTES - 1) / EXTENT_BYTES);
    byte[] buffer = buffers.take();
    try {
      load(extent, spanned, buffer);
      if (remember) {
        cache.remember(extent, spanned, buffer);
      }
      int done = Math.min(wanted, spanned * EXTENT_BYTES - offset);
      target.put(buffer, offset, done);
      return done;
    } finally {
      buffers.giveBack(buffer);
    }
  }

  /** Whole extents, straight into the caller's array if there is one. */
  @GuardedBy("lock")
  private int readWhole(ByteBuffer target, long position, int count) throws IOException {
    int bytes = count * EXTENT_BYTES;
    long first = ExtentLayout.extentOf(position);
    if (target.hasArray()) {
      extents.read(first, count, target.array(), target.arrayOffset() + target.position(), size);
      target.position(target.position() + bytes);
    } else {
      byte[] buffer = buffers.take();
      try {
        extents.read(first, count, buffer, 0, size);
        target.put(buffer, 0, bytes);
      } finally {
        buffers.giveBack(buffer);
      }
    }
    return bytes;
  }

  /** Plaintext of extents within the file, zero behind its end. */
  @GuardedBy("lock")
  private void load(long first, int count, byte[] target) throws IOException {
    extents.read(first, count, target, 0, size);
    zeroBehindEnd(first, count, target, 0);
  }

  @GuardedBy("lock")
  private void zeroBehindEnd(long first, int count, byte[] target, int offset) {
    long valid = size - first * EXTENT_BYTES;
    int bytes = count * EXTENT_BYTES;
    if (valid < bytes) {
      Arrays.fill(target, offset + (int) Math.max(valid, 0), offset + bytes, (byte) 0);
    }
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
      fill(position - ExtentLayout.offsetInExtent(position));
      put(source::get, position, bytes);
      grow(position + bytes);
    } catch (IOException | RuntimeException | Error e) {
      source.position(start);
      extents.endsAt(size);
      forget();
      throw e;
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
      int bytes = (int) Math.min(position - at, (long) BufferPool.EXTENTS * EXTENT_BYTES);
      put(
          (target, offset, length) -> Arrays.fill(target, offset, offset + length, (byte) 0),
          at,
          bytes);
      at += bytes;
    }
    if (at < position) {
      grow(at);
      throw new java.nio.channels.ClosedByInterruptException();
    }
  }

  /** Gives the next bytes to write. */
  private interface Source {
    void get(byte[] target, int offset, int length);
  }

  @GuardedBy("lock")
  private void put(Source source, long position, int bytes) throws IOException {
    byte[] buffer = buffers.take();
    try {
      long at = position;
      for (int left = bytes; left > 0; ) {
        int offset = ExtentLayout.offsetInExtent(at);
        int chunk = Math.min(left, buffer.length - offset);
        putChunk(source, at, chunk, buffer);
        at += chunk;
        left -= chunk;
      }
    } finally {
      buffers.giveBack(buffer);
    }
  }

  @GuardedBy("lock")
  private void putChunk(Source source, long position, int bytes, byte[] buffer) throws IOException {
    long first = ExtentLayout.extentOf(position);
    int offset = ExtentLayout.offsetInExtent(position);
    int count = (offset + bytes + EXTENT_BYTES - 1) / EXTENT_BYTES;
    int last = (count - 1) * EXTENT_BYTES;
    boolean endsInside = position + bytes < size && (offset + bytes) % EXTENT_BYTES != 0;
    if (offset > 0) {
      loadOld(first, buffer, 0);
    }
    if (endsInside && (last > 0 || offset == 0)) {
      loadOld(first + count - 1, buffer, last);
    } else if (!endsInside) {
      Arrays.fill(buffer, offset + bytes, last + EXTENT_BYTES, (byte) 0);
    }
    source.get(buffer, offset, bytes);
    window.written(first, count, buffer);
    cache.written(first, count, buffer);
    if (count == 1) {
      extents.change(first, changeStart(position), buffer, 0);
    } else {
      extents.write(first, count, buffer);
    }
  }

  /**
   * Where the plaintext of an extent changes: what lies between the old end and the new bytes
   * becomes zero.
   */
  @GuardedBy("lock")
  private int changeStart(long position) {
    return ExtentLayout.offsetInExtent(position)
        - (int) Math.max(0, Math.min(position - size, ExtentLayout.offsetInExtent(position)));
  }

  /** The old plaintext of an extent of which a part is kept. */
  @GuardedBy("lock")
  private void loadOld(long extent, byte[] buffer, int offset) throws IOException {
    if (extent >= ExtentLayout.extentCount(size)) {
      Arrays.fill(buffer, offset, offset + EXTENT_BYTES, (byte) 0);
    } else if (!window.copy(extent, buffer, offset)) {
      extents.readToChange(extent, buffer, offset, size);
      zeroBehindEnd(extent, 1, buffer, offset);
    }
  }

  /** Drops the plaintext that is kept. */
  private void forget() {
    window.clear();
    cache.clear();
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
    int offset = ExtentLayout.offsetInExtent(newSize);
    if (offset > 0) {
      zeroTail(newSize, offset);
    }
    storeSize(newSize);
    forget();
    extents.truncate(newSize);
  }

  @GuardedBy("lock")
  private void zeroTail(long newSize, int offset) throws IOException {
    byte[] buffer = buffers.take();
    try {
      long extent = ExtentLayout.extentOf(newSize);
      loadOld(extent, buffer, 0);
      Arrays.fill(buffer, offset, EXTENT_BYTES, (byte) 0);
      extents.change(extent, offset, buffer, 0);
    } finally {
      buffers.giveBack(buffer);
    }
  }

  @Override
  public void force(boolean withMetadata) throws IOException {
    if (extents.needsRepair() || sizeInDoubt) {
      repair();
    }
    metadata.force(withMetadata);
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
        extents.refresh();
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
      forget();
      repairLocked();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
