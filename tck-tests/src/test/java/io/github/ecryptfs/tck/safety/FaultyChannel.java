package io.github.ecryptfs.tck.safety;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A channel of a {@link FaultyFileSystem}. As thread-safe as the one behind it. */
final class FaultyChannel extends FileChannel {
  private final FileChannel inner;
  private final FaultyFileSystem fileSystem;
  private final long file;

  /**
   * A channel in front of another.
   *
   * @param file the number of the file
   */
  FaultyChannel(FileChannel inner, FaultyFileSystem fileSystem, long file) {
    this.inner = inner;
    this.fileSystem = fileSystem;
    this.file = file;
    fileSystem.handles().opened(this, file);
  }

  /** This channel as one that has a single position and nothing more. */
  SeekableByteChannel plain() {
    return new Plain(this);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return fileSystem
        .faults()
        .transfer(LowerCall.READ, target, 0, b -> tracked(() -> inner.read(b)));
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return fileSystem
        .faults()
        .transfer(LowerCall.READ, target, 0, b -> tracked(() -> inner.read(b, position)));
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int bytes = write(source, inner.position());
    inner.position(inner.position() + bytes);
    return bytes;
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    long growth = Math.max(0, position + source.remaining() - inner.size());
    return fileSystem
        .faults()
        .transfer(
            LowerCall.WRITE,
            source,
            Math.min(growth, source.remaining()),
            b -> tracked(() -> writeLogged(b, position)));
  }

  /** An interrupt closes the channel behind, and nobody will close this one. */
  private int tracked(Faults.Body<Integer> transfer) throws IOException {
    try {
      return transfer.run();
    } finally {
      if (!inner.isOpen()) {
        fileSystem.handles().closed(this);
      }
    }
  }

  private int writeLogged(ByteBuffer source, long position) throws IOException {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    ByteBuffer all = ByteBuffer.wrap(bytes);
    while (all.hasRemaining()) {
      inner.write(all, position + all.position());
    }
    fileSystem.log().add(new Change.Wrote(file, position, new Change.Content(bytes)));
    return bytes.length;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    fileSystem
        .faults()
        .call(
            LowerCall.TRUNCATE,
            () -> {
              inner.truncate(size);
              fileSystem.log().add(new Change.Cut(file, size));
              return size;
            });
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    fileSystem
        .faults()
        .call(
            LowerCall.FORCE,
            () -> {
              inner.force(metadata);
              fileSystem.log().add(new Change.Forced(file, metadata));
              return metadata;
            });
  }

  @Override
  public long size() throws IOException {
    return fileSystem.faults().call(LowerCall.SIZE, inner::size);
  }

  @Override
  public long position() throws IOException {
    return inner.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    inner.position(newPosition);
    return this;
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return inner.lock(position, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return inner.tryLock(position, size, shared);
  }

  /** Closes in any case, as a system call does, and fails then if it is to fail. */
  @Override
  protected void implCloseChannel() throws IOException {
    try (inner) {
      fileSystem.handles().closed(this);
      fileSystem.faults().call(LowerCall.CLOSE, () -> file);
    }
  }

  /** A channel with one position. */
  private record Plain(FaultyChannel channel) implements SeekableByteChannel {
    @Override
    public int read(ByteBuffer target) throws IOException {
      return channel.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
      channel.position(newPosition);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      channel.truncate(size);
      return this;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
