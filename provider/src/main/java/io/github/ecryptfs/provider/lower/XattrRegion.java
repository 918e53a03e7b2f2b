package io.github.ecryptfs.provider.lower;

import io.github.ecryptfs.metadata.Header;
import io.github.ecryptfs.metadata.HeaderCodec;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Metadata in {@code user.ecryptfs} ({@code docs/format.md}, "xattr metadata"). Java reaches
 * attributes by path only: a file that has lost its last name keeps its size in memory, which is
 * all that its open handles can see of it. One that has others but lost the one known here refuses
 * to change its size, which could not be kept.
 *
 * <p>Confined to the write lock of its open file.
 */
public record XattrRegion(LowerChannel channel) implements MetadataStore {
  @Override
  public void create(Header header) throws IOException {
    channel.usingPath(
        path -> {
          if (path.isPresent()) {
            write(path.get(), HeaderCodec.toXattr(header));
          }
          return path;
        });
  }

  @Override
  public long readSize() throws IOException {
    byte[] value = channel.usingPath(path -> path.isEmpty() ? new byte[0] : value(path.get()));
    return HeaderCodec.peekUpperSize(value, value.length).orElseThrow(this::vanished);
  }

  /** True of a file without a path as well: no other process can have opened it. */
  @Override
  public boolean isSize(long upperSize) throws IOException {
    OptionalLong wanted = OptionalLong.of(upperSize);
    return channel.usingPath(
        path ->
            path.isEmpty()
                || UserXattr.read(path.get())
                    .filter(v -> HeaderCodec.peekUpperSize(v, v.length).equals(wanted))
                    .isPresent());
  }

  @Override
  public void writeSize(long upperSize) throws IOException {
    channel.usingPath(
        path -> {
          if (path.isEmpty()) {
            requireSizeWritable();
          } else {
            byte[] value = value(path.get());
            HeaderCodec.writeUpperSize(upperSize, value, 0);
            write(path.get(), value);
          }
          return path;
        });
  }

  @Override
  public boolean isSizeWritable() {
    return !channel.isNamedElsewhere();
  }

  @Override
  public void requireSizeWritable() throws FileSystemException {
    if (!isSizeWritable()) {
      throw MetadataStore.vanished(
          channel,
          "the name that it was opened by is gone, and its size cannot be changed without one;"
              + " open it by one of its other names");
    }
  }

  /** The size is an attribute, so attributes are forced in any case. */
  @Override
  public void force(boolean withAttributes) throws IOException {
    channel.force(true);
  }

  private byte[] value(Path path) throws IOException {
    return UserXattr.read(path).orElseThrow(this::vanished);
  }

  private FileSystemException vanished() {
    return MetadataStore.vanished(
        channel, "the attribute user.ecryptfs of the open file has been removed");
  }

  private static void write(Path path, byte[] value) throws IOException {
    try {
      UserXattr.write(path, value);
    } catch (UnsupportedOperationException e) {
      throw new FileSystemException(
          path.toString(),
          null,
          "the lower file system has no user attributes; mount without ecryptfs_xattr_metadata");
    }
  }
}
