package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.metadata.Header;
import io.github.ecryptfs.provider.lower.LowerChannel;
import io.github.ecryptfs.provider.lower.MetadataStore;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * The upper size of one open file: as it is known here, and as it stands in the metadata, which is
 * written with it.
 *
 * <p>Changed under the write lock of the file, asked under any of its locks; {@link #isInDoubt} may
 * be asked without.
 */
final class StoredSize {
  /** Leaves room for the header and the last extent in a lower file. */
  static final long LARGEST = Long.MAX_VALUE - (1 << 21);

  private final MetadataStore metadata;
  private long size;

  /** For how many bytes there is ciphertext: the size, but less in a file that was cut short. */
  private long present;

  /** The header of an empty lower file that nobody wrote to yet. */
  private Optional<Header> unwritten = Optional.empty();

  /** Whether writing the size failed, so that the metadata may hold any size. */
  private volatile boolean inDoubt;

  StoredSize(MetadataStore metadata) {
    this.metadata = metadata;
  }

  /** The size in bytes. */
  long get() {
    return size;
  }

  /**
   * Takes over what was found when the file was opened.
   *
   * @param presentBytes for how much of it the lower file has ciphertext
   */
  void found(long upperSize, long presentBytes) {
    size = upperSize;
    present = Math.min(upperSize, presentBytes);
  }

  /** Takes over the header that is to be written before the first byte. */
  void willHave(Header header) {
    unwritten = Optional.of(header);
  }

  /** Writes the header, if that was not done yet. */
  void writeHeaderFirst() throws IOException {
    if (unwritten.isPresent()) {
      metadata.create(unwritten.get());
      unwritten = Optional.empty();
    }
  }

  /** Whether the metadata may hold another size than this. */
  boolean isInDoubt() {
    return inDoubt;
  }

  /** Whether nothing that is known will keep a size from being stored. */
  boolean canBeStored() {
    return !inDoubt && unwritten.isEmpty() && metadata.isSizeWritable();
  }

  /**
   * Refuses a change that could not be kept.
   *
   * @throws FileSystemException says why
   */
  void requireWritable() throws FileSystemException {
    metadata.requireSizeWritable();
  }

  /** Refuses to write to a file that was cut short: the gap would be taken for data later. */
  void requireComplete() throws IOException {
    if (present < size) {
      throw new IOException(
          "cut short: the size field tells of "
              + size
              + " bytes, the lower file holds "
              + present
              + "; restore it from a backup, or truncate it to that before writing");
    }
  }

  /** Stores a size. */
  void store(long newSize) throws IOException {
    metadata.requireSizeWritable();
    inDoubt = true;
    metadata.writeSize(newSize);
    inDoubt = false;
    set(newSize);
  }

  /** Stores {@code end} if that is larger. */
  void grow(long end) throws IOException {
    if (end > size) {
      store(end);
    }
  }

  /** Stores the size again if that failed. */
  void repair() throws IOException {
    if (inDoubt) {
      store(size);
    }
  }

  private void set(long newSize) {
    present = present < size ? Math.min(present, newSize) : newSize;
    size = newSize;
  }

  /** Whether the metadata still has this size, so that no other process changed the file's. */
  boolean isAsStored() throws IOException {
    return metadata.isSize(size);
  }

  /**
   * Reads it anew, as another process may have changed it.
   *
   * @param channel for messages
   * @return false if that cannot be, as the metadata is yet to be written
   */
  boolean reread(LowerChannel channel) throws IOException {
    if (inDoubt || unwritten.isPresent()) {
      return false;
    }
    long found = metadata.readSize();
    if (found > LARGEST) {
      throw MetadataStore.vanished(
          channel, "header: no file has " + found + " bytes; the header was damaged meanwhile");
    }
    set(found);
    return true;
  }

  /** Makes data and size durable, other attributes only if {@code withAttributes}. */
  void force(boolean withAttributes) throws IOException {
    metadata.force(withAttributes);
  }
}
