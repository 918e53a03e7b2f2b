package io.github.ecryptfs.provider;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.provider.file.LockTable;
import io.github.ecryptfs.provider.file.OpenFile;
import io.github.ecryptfs.provider.tree.OpenMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One opener's channel: its position and its rights. The file behind it is shared with all other
 * openers.
 *
 * <p>Thread-safe, as {@link FileChannel} prescribes: operations that use the position run one after
 * another, positional ones beside each other. An interrupt closes this channel and no other, if the
 * channel heeds interrupts; the file below is let go when the last operation that is under way has
 * ended.
 */
final class EcryptfsFileChannel extends SegmentFileChannel {
  private static final int TRANSFER_BYTES = 256 * 1024;

  private final OpenFile file;
  private final OpenMode mode;
  private final UpperErrors errors;
  private final Interrupts interrupts;
  private final ChannelUse use;
  private final ChannelLocks locks;
  private final Object positionLock = new Object();

  @GuardedBy("positionLock")
  private long position;

  /**
   * A channel at position 0, or at the end for appending.
   *
   * @param onClose called once, after the last operation
   */
  EcryptfsFileChannel(Opener opener, Interrupts interrupts, MemoryMaps maps, Closeable onClose)
      throws IOException {
    super(maps);
    this.file = opener.file();
    this.mode = opener.mode();
    this.errors = opener.errors();
    this.interrupts = interrupts;
    this.use = new ChannelUse(onClose);
    this.locks = new ChannelLocks(file, (owner, range) -> new UpperFileLock(this, owner, range));
    this.position = mode.append() ? file.size() : 0;
  }

  /** What an interrupt of a thread does to the channel that the thread uses. */
  enum Interrupts {
    /** It closes the channel, as {@link FileChannel} prescribes. */
    CLOSE,
    /** Nothing: the channel stands behind a stream, and streams of files know no interrupts. */
    ARE_IGNORED
  }

  /** What a channel does with its file. */
  private interface Operation<T> {
    T run() throws IOException;
  }

  /** Runs an operation that an interrupt or {@link #close} may cut short for its caller. */
  private <T> T operate(Operation<T> operation) throws IOException {
    enter();
    try {
      return interruptibly(operation);
    } finally {
      use.leave();
    }
  }

  private void enter() throws ClosedChannelException {
    if (!use.enter()) {
      throw new ClosedChannelException();
    }
  }

  private <T> T interruptibly(Operation<T> operation) throws IOException {
    boolean completed = false;
    try {
      start();
      T result = operation.run();
      completed = true;
      return result;
    } catch (IOException e) {
      throw errors.upper(e);
    } finally {
      finish(completed);
    }
  }

  private void start() throws ClosedChannelException {
    if (interrupts == Interrupts.CLOSE) {
      begin();
      requireOpen(); // an interrupt that was there before has closed it
    }
  }

  private void finish(boolean completed) throws AsynchronousCloseException {
    if (interrupts == Interrupts.CLOSE) {
      end(completed);
    }
  }

  private boolean isInterrupted() {
    return interrupts == Interrupts.CLOSE && Thread.currentThread().isInterrupted();
  }

  /** The same as {@link #operate}, without garbage; what is in memory waits for nothing. */
  private int readFile(ByteBuffer target, long at) throws IOException {
    int kept = isInterrupted() ? 0 : file.readKept(target, at);
    if (kept > 0) {
      return kept;
    }
    enter();
    try {
      return readInterruptibly(target, at);
    } finally {
      use.leave();
    }
  }

  private int readInterruptibly(ByteBuffer target, long at) throws IOException {
    boolean completed = false;
    try {
      start();
      int bytes = file.read(target, at);
      completed = true;
      return bytes;
    } catch (IOException e) {
      throw errors.upper(e);
    } finally {
      finish(completed);
    }
  }

  /** Likewise; gives the position behind. */
  private long writeFile(ByteBuffer source, long at) throws IOException {
    enter();
    try {
      long held = isInterrupted() || mode.syncs() ? -1 : file.hold(source, at, mode.append());
      return held < 0 ? writeInterruptibly(source, at) : held;
    } finally {
      use.leave();
    }
  }

