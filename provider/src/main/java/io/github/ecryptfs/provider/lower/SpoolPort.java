package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A changed file of a lower file system that takes whole files only: its image is read and written
 * here, and goes to the lower file when it is stored, forced or closed ({@code
 * docs/decisions/0050-spool-and-replace.md}).
 *
 * <p>Thread-safe. While the image is stored it can be read, and whoever changes it waits. A file
 * that has lost its name is not stored.
 */
final class SpoolPort implements LowerPort {
  private final LowerName name;
  private final WholeFile target;
  private final SpoolRoom room;
  private final SpoolImage image;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** What time the lower file had when this was last in step with it. */
  private volatile Optional<FileTime> timeSeen;

  private final AtomicLong changes = new AtomicLong();
  private final AtomicLong stored = new AtomicLong();

  /**
   * A file that the lower file system has in the same state.
   *
   * @param name where the file is
   * @param target writes it
   * @param room where its image lies
   */
  SpoolPort(LowerName name, WholeFile target, SpoolRoom room) throws IOException {
    this.timeSeen = name.path().isEmpty() ? Optional.empty() : LowerTimes.find(name.path().get());
    this.name = name;
    this.target = target;
    this.room = room;
    this.image = new SpoolImage(room);
  }

  /** Takes over what the lower file has before its first change; no change itself. */
  void load(ByteBuffer source, long position) throws IOException {
    image.write(source, position);
  }

  @Override
  public boolean survivesInterrupts() {
    return true;
  }

  @Override
  public int read(ByteBuffer destination, long position) throws IOException {
    return holding(lock.readLock(), () -> image.read(destination, position));
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    int bytes = source.remaining();
    return changing(
        () -> {
          image.write(source, position);
          return bytes;
        });
  }

  @Override
  public long size() throws IOException {
    return holding(lock.readLock(), image::size);
  }

  @Override
  public void truncate(long size) throws IOException {
    changing(
        () -> {
          image.truncate(size);
          return size;
        });
  }

  private <T> T changing(LowerNames.Body<T> body) throws IOException {
    return holding(
        lock.writeLock(),
        () -> {
          changes.incrementAndGet(); // also if it fails half-way
          return body.run();
        });
  }

  private static <T> T holding(Lock held, LowerNames.Body<T> body) throws IOException {
    held.lock();
    try {
      return body.run();
    } finally {
      held.unlock();
    }
  }

  @Override
  public boolean hasLocks() {
    return false;
  }

  @Override
  public Optional<FileLock> tryLock(long start, long size, boolean shared) {
    throw new UnsupportedOperationException("the lower file system has no file locks");
  }

  /** Writes the whole file, if it changed since that was done last. */
  @Override
  public synchronized void store() throws IOException {
    if (changes.get() != stored.get()) {
      name.usingPath(
          path ->
              holding(lock.readLock(), () -> path.isEmpty() ? changes.get() : store(path.get())));
    }
  }

  private long store(Path path) throws IOException {
    long now = changes.get();
    Optional<FileTime> before = LowerTimes.find(path);
    target.write(path, image);
    renew(path, before);
    stored.set(now);
    return now;
  }

  /** A time that was set while the file was open stays; else it is that of the change. */
  private void renew(Path path, Optional<FileTime> before) throws IOException {
    if (before.isPresent() && !timeSeen.equals(before)) {
      LowerTimes.keep(path, before.get());
    } else if (LowerTimes.find(path).equals(before)) {
      LowerTimes.set(path, FileTime.from(Instant.now()));
    }
    timeSeen = LowerTimes.find(path);
  }

  @Override
  public void force(boolean metadata) throws IOException {
    store();
  }

  /** Stores the file a last time. If that fails, the image is kept for whoever reads the error. */
  @Override
  public void close() throws IOException {
    try (image) {
      storeOrRescue();
    }
  }

  private void storeOrRescue() throws IOException {
    try {
      store();
    } catch (IOException e) {
      throw rescued(e);
    }
  }

  private FileSystemException rescued(IOException failure) {
    FileSystemException told =
        new FileSystemException(
            name.path().map(Path::toString).orElse("(deleted file)"),
            null,
            "the changed file could not be stored: "
                + failure.getMessage()
                + "; "
                + rescue(failure));
    told.initCause(failure);
    return told;
  }

  private String rescue(IOException failure) {
    try {
      Optional<Path> file = room.newRescueFile();
      if (file.isPresent()) {
        target.copy(image, file.get());
        return "its new content, encrypted, is in " + file.get() + ": put it in its place";
      }
      return "what was not stored before is lost, as ecryptfs_nio_spool_directory allows no file";
    } catch (IOException e) {
      failure.addSuppressed(e);
      return "what was not stored before is lost, as it could not be kept elsewhere either";
    }
  }
}
