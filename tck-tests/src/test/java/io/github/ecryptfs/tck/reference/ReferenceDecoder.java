package io.github.ecryptfs.tck.reference;

import java.util.List;
import java.util.Optional;

/**
 * Reads lower files with the keys given, as the kernel would.
 *
 * <p>Where bytes are missing it reads zeros, and it believes the header's figures: it judges what
 * others wrote, so a stricter reading would hide what is there. Immutable.
 */
public final class ReferenceDecoder {
  private static final int IN_XATTR = 0x04;

  private final List<ReferenceKey> keys;

  /** A decoder that holds {@code keys}. */
  public ReferenceDecoder(List<? extends ReferenceKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * The content of a lower file.
   *
   * @param lower all of its bytes
   * @param xattr the value of {@code user.ecryptfs}, which counts only if the file has no readable
   *     header
   * @param atMost reads no more than so many bytes of content
   */
  public byte[] content(byte[] lower, Optional<byte[]> xattr, int atMost)
      throws UnreadableException {
    ReferenceHeader header = header(lower, xattr);
    long offset = (header.flags() & IN_XATTR) != 0 ? 0 : header.dataOffset();
    return fileKey(header)
        .decrypt(lower, offset, (int) Math.min(atMost, Math.max(0, header.size())));
  }

  /** The size of the content as the header has it; no key is needed. */
  public long size(byte[] lower, Optional<byte[]> xattr) throws UnreadableException {
    return header(lower, xattr).size();
  }

  /** The signatures of the keys that a file is wrapped for, in the order of its packets. */
  public List<String> signatures(byte[] lower, Optional<byte[]> xattr) throws UnreadableException {
    return header(lower, xattr).packets().stream().map(p -> p.signature()).toList();
  }

  private static ReferenceHeader header(byte[] lower, Optional<byte[]> xattr)
      throws UnreadableException {
    try {
      return ReferenceHeader.parse(lower);
    } catch (UnreadableException e) {
      if (xattr.isEmpty()) {
        throw e;
      }
      ReferenceHeader header = ReferenceHeader.parse(xattr.get());
      return new ReferenceHeader(header.size(), 0, header.flags() | IN_XATTR, header.packets());
    }
  }

  /** The last packet counts first. */
  private FileKey fileKey(ReferenceHeader header) throws UnreadableException {
    for (int i = header.packets().size() - 1; i >= 0; i--) {
      ReferenceHeader.KeyPacket packet = header.packets().get(i);
      for (ReferenceKey key : keys) {
        if (key.signature().equals(packet.signature())) {
          return packet.unwrap(key);
        }
      }
    }
    throw new UnreadableException("none of the keys is here");
  }
}
