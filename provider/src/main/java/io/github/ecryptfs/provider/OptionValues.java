package io.github.ecryptfs.provider;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.KeyOption;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.provider.lower.LowerWriting;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Turns the value that a caller gives into the one that is kept. Secrets are copied. */
final class OptionValues {
  private static final int MOST_BYTES_A_CHAR = 3;

  private OptionValues() {}

  /**
   * The bytes of a passphrase, copied.
   *
   * @throws IllegalArgumentException also if it is all zero: that is an array which its owner has
   *     wiped, and files made under its key would be lost
   */
  static byte[] passphrase(MountOption option, Object value) {
    byte[] passphrase = bytesOf(option, value);
    if (passphrase.length > 0 && Arrays.equals(passphrase, new byte[passphrase.length])) {
      throw MountOptions.bad(option, "it holds zeros only, as if it had been wiped already");
    }
    return passphrase;
  }

  private static byte[] bytesOf(MountOption option, Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (value instanceof char[] chars) {
      return utf8(option, CharBuffer.wrap(chars));
    }
    if (value instanceof CharSequence text) {
      return utf8(option, CharBuffer.wrap(text));
    }
    throw MountOptions.bad(
        option, "want char[] or byte[], got " + value.getClass().getSimpleName());
  }

  private static byte[] utf8(MountOption option, CharBuffer text) {
    byte[] room = new byte[text.remaining() * MOST_BYTES_A_CHAR];
    try {
      ByteBuffer target = ByteBuffer.wrap(room);
      CoderResult result = StandardCharsets.UTF_8.newEncoder().encode(text, target, true);
      if (result.isError()) {
        throw MountOptions.bad(option, "the text has no UTF-8 form");
      }
      return Arrays.copyOf(room, target.position());
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  static Bytes salt(MountOption option, Object value) {
    try {
      Bytes salt =
          value instanceof Bytes bytes
              ? bytes
              : value instanceof byte[] raw ? Bytes.copyOf(raw) : Bytes.ofHex(value.toString());
      if (salt.size() == 8) {
        return salt;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          MountOptions.bad(option, "want 16 hexadecimal digits or 8 bytes").getMessage(), e);
    }
    throw MountOptions.bad(option, "want 16 hexadecimal digits or 8 bytes");
  }

  static Integer number(MountOption option, Object value) {
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      return number.intValue();
    }
    try {
      return Integer.valueOf(value.toString());
    } catch (NumberFormatException e) {
      throw MountOptions.bad(option, "want a number of bytes, got '" + value + "'");
    }
  }

  /** A number of bytes that is not negative. */
  static Integer size(MountOption option, Object value) {
    int bytes = number(option, value);
    if (bytes < 0) {
      throw MountOptions.bad(option, "want a number of bytes, got '" + value + "'");
    }
    return bytes;
  }

  /** How the lower file system takes changed files, as text. */
  static String lowerFileSystem(MountOption option, Object value) {
    String word = value.toString();
    if (!word.equals(LowerSettings.PROBE) && LowerWriting.named(word).isEmpty()) {
      throw MountOptions.bad(
          option, "want in_place, put, rename, read_only or probe, got '" + value + "'");
    }
    return word;
  }

  /** A file; as text, one of the default file system. */
  static Path file(MountOption option, Object value) {
    try {
      return value instanceof Path path ? path : Path.of(value.toString());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          MountOptions.bad(option, "want a file: " + e.getMessage()).getMessage(), e);
    }
  }

  /** A directory of the machine, as text. */
  static String directory(MountOption option, Object value) {
    try {
      return value.toString().equals(LowerSettings.NO_DIRECTORY)
          ? LowerSettings.NO_DIRECTORY
          : Path.of(value.toString()).toAbsolutePath().toString();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          MountOptions.bad(option, "want a directory: " + e.getMessage()).getMessage(), e);
    }
  }

  static Boolean flag(MountOption option, Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    return switch (value.toString()) {
      case "", "y", "yes", "true", "1", "on" -> true;
      case "n", "no", "false", "0", "off" -> false;
      default -> throw MountOptions.bad(option, "want true or false, y or n, got '" + value + "'");
    };
  }

  /** Whether copies in memory are mapped. */
  static Boolean map(MountOption option, Object value) {
    return switch (value.toString()) {
      case "memory", "true" -> true; // the second is how it is kept
      case "none", "false" -> false;
      default -> throw MountOptions.bad(option, "want memory or none, got '" + value + "'");
    };
  }

  static KeySignature signature(MountOption option, Object value) {
    try {
      return value instanceof KeySignature signature
          ? signature
          : KeySignature.parse(value.toString());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          MountOptions.bad(option, "" + e.getMessage()).getMessage(), e);
    }
  }

  static List<Object> signatures(MountOption option, Object value) {
    Object list = value instanceof String text ? List.of(text.split(",")) : value;
    return each(list, item -> signature(option, item));
  }

  static List<Object> keyOptions(MountOption option, Object value) {
    return each(
        value,
        item -> {
          if (item instanceof KeySource || item instanceof CharSequence) {
            return item instanceof KeySource ? item : KeyOption.parse((CharSequence) item);
          }
          throw MountOptions.bad(option, "want text such as passphrase:passphrase_passwd_file=...");
        });
  }

  static List<Object> keySources(MountOption option, Object value) {
    return each(
        value,
        item -> {
          if (item instanceof KeySource) {
            return item;
          }
          throw MountOptions.bad(
              option, "want key sources, got " + item.getClass().getSimpleName());
        });
  }

  private static List<Object> each(
      Object value, java.util.function.Function<Object, Object> parse) {
    List<Object> parsed = new ArrayList<>();
    for (Object item : value instanceof Collection<?> many ? many : List.of(value)) {
      parsed.add(parse.apply(item));
    }
    return List.copyOf(parsed);
  }
}
