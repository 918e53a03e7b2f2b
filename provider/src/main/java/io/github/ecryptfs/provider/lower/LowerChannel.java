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
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

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

  private final LowerNames names;
  private final AtomicReference<Name> name;
  private volatile LowerPort port;
  private volatile boolean writable;
  private volatile boolean closed;
  private volatile List<LowerPort> retired = List.of();

  /**
   * What is known of the names of the file.
   *
   * @param path one of them
   * @param elsewhere whether there are others when that one is gone
   */
  private record Name(Optional<Path> path, boolean elsewhere) {}

  private LowerChannel(LowerNames names, Path path, LowerPort port, boolean writable) {
    this.names = names;
    this.name = new AtomicReference<>(new Name(Optional.of(path), false));
    this.port = port;
    this.writable = writable;
  }

  /** Opens an existing file; a symbolic link is not followed. */
  public static LowerChannel open(LowerNames names, Path path, boolean writable)
      throws IOException {
    return new LowerChannel(names, path, openPort(path, modes(writable)), writable);
  }

  /** Creates a file that must not exist, for reading and writing. */
  public static LowerChannel create(LowerNames names, Path path, FileAttribute<?>... attributes)
      throws IOException {
    return new LowerChannel(names, path, openPort(path, CREATING, attributes), true);
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
    return known().path();
  }

  private Name known() {
    return Objects.requireNonNull(name.get());
  }

  /** Whether the file has names, but none that is known here. */
  boolean isNamedElsewhere() {
    return known().elsewhere();
  }

  /** What is done with the path of a file. */
  interface PathUse<T> {
    /** Does it; the path is empty if the file has none. */
    T with(Optional<Path> path) throws IOException;
  }

  /** Does something with the path while it stays the file's. */
  <T> T usingPath(PathUse<T> use) throws IOException {
    return names.using(() -> use.with(path()));
  }

  private LowerPort openAgain(boolean writing) throws IOException {
    return usingPath(p -> openPort(p.orElseThrow(LowerChannel::nameless), modes(writing)));
  }

  /** Whether {@link #write} works. */
  public boolean isWritable() {
    return writable;
  }

  /** Tells that the file, or a directory above it, was moved. */
  public void moved(Path from, Path to) {
    name.updateAndGet(
        known -> new Name(known.path().map(p -> renamed(p, from, to)), known.elsewhere()));
  }

  private static Path renamed(Path path, Path from, Path to) {
    return path.startsWith(from) ? to.resolve(from.relativize(path).toString()) : path;
  }

  /** Tells a name that the file has now; the one known before may be another file's by now. */
  public void foundAt(Path lower) {
    name.set(new Name(Optional.of(lower), false));
  }

  /**
   * Tells that {@code gone} is no name of the file any more; its channel goes on working without.
   *
   * @param elsewhere whether the file has other names
   */
  public void detached(Path gone, boolean elsewhere) {
    name.updateAndGet(
        known ->
            known.path().equals(Optional.of(gone)) ? new Name(Optional.empty(), elsewhere) : known);
  }

  /**
   * Exchanges the channel for one that can write, when the first writer comes. The old one stays
   * open until {@link #close}: closing any descriptor of a file drops all locks that the process
   * has on it.
   */
  public synchronized void reopenForWriting() throws IOException {
    LowerPort writing = openAgain(true);
    List<LowerPort> before = new ArrayList<>(retired);
    before.add(port);
    retired = before;
    port = writing;
    writable = true;
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

  /** Whether the lower file can be locked against other processes. */
  public boolean hasLocks() {
    return port.hasLocks();
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
    if (current instanceof AsyncPort) {
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
