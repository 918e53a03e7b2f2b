package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.provider.lower.LowerChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;

/**
 * A lower file as it is stored, complete in itself ({@code ecryptfs_encrypted_view}): a file with
 * metadata in an extended attribute gets a header put before its extents. Read-only.
 *
 * <p>Thread-safe.
 *
 * @param lower the lower file
 * @param header what is put before the lower bytes; empty if they have a header
 * @param locks what is locked
 */
record EncryptedViewFile(LowerChannel lower, Bytes header, LockTable locks) implements OpenFile {
  EncryptedViewFile(LowerChannel lower, Bytes header) {
    this(lower, header, new LockTable());
  }

  @Override
  public long size() throws IOException {
    return header.size() + lower.size();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    if (position < header.size()) {
      int offset = (int) position;
      target.put(header.toArray(), offset, Math.min(target.remaining(), header.size() - offset));
    }
    int done = target.position() - start;
    int bytes = done + lower.read(target, position + done - header.size());
    return bytes == 0 && target.hasRemaining() ? -1 : bytes;
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new NonWritableChannelException();
  }

  @Override
  public long append(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public void truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public void force(boolean metadata) {
    // Nothing was written.
  }

  @Override
  public void prepareWriting() {
    throw new NonWritableChannelException();
  }

  @Override
  public void refresh() {
    // Nothing is remembered.
  }

  @Override
  public void close() throws IOException {
    lower.close();
  }
}
