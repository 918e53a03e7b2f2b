package io.github.ecryptfs.tck.golden;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The only places where we differ from the kernel's records, each with the reason.
 *
 * <p>What is not in this table must be as the kernel showed it. The kernel gives garbage, zeros or
 * a wrong size for these files without a word; we say what is wrong.
 *
 * @param golden the name of the case
 * @param path a pattern of upper paths
 * @param outcome what we do instead
 * @param message a part of the message of the exception; empty if there is none
 * @param reason why
 */
record StricterThanKernel(
    String golden, Pattern path, Outcome outcome, String message, String reason) {

  /** What we do where the kernel does something else. */
  enum Outcome {
    /** Reading the file fails. */
    REFUSED,
    /**
     * Reading the file fails, unless {@code ecryptfs_nio_lenient} is on: then it gives what the
     * kernel gives.
     */
    CUT_SHORT,
    /** The entry is not listed. */
    HIDDEN,
    /** The file cannot be read, as in the kernel, but its size is that of the header. */
    SIZE_OF_HEADER,
    /** The file reads as empty and the lower file is left as it is. */
    LEFT_EMPTY
  }

  private static final String HEADER = "damaged-header-1";
  private static final String XATTR = "damaged-xattr-1";
  private static final String NAMES = "damaged-names-1";
  private static final String SHORT = "cut short";

  /** All deviations. */
  static final List<StricterThanKernel> TABLE =
      List.of(
          refused(
              "flags-00000[6e]",
              "flag",
              "a header in the file that says it is in the attribute: the kernel takes the header"
                  + " for data"),
          refused(
              "hdrextent-00000[08]00",
              "at offset 20",
              "data would start inside the header: the kernel decrypts the header"),
          refused(
              "hdrnum-0001",
              "at offset 20",
              "data would start inside the header: the kernel decrypts the header"),
          refused(
              "hdrextent-ffffffff",
              "at offset 20",
              "data would start at 8 GiB: the kernel reads zeros from behind the end"),
          refused(
              "size-9223372036854775808", "size", "a negative size: the kernel shows it as it is"),
          refused(
              "t3-cipher-08",
              "takes no wrapped key of 16 bytes",
              "16 wrapped bytes for a key of 24: the kernel fills the key with zeros"),
          cutShort(
              HEADER,
              "trunc-(00082|04095|04097|08192|10000|12288)",
              "the kernel decrypts missing ciphertext as if it were zeros"),
          cutShort(
              HEADER,
              "hdr-4096x3-moved|hdrextent-00002000|hdrnum-0004",
              "the header claims more metadata than there is, so the last extents are missing"),
          cutShort(
              HEADER,
              "size-(8193|1099511627776)",
              "the header claims more extents than the file has"),
          cutShort(
              XATTR,
              "lower-(0|5000)",
              "the kernel decrypts missing ciphertext as if it were zeros"),
          new StricterThanKernel(
              HEADER,
              Pattern.compile("trunc-00000"),
              Outcome.LEFT_EMPTY,
              "",
              "the kernel writes a header into an empty file when it is read; we write only when"
                  + " asked to"),
          new StricterThanKernel(
              XATTR,
              Pattern.compile("xsig|xtrunc-(26|57|80)"),
              Outcome.SIZE_OF_HEADER,
              "",
              "in xattr mode the kernel shows the lower size until the file was opened"),
          new StricterThanKernel(
              NAMES,
              Pattern.compile(
                  "(cut1|extra4|badchar|firstblock|cipher-bf) of [^/]*/.*", Pattern.DOTALL),
              Outcome.HIDDEN,
              "",
              "the kernel lists a name under which it then finds nothing"));

  private static StricterThanKernel refused(String path, String message, String reason) {
    return new StricterThanKernel(HEADER, Pattern.compile(path), Outcome.REFUSED, message, reason);
  }

  private static StricterThanKernel cutShort(String golden, String path, String reason) {
    return new StricterThanKernel(golden, Pattern.compile(path), Outcome.CUT_SHORT, SHORT, reason);
  }

  /** The deviation for a path of a case, if there is one. */
  static Optional<StricterThanKernel> of(GoldenCase golden, UpperEntry upper) {
    return TABLE.stream()
        .filter(row -> row.golden.equals(golden.name()))
        .filter(row -> row.path.matcher(upper.path()).matches())
        .findFirst();
  }
}
