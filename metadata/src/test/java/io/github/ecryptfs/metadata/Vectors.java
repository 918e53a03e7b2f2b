package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Known bytes of the format, and headers made of them. */
final class Vectors {
  static final int MARKER = 0x11223344;
  static final KeySignature TEST = KeySignature.parse("d395309aaad4de06");
  static final KeySignature HORSE = KeySignature.parse("3ab38bb4917daae6");
  static final KeySignature NAME_KEY = KeySignature.parse("be877764c5918621");
  static final Bytes SALT = Bytes.ofHex("0011223344556677");
  static final HeaderFlags FLAGS = HeaderFlags.forNewFile(false, false);

  /** AES-128, wrapped by the key of {@code test}. */
  static final WrappedFileKey BY_TEST = byPassphrase(TEST, 7, "b1ebbb80ff697843686025a41cf4bb1f");

  /** AES-128, wrapped by the key of {@code correct horse battery staple}. */
  static final WrappedFileKey BY_HORSE = byPassphrase(HORSE, 7, "15acd57db34cf672afe8488fa7afc44c");

  static final String FIXED = "000000000000000d112233442da384b103000002000010000002";
  static final String TAG_11 = "ed1662085f434f4e534f4c4500000000d395309aaad4de06";
  static final String TAG_3 = "8c1d04070301001122334455667760b1ebbb80ff697843686025a41cf4bb1f";

  private Vectors() {}

  static WrappedFileKey byPassphrase(KeySignature signature, int cipherCode, String wrapped) {
    return new WrappedFileKey.ByPassphrase(signature, cipherCode, SALT, Bytes.ofHex(wrapped));
  }

  static byte[] hex(String... digits) {
    return HexFormat.of().parseHex(String.join("", digits).replace(" ", ""));
  }

  /** The 81 bytes of a header with one AES-128 key, as the xattr value but for its flag. */
  static byte[] header() {
    return hex(FIXED, TAG_3, TAG_11);
  }

  /** {@link #header} with other bytes from {@code offset} on. */
  static byte[] headerWith(int offset, String digits) {
    byte[] patch = hex(digits);
    byte[] header = header();
    System.arraycopy(patch, 0, header, offset, patch.length);
    return header;
  }

  /** {@link #header} as the value of the extended attribute. */
  static byte[] xattr() {
    return headerWith(19, "06");
  }

  static Header parse(byte[] region) throws MalformedMetadataException {
    return HeaderCodec.parseRegion(region, region.length);
  }

  static Header oneKey() {
    return Header.create(MARKER, FLAGS, List.of(BY_TEST)).withUpperSize(13);
  }

  static byte[] padded(byte[] header) {
    return Arrays.copyOf(header, HeaderCodec.MINIMUM_METADATA_BYTES);
  }
}
