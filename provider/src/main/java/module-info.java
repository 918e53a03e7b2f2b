/** The {@code ecryptfs:} file system provider. */
module io.github.ecryptfs.provider {
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  requires io.github.ecryptfs.crypto;
  requires io.github.ecryptfs.metadata;
  requires transitive io.github.ecryptfs.keys;
  requires com.google.common;

  exports io.github.ecryptfs.provider;

  provides java.nio.file.spi.FileSystemProvider with
      io.github.ecryptfs.provider.EcryptfsFileSystemProvider;
}
