package io.github.ecryptfs.tck;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** A kind of file system that the contract is put to. Its {@code toString} names it in reports. */
sealed interface MountFixture permits PlainMount, EncryptedMount, InPlaceMount {
  /** Opens a fresh, empty one; the caller closes it. */
  Mount open() throws IOException;

  /** What this kind cannot do, each with the reason that is shown with the skipped tests. */
  Map<Capability, String> lacks();

  /** Whether this is Jimfs itself, whose own deviations {@link PlainJimfsDiffers} names. */
  default boolean isPlainJimfs() {
    return false;
  }

  /**
   * All kinds: the plain file systems, which show that the tests demand what {@code java.nio} does,
   * and the encrypted ones, in place too. The system property {@code tck.mounts}, a regular
   * expression, selects.
   */
  static Stream<MountFixture> all() {
    return selected(
        Stream.of(PlainMount.all(), EncryptedMount.all(), InPlaceMount.all())
            .flatMap(fixtures -> fixtures));
  }

  /** The encrypted kinds alone, selected in the same way. */
  static Stream<MountFixture> encrypted() {
    return selected(EncryptedMount.all());
  }

  /** Those of them whose lower directory has a URI, by which a mount can be opened. */
  static Stream<MountFixture> encryptedWithUris() {
    return encrypted().filter(f -> !f.lacks().containsKey(Capability.LOWER_URIS));
  }

  private static Stream<MountFixture> selected(Stream<? extends MountFixture> fixtures) {
    String wanted = System.getProperty("tck.mounts", ".*");
    return fixtures.<MountFixture>map(f -> f).filter(f -> f.toString().matches(wanted));
  }
}
