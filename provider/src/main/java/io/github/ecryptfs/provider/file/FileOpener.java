package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CbcExtentCipher;
import io.github.ecryptfs.crypto.ExtentCipher;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeyUnavailableException;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.metadata.ExtentLayout;
import io.github.ecryptfs.metadata.Header;
import io.github.ecryptfs.metadata.HeaderCodec;
import io.github.ecryptfs.metadata.HeaderFlags;
import io.github.ecryptfs.metadata.MalformedMetadataException;
import io.github.ecryptfs.provider.lower.HeaderRegion;
import io.github.ecryptfs.provider.lower.LowerChannel;
import io.github.ecryptfs.provider.lower.LowerFiles;
import io.github.ecryptfs.provider.lower.LowerNames;
import io.github.ecryptfs.provider.lower.MetadataStore;
import io.github.ecryptfs.provider.lower.UserXattr;
import io.github.ecryptfs.provider.lower.XattrRegion;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Opens and creates lower files: the one place where channel, header and key meet.
 *
 * <p>Thread-safe.
 */
public final class FileOpener {
  /** The longest block of a cipher; data ends with a whole one. */
  private static final long BLOCK_BYTES = 16;

  private final FileKeys keys;
  private final FileRules rules;
  private final BufferPool buffers;
  private final WriteBehind behind;
  private final LowerFiles lowerFiles;
  private final ExtentCache cache = new ExtentCache();

  /** An opener for the files of one mount. */
  public FileOpener(
      FileKeys keys,
      FileRules rules,
      BufferPool buffers,
      WriteBehind behind,
      LowerFiles lowerFiles) {
    this.lowerFiles = lowerFiles;
    this.keys = keys;
    this.rules = rules;
    this.buffers = buffers;
    this.behind = behind;
  }

  /** Whether the metadata of new files goes to an attribute. */
  public boolean writesAttribute() {
    return rules.xattrMetadata();
  }

  /** Holds the names of all files that are opened here. */
  public LowerNames names() {
    return lowerFiles.names();
  }

  /**
   * Opens an existing lower file.
   *
   * @param seen its attributes a moment ago, which spare asking for its size
   * @throws DamagedFileException if it has no usable metadata
   * @throws FileSystemException if none of this mount's keys opens it
   */
  public OpenFile open(Path lower, BasicFileAttributes seen, boolean writing) throws IOException {
    LowerChannel channel = LowerChannel.open(lowerFiles, lower, writing);
    try {
      return open(lower, channel, new Opened(seen.size(), writing));
    } catch (IOException | RuntimeException | Error e) {
      closeAfter(e, channel);
      throw e;
    }
  }

  /** Opens a lower directory, if its file system can do that. */
  public OpenFile openDirectory(Path lower) throws IOException {
    return new DirectoryFile(LowerChannel.open(lowerFiles, lower, false), new LockTable());
  }

  /**
   * Opens an existing lower file that will be cut to nothing; one that is damaged gets new metadata
   * and a new key.
   */
  public OpenFile openToTruncate(Path lower, BasicFileAttributes seen) throws IOException {
    try {
      return open(lower, seen, true);
    } catch (DamagedFileException e) {
      return replace(lower);
    }
  }

  /** Makes an empty file with new metadata and a new key of an existing lower file. */
  public OpenFile replace(Path lower) throws IOException {
    LowerChannel channel = LowerChannel.open(lowerFiles, lower, true);
    try {
      channel.truncate(0);
      return initialise(lower, channel);
    } catch (IOException | RuntimeException | Error e) {
      closeAfter(e, channel);
      throw e;
    }
  }

  /** Creates a lower file that must not exist. If that fails half-way, nothing is left of it. */
  public OpenFile create(Path lower, FileAttribute<?>... attributes) throws IOException {
    LowerChannel channel = LowerChannel.create(lowerFiles, lower, attributes);
    try {
      return initialise(lower, channel);
    } catch (IOException | RuntimeException | Error e) {
      closeAfter(e, channel);
      try {
        Files.delete(lower);
      } catch (IOException leftBehind) {
        e.addSuppressed(leftBehind);
      }
      throw e;
    }
  }

