package io.github.ecryptfs.tck;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A file system without encryption: the reference for what the contract may demand. */
record PlainMount(LowerFixture lower, Map<Capability, String> lacks) implements MountFixture {
  /** The default file system and Jimfs. */
  static Stream<PlainMount> all() {
    return Stream.of(
        new PlainMount(
            LowerFixture.DEFAULT,
            Map.of(
                Capability.CLOSING, "the default file system cannot be closed",
                Capability.NAMES_END_AT_143_BYTES, "plain names may be longer")),
        new PlainMount(
            LowerFixture.JIMFS,
            Map.of(
                Capability.LOCKS, "Jimfs pretends to lock",
                Capability.NAMES_END_AT_143_BYTES, "plain names may be longer")));
  }

  @Override
  public Mount open() throws IOException {
    LowerFixture.Lower opened = lower.open();
    return new Mount(
        opened.directory().getFileSystem(), opened.directory(), Optional.empty(), opened);
  }

  @Override
  public Map<Capability, String> lacks() {
    return lower.lacksAnd(lacks);
  }

  @Override
  public boolean isPlainJimfs() {
    return lower == LowerFixture.JIMFS;
  }

  @Override
  public String toString() {
    return "plain " + lower.name().toLowerCase(Locale.ROOT);
  }
}