  private long writeInterruptibly(ByteBuffer source, long at) throws IOException {
    boolean completed = false;
    try {
      start();
      long end = durable(writeAt(source, at));
      completed = true;
      return end;
    } catch (IOException e) {
      throw errors.upper(e);
    } finally {
      finish(completed);
    }
  }

  @Override
  void requireReadable() throws ClosedChannelException {
    requireOpen();
    if (!mode.read()) {
      throw new NonReadableChannelException();
    }
  }

  @Override
  void requireWritable() throws ClosedChannelException {
    requireOpen();
    if (!mode.write()) {
      throw new NonWritableChannelException();
    }
  }

  @Override
  boolean isForWriting() {
    return mode.write();
  }

  @Override
  void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  static void requireNotNegative(long value, String what) {
    if (value < 0) {
      throw new IllegalArgumentException("negative " + what + ": " + value);
    }
  }

  static void requireRoomToWrite(ByteBuffer target) {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("a read-only buffer cannot be read into");
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    requireReadable();
    requireRoomToWrite(target);
    synchronized (positionLock) {
      long at = position;
      int bytes = readFile(target, at);
      position += Math.max(bytes, 0);
      return bytes;
    }
  }

  @Override
  public int read(ByteBuffer target, long at) throws IOException {
    requireNotNegative(at, "position");
    requireReadable();
    requireRoomToWrite(target);
    return readFile(target, at);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, targets.length);
    requireReadable();
    List<ByteBuffer> wanted = Arrays.asList(targets).subList(offset, offset + length);
    wanted.forEach(EcryptfsFileChannel::requireRoomToWrite);
    synchronized (positionLock) {
      long total = 0;
      for (ByteBuffer target : wanted) {
        int bytes = target.hasRemaining() ? read(target) : 0;
        if (bytes < 0) {
          return total == 0 ? -1 : total;
        }
        total += bytes;
        if (target.hasRemaining()) {
          break;
        }
      }
      return total;
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    requireWritable();
    synchronized (positionLock) {
      long at = position;
      int bytes = source.remaining();
      position = writeFile(source, at);
      return bytes;
    }
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    requireNotNegative(at, "position");
    requireWritable();
    int bytes = source.remaining();
    writeFile(source, at);
    return bytes;
  }

  /** Writes there, or to the end when appending; gives the position behind. */
  private long writeAt(ByteBuffer source, long at) throws IOException {
    return mode.append() ? file.append(source) : at + file.write(source, at);
  }

  /** Makes a write durable where the channel was opened so. */
  private long durable(long result) throws IOException {
    if (mode.syncs()) {
      file.force(mode.syncsMetadata());
    }
    return result;
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    requireWritable();
    synchronized (positionLock) {
      long total = 0;
      for (ByteBuffer source : Arrays.asList(sources).subList(offset, offset + length)) {
        total += write(source);
      }
      return total;
    }
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    synchronized (positionLock) {
      return mode.append() ? operate(file::size) : position; // an append is always about to end
    }
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    requireOpen();
    requireNotNegative(newPosition, "position");
    synchronized (positionLock) {
      position = newPosition;
      return this;
    }
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return operate(file::size);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    requireOpen();
    requireNotNegative(size, "size");
    requireWritable();
    synchronized (positionLock) {
      operate(
          () -> {
            file.truncate(size);
            return durable(size);
          });
      position = Math.min(position, size);
      return this;
    }
  }

  @Override
  public void force(boolean metadata) throws IOException {
    requireOpen();
    operate(
        () -> {
          file.force(metadata);
          return metadata;
        });
  }

  @Override
  public long transferTo(long at, long count, WritableByteChannel target) throws IOException {
    requireOpen();
    requireOtherOpen(target.isOpen());
    requireReadable();
    if (target instanceof EcryptfsFileChannel ours) {
      ours.requireWritable();
    }
    requireNotNegative(at, "position");
    requireNotNegative(count, "count");
    return closingBoth(target, () -> push(at, count, target));
  }

