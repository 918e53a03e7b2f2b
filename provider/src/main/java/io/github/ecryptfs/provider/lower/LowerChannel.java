package io.github.ecryptfs.provider.lower;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one channel of a lower file, shared by all who have the file open. It survives {@link
 * Thread#interrupt}: where the lower file system closes its channel on an interrupt, the channel is
 * opened again and the call repeated. It follows the file when that is moved through the mount.
 *
 * <p>Thread-safe. {@link #reopenForWriting} and {@link #close} must not run beside other calls: the
 * open file's write lock sees to that.
 */
public final class LowerChannel implements Closeable {
  private static final Set<OpenOption> READING =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> WRITING =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> CREATING =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE_NEW,
          LinkOption.NOFOLLOW_LINKS);

  private static final Set<OpenOption> CLAIMING =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

  private static final int LOADED_BYTES = 64 * 1024;

  private final LowerFiles files;
  private final LowerName name;
  private volatile LowerPort port;
  private volatile boolean writable;
  private volatile boolean closed;
  private volatile List<LowerPort> retired = List.of();

  private LowerChannel(LowerFiles files, LowerName name, LowerPort port, boolean writable) {
    this.files = files;
    this.name = name;
    this.port = port;
    this.writable = writable;
  }

  /** Opens an existing file; a symbolic link is not followed. */
  public static LowerChannel open(LowerFiles files, Path path, boolean writable)
      throws IOException {
    boolean replaced = writable && files.writing().replaces();
    if (replaced) {
      requireWritable(path);
    }
    LowerPort port = openPort(path, modes(writable && !replaced));
    return new LowerChannel(files, new LowerName(files.names(), path), port, writable);
  }

  /** Creates a file that must not exist, for reading and writing. */
  public static LowerChannel create(LowerFiles files, Path path, FileAttribute<?>... attributes)
      throws IOException {
    GivenAttributes.requireAll(attributes);
    LowerName name = new LowerName(files.names(), path);
    return files.writing().replaces()
        ? claimed(files, name, path, attributes)
        : new LowerChannel(files, name, created(files, path, attributes), true);
  }

  private static LowerPort created(LowerFiles files, Path path, FileAttribute<?>... attributes)
      throws IOException {
    if (files.capabilities().givesAttributes()) {
      return openPort(path, CREATING, attributes);
    }
    LowerPort port = openPort(path, CREATING);
    try {
      GivenAttributes.setOn(path, attributes);
      return port;
    } catch (IOException | RuntimeException e) {
      port.close();
      throw e;
    }
  }

  /**
   * Makes the file at once, empty, so that the name is taken; its content comes when it is stored.
   */
  private static LowerChannel claimed(
      LowerFiles files, LowerName name, Path path, FileAttribute<?>... attributes)
      throws IOException {
    if (files.capabilities().givesAttributes()) {
      UnfollowedLink.open(path, CLAIMING, attributes).close();
    } else {
      UnfollowedLink.open(path, CLAIMING).close();
      GivenAttributes.setOn(path, attributes);
    }
    try {
      return new LowerChannel(files, name, spool(files, name), true);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.delete(path);
      } catch (IOException leftBehind) {
        e.addSuppressed(leftBehind);
      }
      throw e;
    }
  }

  private static SpoolPort spool(LowerFiles files, LowerName name) throws IOException {
    return new SpoolPort(name, new WholeFile(files.writing()), files.room());
  }

  /** A file that is written anew as a whole must not be one that could not be written to. */
  private static void requireWritable(Path path) throws IOException {
    try {
      path.getFileSystem().provider().checkAccess(path, AccessMode.WRITE);
    } catch (UnsupportedOperationException e) {
      return; // the store says so when it comes to writing
    }
  }

  private static Set<OpenOption> modes(boolean writable) {
    return writable ? WRITING : READING;
  }

  private static LowerPort openPort(
      Path path, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
    if (LowerCapabilities.hasUninterruptibleChannels(path)) {
      return AsyncPort.open(path, options, attributes);
    }
    var channel = UnfollowedLink.open(path, options, attributes);
    return channel instanceof FileChannel file ? new FilePort(file) : new SeekablePort(channel);
  }

  /** Where the file is; empty once it was deleted or replaced through the mount. */
  public Optional<Path> path() {
    return name.path();
  }

  /** Whether the file has names, but none that is known here. */
  boolean isNamedElsewhere() {
    return name.isElsewhere();
  }

  /** Does something with the path while it stays the file's. */
  <T> T usingPath(LowerName.PathUse<T> use) throws IOException {
    return name.usingPath(use);
  }

  private LowerPort openAgain(boolean writing) throws IOException {
    boolean inPlace = writing && !files.writing().replaces();
    return usingPath(p -> openPort(p.orElseThrow(LowerChannel::nameless), modes(inPlace)));
  }

  /** Whether {@link #write} works. */
  public boolean isWritable() {
    return writable;
  }

  /** Tells that the file, or a directory above it, was moved. */
  public void moved(Path from, Path to) {
    name.moved(from, to);
  }

  /** Tells a name that the file has now; the one known before may be another file's by now. */
  public void foundAt(Path lower) {
    name.foundAt(lower);
  }

  /**
   * Tells that {@code gone} is no name of the file any more; its channel goes on working without.
   *
   * @param elsewhere whether the file has other names
   */
  public void detached(Path gone, boolean elsewhere) {
    name.detached(gone, elsewhere);
  }

  /**
   * Exchanges the channel for one that can write, when the first writer comes. The old one stays
   * open until {@link #close}: closing any descriptor of a file drops all locks that the process
   * has on it.
   */
  public synchronized void reopenForWriting() throws IOException {
    if (files.writing().replaces()) {
      requireWritable(path().orElseThrow(LowerChannel::nameless));
    } else {
      exchange(openAgain(true));
    }
    writable = true;
  }

  private void exchange(LowerPort next) {
    List<LowerPort> before = new ArrayList<>(retired);
    before.add(port);
    retired = before;
    port = next;
  }

  /**
   * Goes on with an image of the file, before its first change: for files that are written as a
   * whole.
   *
   * @param kept how much of the file is not about to be cut off
   */
  private synchronized void readyToChange(long kept) throws IOException {
    if (port instanceof SpoolPort) {
      return;
    }
    SpoolPort spool = spool(files, name);
    try {
      load(spool, kept);
    } catch (IOException | RuntimeException | Error e) {
      spool.close();
      throw e;
    }
    exchange(spool);
  }

  private void load(SpoolPort spool, long kept) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(LOADED_BYTES);
    for (long at = 0; at < kept; buffer.clear()) {
      buffer.limit((int) Math.min(LOADED_BYTES, kept - at));
      if (read(buffer, at) == 0) {
        return;
      }
      spool.load(buffer.flip(), at);
      at += buffer.limit();
    }
  }

  /**
   * Reads until {@code target} is full or the file ends; returns how many bytes that were. A call
   * that is repeated starts where the first one did, however far that had got with the buffer.
   */
  public int read(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    while (target.hasRemaining()) {
      if (readSome(target, position + (target.position() - start)) < 0) {
        break;
      }
    }
    return target.position() - start;
  }

  private int readSome(ByteBuffer target, long position) throws IOException {
    if (port instanceof AsyncPort uninterruptible) {
      return uninterruptible.read(target, position);
    }
    int from = target.position();
    return call(p -> p.read(target.position(from), position));
  }

  /** Writes all remaining bytes; repeated calls are as in {@link #read}. */
  public void write(ByteBuffer source, long position) throws IOException {
    if (files.writing().replaces()) {
      readyToChange(Long.MAX_VALUE);
    }
    int start = source.position();
    while (source.hasRemaining()) {
      long at = position + (source.position() - start);
      if (writeSome(source, at) <= 0) {
        throw new EOFException("the lower file system took no byte at " + at);
      }
    }
  }

  private int writeSome(ByteBuffer source, long position) throws IOException {
    if (port instanceof AsyncPort uninterruptible) {
      return uninterruptible.write(source, position);
    }
    int from = source.position();
    return call(p -> p.write(source.position(from), position));
  }

  /** The size of the lower file in bytes. */
  public long size() throws IOException {
    return call(LowerPort::size);
  }

  /** Cuts the lower file to {@code size} bytes. */
  public void truncate(long size) throws IOException {
    if (files.writing().replaces()) {
      readyToChange(size);
    }
    call(
        p -> {
          p.truncate(size);
          return size;
        });
  }

  /** Makes what was written durable, as {@link FileChannel#force}. */
  public void force(boolean metadata) throws IOException {
    call(
        p -> {
          p.force(metadata);
          return metadata;
        });
  }

  /**
   * Hands on what is kept here for a lower file system that takes whole files only; nothing is kept
   * for others.
   */
  public void store() throws IOException {
    port.store();
  }

  /** Whether the lower file can be locked against other processes. */
  public boolean hasLocks() {
    return !files.writing().replaces() && port.hasLocks();
  }

  /** Locks a range of the lower file; empty if another process holds a lock that overlaps. */
  public Optional<FileLock> tryLock(long start, long size, boolean shared) throws IOException {
    return call(p -> p.tryLock(start, size, shared));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    LowerPort last = port;
    try (last) {
      closeAll(retired.iterator());
    }
  }

  /** Closes all, whichever of them fails. */
  private static void closeAll(Iterator<LowerPort> ports) throws IOException {
    if (ports.hasNext()) {
      LowerPort next = ports.next();
      try (next) {
        closeAll(ports);
      }
    }
  }

  private <T> T call(LowerCall<T> body) throws IOException {
    LowerPort current = port;
    if (current.survivesInterrupts()) {
      return body.on(current);
    }
    return path().isPresent() ? callInterruptible(body) : new Shield<>(body).outcome();
  }

  /**
   * Keeps the interrupt from the lower channel, and keeps it for the caller. A call that was cut
   * short may have moved its buffer; {@code body} sets it back.
   */
  private <T> T callInterruptible(LowerCall<T> body) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        LowerPort current = port;
        try {
          return body.on(current);
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
          reopenAfter(e, current);
        } catch (ClosedChannelException e) {
          reopenAfter(e, current);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void reopenAfter(ClosedChannelException cause, LowerPort failed)
      throws IOException {
    if (closed) {
      throw cause;
    }
    if (port == failed) {
      port = openAgain(writable);
    }
  }

  private static IOException nameless() {
    return new IOException("the lower file was deleted or replaced and cannot be opened again");
  }

  /**
   * A call from a thread that nobody interrupts: the channel of a file without a name could not be
   * opened again.
   */
  private final class Shield<T> extends Thread {
    private final LowerCall<T> body;
    private Optional<T> result = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    Shield(LowerCall<T> body) {
      super("ecryptfs-nio-nameless-file");
      this.body = body;
    }

    @Override
    public void run() {
      try {
        result = Optional.of(body.on(port));
      } catch (IOException | RuntimeException | Error e) {
        failure = Optional.of(e);
      }
    }

    T outcome() throws IOException {
      start();
      Uninterruptibles.joinUninterruptibly(this);
      if (failure.isPresent()) {
        Throwables.throwIfInstanceOf(failure.get(), IOException.class);
        Throwables.throwIfUnchecked(failure.get());
      }
      return result.orElseThrow();
    }
  }

  /** One call on the channel of the moment. */
  private interface LowerCall<T> {
    T on(LowerPort port) throws IOException;
  }
}
