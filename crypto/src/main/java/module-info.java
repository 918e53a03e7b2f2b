/** Bytes, keys and ciphers of the eCryptfs format: no channels, no paths, no packets. */
@SuppressWarnings("module") // the modules named here are compiled later
module io.github.ecryptfs.crypto {
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;
  requires org.bouncycastle.provider;

  exports io.github.ecryptfs.crypto to
      io.github.ecryptfs.metadata,
      io.github.ecryptfs.keys,
      io.github.ecryptfs.provider;
}
