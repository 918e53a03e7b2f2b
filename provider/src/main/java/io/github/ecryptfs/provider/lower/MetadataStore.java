package io.github.ecryptfs.provider.lower;

import io.github.ecryptfs.metadata.Header;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Where the metadata of one open file lies: in front of its data, or in an extended attribute. */
public sealed interface MetadataStore permits HeaderRegion, XattrRegion {
  /** Writes all metadata of a new file. */
  void create(Header header) throws IOException;

  /** The upper size as it stands in the metadata now. */
  long readSize() throws IOException;

  /** Whether the metadata still has that upper size, so that no other process changed it. */
  boolean isSize(long upperSize) throws IOException;

  /** Whether a change of the upper size can be kept. */
  boolean isSizeWritable();

  /**
   * Refuses a change of the upper size that could not be kept; nothing is written then.
   *
   * @throws FileSystemException says why
   */
  void requireSizeWritable() throws FileSystemException;

  /** Writes the upper size; all else stays. */
  void writeSize(long upperSize) throws IOException;

  /**
   * Makes the data and the upper size durable, the other attributes of the lower file only if
   * {@code withAttributes}.
   */
  void force(boolean withAttributes) throws IOException;

  /** Says that the metadata of an open file is gone, or not what it was. */
  static FileSystemException vanished(LowerChannel channel, String reason) {
    return new FileSystemException(
        channel.path().map(Object::toString).orElse("(deleted file)"), null, reason);
  }
}
