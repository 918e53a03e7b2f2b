/** A key module that somebody else wrote. */
module com.example.vault {
  requires io.github.ecryptfs.provider;

  provides io.github.ecryptfs.keys.KeyModule with
      com.example.vault.VaultModule;
}