  private OpenFile initialise(Path lower, LowerChannel channel) throws IOException {
    EncryptedFile file = unwritten(lower, channel);
    try {
      file.writeHeader();
      return file;
    } catch (IOException | RuntimeException | Error e) {
      closeAfter(e, file);
      throw e;
    }
  }

  /**
   * How a file is being opened: the size of the lower file before, and whether there is a writer.
   */
  private record Opened(long sizeSeen, boolean writing) {}

  private OpenFile open(Path lower, LowerChannel channel, Opened how) throws IOException {
    byte[] window = buffers.take(); // a new one would cost as much as all else of opening
    try {
      return open(lower, channel, window, how);
    } finally {
      buffers.giveBack(window);
    }
  }

  private OpenFile open(Path lower, LowerChannel channel, byte[] window, Opened how)
      throws IOException {
    int present = channel.read(ByteBuffer.wrap(window, 0, HeaderCodec.WINDOW_BYTES), 0);
    Optional<MalformedMetadataException> damage = Optional.empty();
    if (HeaderCodec.hasMarker(window, present)) {
      try {
        Header header = HeaderCodec.parseRegion(window, present);
        return withHeader(lower, channel, header, how);
      } catch (MalformedMetadataException e) {
        damage = Optional.of(e);
      }
    }
    Optional<byte[]> attribute =
        UserXattr.read(lower).filter(v -> HeaderCodec.hasMarker(v, v.length));
    if (attribute.isPresent() && damage.isEmpty()) {
      return withAttribute(lower, channel, attribute.get(), how);
    }
    if (damage.isPresent()) {
      throw new DamagedFileException(lower, damage.get());
    }
    return withoutMetadata(lower, channel, present);
  }

  private OpenFile withHeader(Path lower, LowerChannel channel, Header header, Opened how)
      throws IOException {
    FileEncryptionKey key = unwrap(lower, header);
    try (key) {
      return rules.encryptedView()
          ? new EncryptedViewFile(channel, Bytes.copyOf(new byte[0]))
          : encrypted(lower, channel, header, key, how);
    }
  }

  private OpenFile withAttribute(Path lower, LowerChannel channel, byte[] value, Opened how)
      throws IOException {
    if (!rules.xattrMetadata()) {
      throw new FileSystemException(
          lower.toString(),
          null,
          "its metadata lies in user.ecryptfs; mount with ecryptfs_xattr_metadata to open it");
    }
    try {
      Header header = HeaderCodec.parseXattr(value);
      try (FileEncryptionKey key = unwrap(lower, header)) {
        return rules.encryptedView()
            ? new EncryptedViewFile(channel, Bytes.copyOf(HeaderCodec.viewRegion(value)))
            : encrypted(lower, channel, header, key, how);
      }
    } catch (MalformedMetadataException e) {
      throw new DamagedFileException(lower, e);
    }
  }

