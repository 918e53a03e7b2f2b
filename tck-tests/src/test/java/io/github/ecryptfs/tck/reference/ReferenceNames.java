package io.github.ecryptfs.tck.reference;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Encrypted names and link targets under one key ({@code docs/format.md}, "Names"). Immutable. */
public final class ReferenceNames {
  private static final String PREFIX = "ECRYPTFS_FNEK_ENCRYPTED.";
  private static final String ALPHABET =
      "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final ReferencePassphrase key;
  private final ReferenceCipher cipher;
  private final int keyBytes;

  /** Names under {@code key}, by the cipher and key size of the mount. */
  public ReferenceNames(ReferencePassphrase key, ReferenceCipher cipher, int keyBytes) {
    this.key = key;
    this.cipher = cipher;
    this.keyBytes = keyBytes;
  }

  /** The lower name, or lower link target, of an upper one. */
  public String encode(String upper) throws UnreadableException {
    byte[] name = upper.getBytes(StandardCharsets.UTF_8);
    int blocks = (17 + name.length + cipher.blockBytes() - 1) / cipher.blockBytes();
    int bytes = blocks * cipher.blockBytes();
    byte[] plain = Arrays.copyOf(prefix(bytes - name.length - 1), bytes);
    System.arraycopy(name, 0, plain, bytes - name.length, name.length);
    byte[] encrypted = cipher.ecbEncrypt(key.bytes(), keyBytes, plain);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(0x46);
    writeLength(packet, 9 + bytes);
    packet.writeBytes(HexFormat.of().parseHex(key.signature()));
    packet.write(cipher.code(keyBytes));
    packet.writeBytes(encrypted);
    return PREFIX + text(packet.toByteArray());
  }

  /**
   * The upper name, or link target, of a lower one; {@link UnreadableException} if it is none of
   * this key.
   */
  public String decode(String lower) throws UnreadableException {
    if (!lower.startsWith(PREFIX)) {
      throw new UnreadableException("not an encrypted name");
    }
    ByteBuffer packet = ByteBuffer.wrap(bytes(lower.substring(PREFIX.length())));
    if (packet.remaining() < 12 || packet.get() != 0x46) {
      throw new UnreadableException("not a tag 70 packet");
    }
    int length = ReferenceHeader.length(packet) - 9;
    if (length <= 0 || length > packet.remaining() - 9) {
      throw new UnreadableException("the packet lies about its length");
    }
    byte[] signature = new byte[8];
    packet.get(signature);
    if (!HexFormat.of().formatHex(signature).equals(key.signature())) {
      throw new UnreadableException("a name of another key");
    }
    ReferenceCipher named = ReferenceCipher.ofCode(packet.get());
    byte[] encrypted = new byte[length];
    packet.get(encrypted);
    return name(named.ecbDecrypt(key.bytes(), keyBytes, encrypted));
  }

  private String name(byte[] plain) throws UnreadableException {
    for (int at = 0; at < plain.length - 1; at++) {
      if (plain[at] == 0) {
        return new String(plain, at + 1, plain.length - at - 1, StandardCharsets.UTF_8);
      }
    }
    throw new UnreadableException("no name in the packet");
  }

  /** Filler in front of a name: bytes of repeated MD5, with 0x42 in place of zero. */
  private byte[] prefix(int bytes) {
    byte[] prefix = new byte[bytes];
    byte[] hash = Digests.of("MD5", key.bytes());
    for (int i = 0; i < bytes; i++) {
      prefix[i] = hash[i % 16] == 0 ? 0x42 : hash[i % 16];
      if (i % 16 == 15) {
        hash = Digests.of("MD5", hash);
      }
    }
    return prefix;
  }

  private static void writeLength(ByteArrayOutputStream packet, int length) {
    if (length >= 192) {
      packet.write(((length - 192) >> 8) + 192);
      packet.write(length - 192);
    } else {
      packet.write(length);
    }
  }

  private static String text(byte[] packet) {
    StringBuilder text = new StringBuilder();
    byte[] padded = Arrays.copyOf(packet, (packet.length + 2) / 3 * 3);
    for (int i = 0; i < padded.length; i += 3) {
      int group =
          ((padded[i] & 0xff) << 16) | ((padded[i + 1] & 0xff) << 8) | (padded[i + 2] & 0xff);
      for (int shift = 18; shift >= 0; shift -= 6) {
        text.append(ALPHABET.charAt((group >> shift) & 63));
      }
    }
    return text.toString();
  }

  /** A character that the alphabet lacks counts as its first one, as in the kernel. */
  private static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int held = 0;
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      held = ((held << 6) | Math.max(0, ALPHABET.indexOf(text.charAt(i)))) & 0xffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(held >> bits);
      }
    }
    return bytes.toByteArray();
  }
}
