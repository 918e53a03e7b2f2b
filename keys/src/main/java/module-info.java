/** Where wrapping keys live: no knowledge of the layout of an encrypted file. */
module io.github.ecryptfs.keys {
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  requires transitive io.github.ecryptfs.crypto;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.pkix;

  exports io.github.ecryptfs.keys;
  exports io.github.ecryptfs.keys.gnupg;
  exports io.github.ecryptfs.keys.home;
  exports io.github.ecryptfs.keys.keyring;
  exports io.github.ecryptfs.keys.login;
  exports io.github.ecryptfs.keys.pkcs11;
  exports io.github.ecryptfs.keys.tpm;

  uses io.github.ecryptfs.keys.KeyModule;

  // The same list, for the class path, stands in META-INF/services.
  provides io.github.ecryptfs.keys.KeyModule with
      io.github.ecryptfs.keys.PassphraseModule,
      io.github.ecryptfs.keys.OpensslModule,
      io.github.ecryptfs.keys.gnupg.GnuPgModule,
      io.github.ecryptfs.keys.keyring.KeyringModule,
      io.github.ecryptfs.keys.pkcs11.Pkcs11Module,
      io.github.ecryptfs.keys.tpm.TpmModule;
}
