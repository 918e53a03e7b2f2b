package io.github.ecryptfs.tck;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Our file system over a lower one, in one configuration. */
record EncryptedMount(LowerFixture lower, Metadata metadata, Names names, Writes writes)
    implements MountFixture {
  /** The passphrase of all mounts of the contract. */
  static final String PASSPHRASE = "correct horse battery staple";

  /** The signature that {@link #PASSPHRASE} has as a content key. */
  static final String SIGNATURE = "3ab38bb4917daae6";

  /** Where a file's key and size are kept. */
  enum Metadata {
    HEADER,
    XATTR
  }

  /** How names stand in the lower directory. */
  enum Names {
    PLAIN,
    ENCRYPTED
  }

  /** When small writes reach the lower file. */
  enum Writes {
    THROUGH,
    BEHIND
  }

  /** A mount that writes through. */
  EncryptedMount(LowerFixture lower, Metadata metadata, Names names) {
    this(lower, metadata, names, Writes.THROUGH);
  }

  /** Every lower file system with every configuration, and one that holds writes back. */
  static Stream<EncryptedMount> all() {
    EncryptedMount holdingBack =
        new EncryptedMount(LowerFixture.DEFAULT, Metadata.HEADER, Names.ENCRYPTED, Writes.BEHIND);
    return Stream.concat(writingThrough(), Stream.of(holdingBack));
  }

  /**
   * Every lower file system with every configuration; of those that are not {@link
   * LowerFixture#isJudgedInFull} only the one with metadata in the header and encrypted names,
   * unless the system property {@code tck.lowers} is {@code all}.
   */
  private static Stream<EncryptedMount> writingThrough() {
    return everyCombination()
        .filter(mount -> mount.lower.isJudgedInFull() || inFull() || mount.isUsual());
  }

  /** Whether every lower file system is judged with all that there is. */
  private static boolean inFull() {
    return System.getProperty("tck.lowers", "").equals("all");
  }

  /** Whether metadata lies in the header and names are encrypted. */
  private boolean isUsual() {
    return metadata == Metadata.HEADER && names == Names.ENCRYPTED;
  }

  /** Metadata in attributes only where there are some. */
  private static Stream<EncryptedMount> everyCombination() {
    return Stream.of(LowerFixture.values())
        .flatMap(
            lower ->
                Stream.of(Metadata.values())
                    .flatMap(
                        metadata ->
                            Stream.of(Names.values())
                                .map(names -> new EncryptedMount(lower, metadata, names))))
        .filter(EncryptedMount::hasRoomForMetadata);
  }

  private boolean hasRoomForMetadata() {
    return metadata == Metadata.HEADER || !lower.lacks().containsKey(Capability.USER_ATTRIBUTES);
  }

  @Override
  public Mount open() throws IOException {
    LowerFixture.Lower opened = lower.open();
    try {
      Assumptions.assumeTrue(
          metadata == Metadata.HEADER || opened.hasUserAttributes(),
          () -> opened.directory() + " keeps no user attributes");
      FileSystem fileSystem = mount(opened.directory());
      return new Mount(
          fileSystem,
          fileSystem.getPath("/"),
          Optional.of(opened.directory()),
          () -> closeAll(List.of(fileSystem, opened)));
    } catch (Throwable e) {
      opened.close();
      throw e;
    }
  }

  /** Mounts a lower directory in this configuration; the caller closes the file system. */
  FileSystem mount(Path directory) throws IOException {
    return lower.lacks().containsKey(Capability.LOWER_URIS)
        ? FileSystems.newFileSystem(directory, environment())
        : FileSystems.newFileSystem(uri(directory), environment());
  }

  /** The URI of the mount over a lower directory. */
  static URI uri(Path directory) {
    return URI.create("ecryptfs:" + directory.toUri());
  }

  /** The options of this configuration, in a map that the caller may change. */
  Map<String, Object> environment() {
    Map<String, Object> options = new HashMap<>();
    options.putAll(lower.options());
    options.put("passphrase", PASSPHRASE.toCharArray());
    if (metadata == Metadata.XATTR) {
      options.put("ecryptfs_xattr_metadata", true);
    }
    if (names == Names.ENCRYPTED) {
      options.put("ecryptfs_enable_filename_crypto", true);
    }
    if (writes == Writes.BEHIND) {
      options.put("ecryptfs_nio_write_behind", true);
    }
    return options;
  }

  @Override
  public Map<Capability, String> lacks() {
    Map<Capability, String> lacks = new EnumMap<>(Capability.class);
    if (names == Names.PLAIN) {
      lacks.put(Capability.NAMES_END_AT_143_BYTES, "plain names may be longer");
      lacks.putAll(lower.lacksWithPlainNames());
    }
    if (lower == LowerFixture.SFTP && !inFull()) {
      lacks.put(Capability.MANY_CALLS, "each is a round trip; with -Dtck.lowers=all they are made");
    }
    return lower.lacksAnd(lacks);
  }

  @Override
  public String toString() {
    return "encrypted over %s, metadata in %s, names %s"
            .formatted(lower, metadata, names)
            .toLowerCase(Locale.ROOT)
        + (writes == Writes.BEHIND ? ", writes held back" : "");
  }

  /** Closes all, whichever of them fails. */
  static void closeAll(List<? extends AutoCloseable> resources) throws IOException {
    IOException failure = new IOException("cannot end a mount");
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
