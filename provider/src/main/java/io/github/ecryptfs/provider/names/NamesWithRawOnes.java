package io.github.ecryptfs.provider.names;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Encrypted names, and for rescue those that do not decode: each of them has itself as its upper
 * name. An encrypted name that decodes to the same goes before it, and none is ever made.
 *
 * <p>Thread-safe.
 *
 * @param names the encrypted ones
 */
public record NamesWithRawOnes(EncryptedNames names) implements NameCodec {
  /** A name that is too long to be encrypted can only be a raw one. */
  @Override
  public String toLower(String upper) throws FileSystemException {
    return isTooLong(upper) && isRaw(upper) ? upper : names.toLower(upper);
  }

  private boolean isTooLong(String upper) {
    int bytes = upper.getBytes(StandardCharsets.UTF_8).length;
    return names.longestName().filter(longest -> bytes > longest).isPresent();
  }

  @Override
  public boolean hasAlternatives() {
    return true;
  }

  @Override
  public List<String> alternatives(String upper) {
    Stream<String> raw = Stream.of(upper).filter(this::isRaw);
    return Stream.concat(names.alternatives(upper).stream(), raw).toList();
  }

  @Override
  public Optional<String> toUpper(String lower) {
    return names.toUpper(lower).or(() -> Optional.of(lower));
  }

  @Override
  public boolean isRaw(String lower) {
    return names.toUpper(lower).isEmpty();
  }

  @Override
  public void requireEncodable(String upper) throws FileSystemException {
    names.toLower(upper);
  }

  @Override
  public String linkToLower(String target) throws FileSystemException {
    return names.linkToLower(target);
  }

  @Override
  public String linkToUpper(String stored) throws FileSystemException {
    return names.linkToUpper(stored);
  }

  @Override
  public Optional<Integer> longestName() {
    return names.longestName();
  }

  @Override
  public void close() {
    names.close();
  }
}
