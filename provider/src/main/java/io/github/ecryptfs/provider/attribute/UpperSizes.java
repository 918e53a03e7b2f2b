package io.github.ecryptfs.provider.attribute;

import io.github.ecryptfs.metadata.HeaderCodec;
import io.github.ecryptfs.provider.file.FileRules;
import io.github.ecryptfs.provider.file.OpenFile;
import io.github.ecryptfs.provider.file.OpenFiles;
import io.github.ecryptfs.provider.lower.FileIdentity;
import io.github.ecryptfs.provider.lower.LinkTarget;
import io.github.ecryptfs.provider.lower.LowerCapabilities;
import io.github.ecryptfs.provider.lower.UnfollowedLink;
import io.github.ecryptfs.provider.lower.UserXattr;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The upper sizes of lower files. No key is needed for them, but for those of links with encrypted
 * targets.
 *
 * <p>A file without eCryptfs metadata has the size of its lower file, as the kernel has it, so that
 * a listing does not end at one.
 *
 * <p>Immutable.
 *
 * @param openFiles knows the sizes of open files
 * @param capabilities what the lower file system can do
 * @param rules what the mount makes of lower files
 * @param targets decodes targets of links
 */
public record UpperSizes(
    OpenFiles openFiles, LowerCapabilities capabilities, FileRules rules, LinkTargets targets) {
  private static final int SIZE_AND_MARKER_BYTES = 16;

  private static final Set<OpenOption> READING =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** Decodes the stored targets of symbolic links. */
  public interface LinkTargets {
    /** The target as upper text. */
    String toUpper(String stored) throws FileSystemException;
  }

  /** The upper size of {@code lower}, whose attributes were read without following a link. */
  long of(Path lower, BasicFileAttributes attributes) throws IOException {
    if (attributes.isRegularFile()) {
      return ofFile(lower, attributes, capabilities.identityOf(lower, attributes));
    }
    return attributes.isSymbolicLink() ? ofTarget(lower) : attributes.size();
  }

  /** Has an open file write what it holds back, so that its times are those of its last write. */
  public void settle(Path lower) throws IOException {
    if (openFiles.holdBackWrites()) {
      open(lower).ifPresent(OpenFile::settle);
    }
  }

  /** Has an open file write all that it would write later, and so change times that are set. */
  public void settleForGood(Path lower) throws IOException {
    if (!openFiles.isEmpty()) {
      open(lower).ifPresent(OpenFile::settleForGood);
    }
  }

  /** The same for a file whose attributes are known. */
  public void settleForGood(Path lower, BasicFileAttributes attributes) throws IOException {
    openFiles.peek(capabilities.identityOf(lower, attributes)).ifPresent(OpenFile::settleForGood);
  }

  private Optional<OpenFile> open(Path lower) throws IOException {
    try {
      var attributes =
          Files.readAttributes(lower, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return openFiles.peek(capabilities.identityOf(lower, attributes));
    } catch (FileSystemException e) {
      return Optional.empty(); // not there: the caller's own access says so
    }
  }

  private long ofFile(Path lower, BasicFileAttributes attributes, FileIdentity identity)
      throws IOException {
    Optional<OpenFile> open = openFiles.peek(identity);
    if (open.isPresent()) {
      try {
        return open.get().size();
      } catch (ClosedChannelException e) {
        return stored(lower, attributes); // somebody has just closed it
      }
    }
    OptionalLong known = openFiles.sizes().find(identity, attributes);
    if (known.isPresent()) {
      return known.getAsLong();
    }
    long size = stored(lower, attributes);
    openFiles.sizes().remember(identity, attributes, size);
    return size;
  }

  private long stored(Path lower, BasicFileAttributes attributes) throws IOException {
    OptionalLong inHeader = peek(lower, attributes.size());
    if (inHeader.isPresent()) {
      return rules.encryptedView() ? attributes.size() : inHeader.getAsLong();
    }
    if (!rules.xattrMetadata() || !capabilities.userXattr()) {
      return attributes.size();
    }
    OptionalLong inAttribute =
        UserXattr.read(lower)
            .map(v -> HeaderCodec.peekUpperSize(v, v.length))
            .orElse(OptionalLong.empty());
    if (inAttribute.isPresent() && rules.encryptedView()) {
      return attributes.size() + HeaderCodec.MINIMUM_METADATA_BYTES;
    }
    return inAttribute.orElse(attributes.size());
  }

  private static OptionalLong peek(Path lower, long lowerSize) throws IOException {
    if (lowerSize < SIZE_AND_MARKER_BYTES) {
      return OptionalLong.empty();
    }
    try (SeekableByteChannel channel = UnfollowedLink.open(lower, READING)) {
      ByteBuffer start = ByteBuffer.allocate(SIZE_AND_MARKER_BYTES);
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // One read gives all but on odd file systems.
      }
      return HeaderCodec.peekUpperSize(start.array(), start.position());
    } catch (AccessDeniedException e) {
      // Whoever may not read the file still sees that it is there: with its lower size, as the
      // kernel shows it.
      return OptionalLong.empty();
    }
  }

  private long ofTarget(Path lower) throws IOException {
    String stored = LinkTarget.of(lower);
    try {
      return targets.toUpper(stored).getBytes(StandardCharsets.UTF_8).length;
    } catch (FileSystemException e) {
      // An undecodable link is listed and can be deleted; reading it says what is wrong.
      return stored.getBytes(StandardCharsets.UTF_8).length;
    }
  }
}
