/**
 * Header, packets and encrypted names as values: no channels, no paths, no knowledge where keys
 * come from.
 */
@SuppressWarnings("module") // the module named here is compiled later
module io.github.ecryptfs.metadata {
  requires static org.jspecify;
  requires transitive io.github.ecryptfs.crypto;

  exports io.github.ecryptfs.metadata to
      io.github.ecryptfs.provider;
}
