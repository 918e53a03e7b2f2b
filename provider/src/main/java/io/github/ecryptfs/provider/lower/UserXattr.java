package io.github.ecryptfs.provider.lower;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.Optional;

/**
 * The extended attribute {@code user.ecryptfs}, which Java calls {@code ecryptfs} ({@code
 * docs/format.md}).
 */
public final class UserXattr {
  /** The name as Java's view has it, without {@code user.} before. */
  public static final String NAME = "ecryptfs";

  /** The kernel reads no longer value. */
  private static final int LONGEST = 4096;

  private UserXattr() {}

  /** The value, if the file has one that is not too long to be ours. */
  public static Optional<byte[]> read(Path lower) throws IOException {
    Optional<UserDefinedFileAttributeView> view = view(lower);
    if (view.isEmpty() || !view.get().list().contains(NAME)) {
      return Optional.empty();
    }
    int size = view.get().size(NAME);
    if (size > LONGEST) {
      return Optional.empty();
    }
    ByteBuffer value = ByteBuffer.allocate(size);
    view.get().read(NAME, value);
    return Optional.of(Arrays.copyOf(value.array(), value.position()));
  }

  /** Sets the value. */
  public static void write(Path lower, byte[] value) throws IOException {
    view(lower)
        .orElseThrow(
            () -> new UnsupportedOperationException("the lower file system has no user attributes"))
        .write(NAME, ByteBuffer.wrap(value));
  }

  static Optional<UserDefinedFileAttributeView> view(Path lower) {
    return LowerViews.find(lower, UserDefinedFileAttributeView.class);
  }
}
