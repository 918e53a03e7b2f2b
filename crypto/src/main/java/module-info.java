/**
 * Bytes, keys and ciphers of the eCryptfs format: no channels, no paths, no packets.
 *
 * <p>Exported for key modules of others: the values that {@code io.github.ecryptfs.keys} names in
 * its signatures. The ciphers of extents and names are there for the provider and change as it
 * needs.
 */
module io.github.ecryptfs.crypto {
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  requires org.bouncycastle.provider;

  exports io.github.ecryptfs.crypto;
}