  private FileEncryptionKey unwrap(Path lower, Header header) throws FileSystemException {
    try {
      return keys.ring().unwrap(header.keys());
    } catch (KeyUnwrapException e) {
      if (isHeld(header) && !(e instanceof KeyUnavailableException)) {
        throw new DamagedFileException(lower, e);
      }
      FileSystemException failure = new FileSystemException(lower.toString(), null, e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  /** Whether a key that the header names is here, so that it is not the key that is missing. */
  private boolean isHeld(Header header) {
    return header.keys().stream().anyMatch(k -> keys.ring().find(k.signature()).isPresent());
  }

  private OpenFile withoutMetadata(Path lower, LowerChannel channel, int present)
      throws IOException {
    if (rules.passthrough()) {
      return rules.encryptedView()
          ? new EncryptedViewFile(channel, Bytes.copyOf(new byte[0]))
          : new PassthroughFile(channel);
    }
    if (present == 0 && !rules.xattrMetadata() && !rules.encryptedView()) {
      return unwritten(lower, channel);
    }
    throw new DamagedFileException(
        lower,
        present < HeaderCodec.FIXED_BYTES
            ? "not an eCryptfs file: it ends after " + present + " bytes, before its header does"
            : "not an eCryptfs file: there is no marker at byte 8; ecryptfs_passthrough shows plain files as they are");
  }

  private EncryptedFile encrypted(
      Path lower, LowerChannel channel, Header header, FileEncryptionKey key, Opened how)
      throws IOException {
    ExtentLayout layout = new ExtentLayout(header.flags().inXattr() ? 0 : header.metadataBytes());
    if (header.upperSize() > StoredSize.LARGEST) {
      throw new DamagedFileException(
          lower, "header: no file has " + header.upperSize() + " bytes; the header is damaged");
    }
    boolean complete = holds(how.sizeSeen(), header.upperSize(), layout);
    if (!complete && !how.writing() && !rules.lenient()) {
      checkComplete(lower, channel, header.upperSize(), layout);
    }
    long held = complete ? header.upperSize() : heldBytes(channel.size(), layout);
    return file(channel, header.flags(), layout, key).sized(header.upperSize(), held);
  }

  /**
   * Refuses to read a file whose lower file ends before its data: a caller would take the rest for
   * all.
   */
  private static void checkComplete(
      Path lower, LowerChannel channel, long upperSize, ExtentLayout layout) throws IOException {
    if (!holds(channel.size(), upperSize, layout)) {
      throw new DamagedFileException(
          lower,
          "cut short or a damaged header: the size field tells of "
              + upperSize
              + " bytes, but the lower file ends at byte "
              + channel.size()
              + "; restore it from a backup, or mount with ecryptfs_nio_lenient to read what is left");
    }
  }

  /** Whether a lower file of that size has all blocks of the data. */
  private static boolean holds(long lowerSize, long upperSize, ExtentLayout layout) {
    return upperSize == 0 || upperSize <= heldBytes(lowerSize, layout);
  }

  /** For how many upper bytes a lower file of that size has whole blocks. */
  private static long heldBytes(long lowerSize, ExtentLayout layout) {
    return Math.max(0, lowerSize - layout.dataOffset()) / BLOCK_BYTES * BLOCK_BYTES;
  }

  /** An empty lower file, for which a header is made but not yet written. */
  private EncryptedFile unwritten(Path lower, LowerChannel channel) throws IOException {
    HeaderFlags flags = new HeaderFlags(false, true, rules.xattrMetadata(), rules.encryptedNames());
    try (FileEncryptionKey key = keys.generate()) {
      Header header = Header.create(keys.random().nextInt(), flags, keys.wrap(key));
      ExtentLayout layout = new ExtentLayout(flags.inXattr() ? 0 : header.metadataBytes());
      return file(channel, flags, layout, key).withUnwritten(header);
    } catch (GeneralSecurityException e) {
      FileSystemException failure =
          new FileSystemException(
              lower.toString(),
              null,
              "a content key cannot wrap the file's key: " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  private EncryptedFile file(
      LowerChannel channel, HeaderFlags flags, ExtentLayout layout, FileEncryptionKey key) {
    MetadataStore metadata = flags.inXattr() ? new XattrRegion(channel) : new HeaderRegion(channel);
    ExtentCipher cipher = new CbcExtentCipher(key, keys.engines());
    ExtentStore extents = new ExtentStore(channel, layout, cipher, buffers, rules.lenient());
    return new EncryptedFile(metadata, extents, buffers, cache.forFile(), behind);
  }

  private static void closeAfter(Throwable failure, Closeable opened) {
    try {
      opened.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
