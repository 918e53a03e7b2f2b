package io.github.ecryptfs.provider.names;

import java.util.List;
import java.util.Optional;

/** Names that are stored as they are. Immutable. */
public record PlainNames() implements NameCodec {
  @Override
  public String toLower(String upper) {
    return upper;
  }

  @Override
  public boolean hasAlternatives() {
    return false;
  }

  @Override
  public List<String> alternatives(String upper) {
    return List.of();
  }

  @Override
  public Optional<String> toUpper(String lower) {
    return Optional.of(lower);
  }

  @Override
  public String linkToLower(String target) {
    return target;
  }

  @Override
  public String linkToUpper(String stored) {
    return stored;
  }

  @Override
  public Optional<Integer> longestName() {
    return Optional.empty();
  }

  @Override
  public void close() {
    // No keys.
  }
}