  private long push(long at, long count, WritableByteChannel target) throws IOException {
    long most = Math.min(count, size() - at); // the target may be this very file, and grow
    ByteBuffer buffer = transferBuffer(most);
    long done = 0;
    while (done < most) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), most - done));
      if (read(buffer, at + done) <= 0) {
        break;
      }
      int written = target.write(buffer.flip());
      done += written;
      if (buffer.hasRemaining()) {
        break;
      }
    }
    return done;
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    requireOpen();
    requireOtherOpen(source.isOpen());
    requireWritable();
    requireNotNegative(at, "position");
    requireNotNegative(count, "count");
    return closingBoth(source, () -> pull(source, at, count));
  }

  private long pull(ReadableByteChannel source, long at, long count) throws IOException {
    long most = source instanceof EcryptfsFileChannel ours ? ours.atMost(count) : count;
    if (at > size() && !RunningJdk.transfersGrowFiles()) {
      return 0;
    }
    ByteBuffer buffer = transferBuffer(most);
    long done = 0;
    while (done < most) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), most - done));
      if (source.read(buffer) <= 0) {
        break;
      }
      done += write(buffer.flip(), at + done);
    }
    return done;
  }

  /** An interrupt of a transfer closes the channels of both sides. */
  private long closingBoth(Channel other, Operation<Long> transfer) throws IOException {
    try {
      return transfer.run();
    } catch (ClosedByInterruptException e) {
      try (this;
          other) {
        throw e;
      }
    }
  }

  /** How many of {@code count} bytes are ahead: whoever reads them may add to this very file. */
  private long atMost(long count) throws IOException {
    requireReadable();
    requireContent();
    return Math.min(count, size() - position());
  }

  private void requireContent() throws IOException {
    if (RunningJdk.transfersRefuseDirectories()) {
      operate(
          () -> {
            file.requireContent();
            return file;
          });
    }
  }

  private static void requireOtherOpen(boolean open) throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  private static ByteBuffer transferBuffer(long count) {
    return ByteBuffer.allocate((int) Math.max(1, Math.min(TRANSFER_BYTES, count)));
  }

  /**
   * Waits until no other process holds an overlapping lock.
   *
   * @throws java.nio.channels.OverlappingFileLockException if this JVM holds one, or waits for one
   */
  @Override
  public FileLock lock(long start, long size, boolean shared) throws IOException {
    requireRightToLock(shared);
    try {
      LockTable.Range range = locks.claim(start, size, shared);
      Optional<UpperFileLock> lock = obtain(range);
      while (lock.isEmpty()) {
        pauseBeforeAskingAgain(range);
        lock = obtain(range);
      }
      return lock.get();
    } catch (ClosedByInterruptException e) {
      FileLockInterruptionException news = new FileLockInterruptionException();
      news.initCause(e);
      throw news;
    }
  }

  private void requireRightToLock(boolean shared) throws ClosedChannelException {
    if (shared) {
      requireReadable();
    } else {
      requireWritable();
    }
  }

  /** Asks for the lock of a claimed range; the claim is given up if that fails. */
  private Optional<UpperFileLock> obtain(LockTable.Range range) throws IOException {
    try {
      return operate(() -> locks.obtain(range));
    } catch (IOException | RuntimeException | Error e) {
      locks.release(range);
      throw e;
    }
  }

  private void pauseBeforeAskingAgain(LockTable.Range range) throws IOException {
    try {
      Thread.sleep(ChannelLocks.POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      locks.release(range);
      throw new FileLockInterruptionException();
    }
    if (!isOpen()) {
      locks.release(range);
      throw new AsynchronousCloseException();
    }
  }

  @Override
  public @Nullable FileLock tryLock(long start, long size, boolean shared) throws IOException {
    requireRightToLock(shared);
    LockTable.Range range = locks.claim(start, size, shared);
    Optional<UpperFileLock> lock = obtain(range);
    if (lock.isEmpty()) {
      locks.release(range);
    }
    return lock.orElse(null);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    errors.in(
        () -> {
          try {
            locks.releaseAll();
          } finally {
            use.end();
          }
          return file;
        });
  }
}
