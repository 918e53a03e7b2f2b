package io.github.ecryptfs.provider.names;

import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;

/** Upper names to lower names and back. Thread-safe. */
public sealed interface NameCodec extends AutoCloseable
    permits PlainNames, EncryptedNames, NamesWithRawOnes {
  /**
   * The lower name under which a new entry is made, and under which an old one is looked for first.
   *
   * @throws FileSystemException if the name is too long; nothing was created
   */
  String toLower(String upper) throws FileSystemException;

  /** Whether {@link #alternatives} may give any. */
  boolean hasAlternatives();

  /** Other lower names that stand for the same upper name, made under other keys of this mount. */
  List<String> alternatives(String upper) throws FileSystemException;

  /** The upper name; empty if the lower name is none of this mount's. */
  Optional<String> toUpper(String lower);

  /** Whether the lower name does not decode but is shown as it is. */
  default boolean isRaw(String lower) {
    return false;
  }

  /**
   * Whether a new entry can have that name; {@link #toLower} may also give the names of old ones.
   *
   * @throws FileSystemException if the name is too long
   */
  default void requireEncodable(String upper) throws FileSystemException {
    toLower(upper);
  }

  /** The stored form of a symbolic link's target, which is coded as one name. */
  String linkToLower(String target) throws FileSystemException;

  /**
   * The target of a symbolic link as upper text.
   *
   * @throws FileSystemException if the stored text does not decode
   */
  String linkToUpper(String stored) throws FileSystemException;

  /**
   * The longest upper name in bytes of UTF-8, if it is less than what the lower file system takes.
   */
  Optional<Integer> longestName();

  /** Destroys the name keys. */
  @Override
  void close();
}
