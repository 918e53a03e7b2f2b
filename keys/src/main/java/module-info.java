/** Where wrapping keys live: no knowledge of the layout of an encrypted file. */
@SuppressWarnings("module") // the module named here is compiled later
module io.github.ecryptfs.keys {
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;
  requires transitive io.github.ecryptfs.crypto;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.pkix;

  exports io.github.ecryptfs.keys to
      io.github.ecryptfs.provider;
}
