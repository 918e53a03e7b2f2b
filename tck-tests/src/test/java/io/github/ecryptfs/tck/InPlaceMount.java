package io.github.ecryptfs.tck;

import io.github.ecryptfs.provider.EcryptfsFileSystemProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The file system that a JVM has as its default when it is started with our provider: the
 * platform's, with one directory encrypted. Here it is made by hand, so it is not the default of
 * this JVM.
 */
record InPlaceMount() implements MountFixture {
  private static final String PREFIX = "ecryptfs.default.";

  /** The one configuration. */
  static Stream<InPlaceMount> all() {
    return Stream.of(new InPlaceMount());
  }

  @Override
  public Mount open() throws IOException {
    LowerFixture.Lower opened = LowerFixture.DEFAULT.open();
    LowerFixture.Lower keys = LowerFixture.DEFAULT.open();
    FileSystem fileSystem =
        fileSystem(properties(opened.directory(), passphraseFile(keys.directory())));
    return new Mount(
        fileSystem,
        fileSystem.getPath(opened.directory().toString()),
        Optional.of(opened.directory()),
        () -> EncryptedMount.closeAll(List.of(opened, keys)));
  }

  /** A file with the passphrase of all mounts of the contract. */
  static Path passphraseFile(Path directory) throws IOException {
    Path file =
        Files.createFile(
            directory.resolve("passphrase"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, "passphrase_passwd=" + EncryptedMount.PASSPHRASE + "\n");
  }

  /** The system properties that encrypt {@code directory}. */
  static Map<String, String> properties(Path directory, Path passphraseFile) {
    return Map.of(
        PREFIX + "directory",
        directory.toString(),
        PREFIX + "key",
        "passphrase:passphrase_passwd_file=" + passphraseFile,
        PREFIX + "ecryptfs_enable_filename_crypto",
        "y");
  }

  /** The file system that a JVM with these properties has as its default. */
  static FileSystem fileSystem(Map<String, String> properties) {
    properties.forEach(System::setProperty);
    try {
      return new EcryptfsFileSystemProvider(FileSystems.getDefault().provider())
          .getFileSystem(URI.create("file:///"));
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }

  @Override
  public Map<Capability, String> lacks() {
    return Map.of(
        Capability.CLOSING, "the default file system cannot be closed",
        Capability.NAMES_END_AT_143_BYTES, "see the mounts with encrypted names");
  }

  @Override
  public String toString() {
    return "encrypted in place over default";
  }
}
