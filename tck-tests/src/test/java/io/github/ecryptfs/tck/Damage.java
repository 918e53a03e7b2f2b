package io.github.ecryptfs.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.ecryptfs.tck.EncryptedMount.Metadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One way in which a lower file can be wrong, done to a file of {@link #SIZE} bytes with one
 * AES-128 passphrase key: 26 fixed bytes, a tag 3 packet at 26, a tag 11 packet at 57, its
 * signature at 73, the end at 81 ({@code docs/format.md}, "Header" and "Packet set").
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets and functions are never changed
enum Damage {
  PLAIN_FILE("", m -> "This file was never encrypted. ".repeat(300).getBytes(US_ASCII)),
  CUT_TO_1_BYTE("", cut(1)),
  CUT_WITHIN_THE_MARKER("", cut(15)),
  CUT_WITHIN_THE_FLAGS("", cut(19)),
  CUT_BEFORE_THE_PACKETS("", cut(26)),
  CUT_WITHIN_TAG_3("", cut(40)),
  CUT_BETWEEN_THE_PACKETS("", cut(57)),
  CUT_WITHIN_TAG_11("", cut(80)),
  CUT_BEFORE_THE_DATA("", cut(5000), EnumSet.of(Metadata.HEADER)),
  WRONG_MARKER("", flip(9, 0x01)),
  VERSION_9("version 9", set(16, 9)),
  NEGATIVE_SIZE("size", flip(0, 0x80)),
  ABSURD_SIZE("", flip(0, 0x7f)),
  NO_METADATA_SIZE("", set(24, 0, 0), EnumSet.of(Metadata.HEADER)),
  ABSURD_METADATA_SIZE("", set(20, 0x7f, 0xff, 0xff, 0xff), EnumSet.of(Metadata.HEADER)),
  XATTR_FLAG_IN_THE_HEADER("", flip(19, 0x04), EnumSet.of(Metadata.HEADER)),
  NO_PACKETS("", set(26, 0)),
  TAG_3_TOO_LONG("", set(27, 191)),
  TAG_3_TOO_SHORT("", set(27, 5)),
  TAG_3_WITH_A_FORBIDDEN_LENGTH("", set(27, 0xff)),
  TAG_3_OF_ANOTHER_VERSION("", set(28, 3)),
  UNKNOWN_CIPHER("cipher", set(29, 0x55)),
  UNKNOWN_KEY_DERIVATION("", set(30, 0)),
  KEY_THAT_DOES_NOT_FIT_ITS_CIPHER("", set(29, 8)),
  NO_TAG_11("", set(57, 0)),
  TAG_11_TOO_LONG("", set(58, 0x17)),
  TAG_11_WITH_ANOTHER_FORMAT("", set(59, 0x74)),
  FOREIGN_SIGNATURE("0102030405060708", set(73, 1, 2, 3, 4, 5, 6, 7, 8)),
  LAST_EXTENT_MISSING("", 8192),
  LAST_EXTENT_CUT("", 8192 + 100),
  ALL_EXTENTS_MISSING("", 0);

  /** The upper size of the files that are damaged: three extents, the last one not full. */
  static final int SIZE = 9000;

  private final String reason;
  private final UnaryOperator<byte[]> change;
  private final Set<Metadata> kinds;
  private final int dataLeft;

  Damage(String reason, UnaryOperator<byte[]> change) {
    this(reason, change, EnumSet.allOf(Metadata.class));
  }

  Damage(String reason, UnaryOperator<byte[]> change, Set<Metadata> kinds) {
    this(reason, change, kinds, Integer.MAX_VALUE);
  }

  Damage(String reason, int dataLeft) {
    this(reason, UnaryOperator.identity(), EnumSet.allOf(Metadata.class), dataLeft);
  }

  Damage(String reason, UnaryOperator<byte[]> change, Set<Metadata> kinds, int dataLeft) {
    this.reason = reason;
    this.change = change;
    this.kinds = kinds;
    this.dataLeft = dataLeft;
  }

  /** Whether files with their metadata there can have this damage. */
  boolean befalls(Metadata metadata) {
    return kinds.contains(metadata);
  }

  /** What the message about it says among other things. */
  String reason() {
    return reason;
  }

  /** Whether the header is sound and only data is missing. */
  boolean sparesTheHeader() {
    return dataLeft != Integer.MAX_VALUE || this == ABSURD_SIZE;
  }

  /**
   * Whether the file is sound but none of the keys at hand opens it, as after a wrong passphrase.
   */
  boolean isOfTheKey() {
    return this == FOREIGN_SIGNATURE;
  }

  /** Does it to a lower file. */
  void inflict(Path lower, Metadata metadata) throws IOException {
    if (metadata == Metadata.HEADER) {
      Files.write(lower, change.apply(Files.readAllBytes(lower)));
      shorten(lower, 8192L + dataLeft);
    } else {
      changeAttribute(lower);
      shorten(lower, dataLeft);
    }
  }

  private void changeAttribute(Path lower) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(lower, UserDefinedFileAttributeView.class);
    ByteBuffer value = ByteBuffer.allocate(view.size("ecryptfs"));
    view.read("ecryptfs", value);
    byte[] changed = change.apply(value.array());
    view.delete("ecryptfs");
    if (this != PLAIN_FILE) {
      view.write("ecryptfs", ByteBuffer.wrap(changed));
    }
  }

  /** Written as a whole: not every lower file system cuts. */
  private static void shorten(Path lower, long size) throws IOException {
    byte[] all = Files.readAllBytes(lower);
    Files.write(lower, Arrays.copyOf(all, (int) Math.min(size, all.length)));
  }

  private static UnaryOperator<byte[]> cut(int length) {
    return metadata -> Arrays.copyOf(metadata, Math.min(length, metadata.length));
  }

  private static UnaryOperator<byte[]> set(int offset, int... values) {
    return metadata -> {
      byte[] changed = metadata.clone();
      for (int i = 0; i < values.length; i++) {
        changed[offset + i] = (byte) values[i];
      }
      return changed;
    };
  }

  private static UnaryOperator<byte[]> flip(int offset, int bits) {
    return metadata -> set(offset, metadata[offset] ^ bits).apply(metadata);
  }
}
