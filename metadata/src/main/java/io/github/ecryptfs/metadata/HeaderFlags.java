package io.github.ecryptfs.metadata;

/**
 * The flags of a header ({@code docs/format.md}, "Header"). Unknown bits are ignored on reading and
 * written as zero.
 *
 * @param hmac reserved for an integrity check that no release ever made
 * @param encrypted set in every header that was ever written; a header without it is read as if it
 *     stood there
 * @param inXattr whether the metadata lives in the extended attribute, so that data starts at lower
 *     offset 0
 * @param encryptedNames whether the mount that made the file encrypted names; says nothing of the
 *     content
 */
public record HeaderFlags(
    boolean hmac, boolean encrypted, boolean inXattr, boolean encryptedNames) {
  private static final int HMAC = 0x01;
  private static final int ENCRYPTED = 0x02;
  static final int IN_XATTR = 0x04;
  private static final int ENCRYPTED_NAMES = 0x08;

  /** The flags of a new file with encrypted content. */
  public static HeaderFlags forNewFile(boolean inXattr, boolean encryptedNames) {
    return new HeaderFlags(false, true, inXattr, encryptedNames);
  }

  static HeaderFlags ofByte(int bits) {
    return new HeaderFlags(
        (bits & HMAC) != 0,
        (bits & ENCRYPTED) != 0,
        (bits & IN_XATTR) != 0,
        (bits & ENCRYPTED_NAMES) != 0);
  }

  byte toByte() {
    return (byte)
        ((hmac ? HMAC : 0)
            | (encrypted ? ENCRYPTED : 0)
            | (inXattr ? IN_XATTR : 0)
            | (encryptedNames ? ENCRYPTED_NAMES : 0));
  }

  HeaderFlags withInXattr(boolean there) {
    return new HeaderFlags(hmac, encrypted, there, encryptedNames);
  }
}
