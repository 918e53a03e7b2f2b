package io.github.ecryptfs.metadata;

/**
 * Encrypted names as they stand in lower directories and lower symbolic links ({@code
 * docs/format.md}, "Names"): a prefix and the text of a tag 70 packet.
 */
public final class EncryptedName {
  /** How every encrypted name begins. */
  public static final String PREFIX = "ECRYPTFS_FNEK_ENCRYPTED.";

  private EncryptedName() {}

  /** Whether {@code lowerName} begins as an encrypted name does; it may be damaged all the same. */
  public static boolean hasPrefix(String lowerName) {
    return lowerName.startsWith(PREFIX);
  }

  /** The lower name of {@code packet}. */
  public static String toLower(Tag70Packet packet) {
    return PREFIX + FilenameAlphabet.encode(packet.encode());
  }

  /**
   * Parses a lower name or the lower target of a symbolic link.
   *
   * @throws MalformedMetadataException if it has no prefix, or the text is not just what {@link
   *     #toLower} gives: two lower names for one packet would be two files for one name
   */
  public static Tag70Packet parse(String lowerName) throws MalformedMetadataException {
    if (!hasPrefix(lowerName)) {
      throw new MalformedMetadataException(
          "encrypted name: no " + PREFIX + " at its start; this is a plain name");
    }
    byte[] decoded = FilenameAlphabet.decode(lowerName.substring(PREFIX.length()));
    Tag70Packet packet = Tag70Packet.parse(decoded, decoded.length);
    if (!toLower(packet).equals(lowerName)) {
      throw new MalformedMetadataException(
          "encrypted name: text after its packet; the name is damaged");
    }
    return packet;
  }

  /** How many characters the lower name has whose packet holds so many bytes of ciphertext. */
  public static int lowerLength(int ciphertextBytes) {
    return PREFIX.length() + FilenameAlphabet.textLength(Tag70Packet.packetBytes(ciphertextBytes));
  }

  /**
   * The longest upper name in bytes, as the kernel tells it.
   *
   * @param lowerLimit the longest name of the lower file system in bytes
   * @param blockBytes the block size of the cipher, 8 or 16
   */
  public static int nameLimit(int lowerLimit, int blockBytes) {
    if (lowerLimit == 255) {
      return 143; // more than the rule below gives
    }
    long packetBytes = (lowerLimit - PREFIX.length() + 1L) * 3 / 4;
    long overhead = 3 + 13 + 16 + (blockBytes - 1L);
    return (int) Math.max(0, packetBytes - overhead);
  }
}
