package io.github.ecryptfs.provider.names;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.FilenameCipher;
import io.github.ecryptfs.metadata.EncryptedName;
import io.github.ecryptfs.metadata.MalformedMetadataException;
import io.github.ecryptfs.metadata.Tag70Packet;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names encrypted under a name key ({@code docs/format.md}, "Names"). The coding is deterministic,
 * so both directions are remembered, up to a bound.
 *
 * <p>A lower name counts only if exactly it comes out when its upper name is encrypted again: so no
 * two lower names show as one upper name, and nothing is listed that cannot be opened.
 *
 * <p>Thread-safe.
 */
public final class EncryptedNames implements NameCodec {
  /**
   * The longest name that Linux file systems take; longer lower names could not be copied to one.
   */
  private static final int LONGEST_LOWER_NAME = 255;

  /** The longest text of a symbolic link on Linux. */
  private static final int LONGEST_LOWER_LINK = 4095;

  private static final int REMEMBERED_NAMES = 32_768;

  private final List<FilenameCipher> ciphers;
  private final int longestName;
  private final Cache<String, String> lowerNames =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED_NAMES).build();
  private final Cache<String, Optional<String>> upperNames =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED_NAMES).build();

  /**
   * Takes the ciphers over.
   *
   * @param own encrypts new names
   * @param others decode names that were made under other keys
   */
  public EncryptedNames(FilenameCipher own, List<FilenameCipher> others) {
    this.ciphers = new ArrayList<>(List.of(own));
    this.ciphers.addAll(others);
    this.longestName =
        EncryptedName.nameLimit(LONGEST_LOWER_NAME, own.cipher().algorithm().blockBytes());
  }

  @Override
  public String toLower(String upper) throws FileSystemException {
    String known = lowerNames.getIfPresent(upper);
    if (known != null) {
      return known;
    }
    byte[] name = upper.getBytes(StandardCharsets.UTF_8);
    if (name.length > longestName) {
      throw refused(
          "the name has "
              + name.length
              + " bytes; at most "
              + longestName
              + " fit when names are encrypted");
    }
    String lower = encode(ciphers.get(0), name);
    lowerNames.put(upper, lower);
    return lower;
  }

  @Override
  public boolean hasAlternatives() {
    return ciphers.size() > 1;
  }

  @Override
  public List<String> alternatives(String upper) {
    byte[] name = upper.getBytes(StandardCharsets.UTF_8);
    return ciphers.stream()
        .skip(1)
        .map(cipher -> encode(cipher, name))
        .filter(lower -> lower.length() <= LONGEST_LOWER_NAME)
        .toList();
  }

  @Override
  public Optional<String> toUpper(String lower) {
    Optional<String> known = upperNames.getIfPresent(lower);
    if (known != null) {
      return known;
    }
    Optional<String> upper =
        lower.length() <= LONGEST_LOWER_NAME
            ? decode(lower).filter(EncryptedNames::isLegal)
            : Optional.empty(); // toLower would refuse what it decodes to
    upperNames.put(lower, upper);
    if (!hasAlternatives()) {
      upper.ifPresent(
          name -> lowerNames.put(name, lower)); // who lists names often goes on with them
    }
    return upper;
  }

  @Override
  public String linkToLower(String target) throws FileSystemException {
    String stored = encode(ciphers.get(0), target.getBytes(StandardCharsets.UTF_8));
    if (stored.length() > LONGEST_LOWER_LINK) {
      throw refused(
          "the link target is too long: its encrypted form has "
              + stored.length()
              + " characters, a lower link holds at most "
              + LONGEST_LOWER_LINK);
    }
    return stored;
  }

  @Override
  public String linkToUpper(String stored) throws FileSystemException {
    return decode(stored)
        .orElseThrow(
            () ->
                new FileSystemException(
                    stored, null, "the target of the symbolic link does not decode"));
  }

  @Override
  public Optional<Integer> longestName() {
    return Optional.of(longestName);
  }

  @Override
  public void close() {
    lowerNames.invalidateAll();
    upperNames.invalidateAll();
    ciphers.forEach(FilenameCipher::close);
  }

  /** Without a path: there is no lower one, and the file system above knows the upper one. */
  private static FileSystemException refused(String reason) {
    return new FileSystemException(null, null, reason);
  }

  private static String encode(FilenameCipher cipher, byte[] name) {
    return EncryptedName.toLower(
        new Tag70Packet(
            cipher.signature(), cipher.cipher().code(), Bytes.copyOf(cipher.encrypt(name))));
  }

  private Optional<String> decode(String lower) {
    if (!lower.startsWith(EncryptedName.PREFIX)) {
      return Optional.empty();
    }
    try {
      Tag70Packet packet = EncryptedName.parse(lower);
      return ciphers.stream()
          .filter(
              c ->
                  c.signature().equals(packet.signature())
                      && c.cipher().code() == packet.cipherCode())
          .flatMap(c -> c.decrypt(packet.ciphertext().toArray()).stream())
          .flatMap(name -> utf8(name).stream())
          .findFirst();
    } catch (MalformedMetadataException e) {
      // Not one of our names, as lost+found is none: java.nio has no place to report it.
      return Optional.empty();
    }
  }

  private static Optional<String> utf8(byte[] name) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isLegal(String name) {
    return !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0;
  }
}
