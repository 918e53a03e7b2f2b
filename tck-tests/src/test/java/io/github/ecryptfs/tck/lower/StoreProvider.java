package io.github.ecryptfs.tck.lower;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/**
 * Takes whole files only, in sequence: whoever opens one to write begins with nothing, as some
 * object stores do, and what was written is there once the channel is closed. Writing, closing and
 * moving can be made to fail.
 */
final class StoreProvider extends BareProvider {
  /** No failure. */
  static final long NEVER = Long.MAX_VALUE;

  private final String scheme;
  private volatile long failsAtByte = NEVER;
  private volatile boolean failsAtClose;
  private volatile boolean failsAtMove;
  private volatile int stored;

  /**
   * A store.
   *
   * @param scheme what it passes for
   */
  StoreProvider(VeiledFileSystem fileSystem, String scheme) {
    super(fileSystem);
    this.scheme = scheme;
  }

  /** Lets every channel fail that comes to that byte; {@link #NEVER} ends it. */
  void failAtByte(long number) {
    failsAtByte = number;
  }

  /** Lets every writing channel fail when it is closed; nothing is stored then. */
  void failAtClose(boolean fails) {
    failsAtClose = fails;
  }

  /** Lets every move fail. */
  void failAtMove(boolean fails) {
    failsAtMove = fails;
  }

  /** How many files were stored. */
  int stored() {
    return stored;
  }

  @Override
  public String getScheme() {
    return scheme;
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (!options.contains(StandardOpenOption.WRITE)) {
      return super.newByteChannel(path, options, attributes);
    }
    if (options.contains(StandardOpenOption.READ)) {
      throw new UnsupportedOperationException("an object is read or written");
    }
    if (options.contains(StandardOpenOption.CREATE_NEW) && Files.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    return new Upload(VeiledPath.unveil(path));
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    if (failsAtMove) {
      throw new IOException("no copy today");
    }
    super.move(source, target, options);
  }

  /** Gathers what is written and stores it when it is closed. */
  private final class Upload implements SeekableByteChannel {
    private final Path target;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean open = true;

    Upload(Path target) {
      this.target = target;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int bytes = Math.max(1, source.remaining() / 2);
      if (content.size() + bytes > failsAtByte) {
        throw new IOException("the line is dead at byte " + failsAtByte);
      }
      byte[] some = new byte[bytes];
      source.get(some);
      content.writeBytes(some);
      return bytes;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time stores
    public void close() throws IOException {
      if (open) {
        open = false;
        if (failsAtClose) {
          throw new IOException("the store said no");
        }
        Files.write(target, content.toByteArray());
        stored++;
      }
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public long position() {
      return content.size();
    }

    @Override
    public long size() {
      return content.size();
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
      throw new UnsupportedOperationException("an object is written in sequence");
    }

    @Override
    public int read(ByteBuffer destination) {
      throw new NonReadableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new UnsupportedOperationException("an object is written in sequence");
    }
  }
}
