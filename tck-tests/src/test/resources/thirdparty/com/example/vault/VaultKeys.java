package com.example.vault;

import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.Secret;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;

/** One key, the hash of a word. */
final class VaultKeys implements KeySource {
  private final Secret word;

  VaultKeys(Secret word) {
    this.word = word;
  }

  @Override
  public List<WrappingKey> unlock() throws IOException, GeneralSecurityException {
    return List.of(new VaultKey(MessageDigest.getInstance("SHA-256").digest(word.reveal())));
  }

  @Override
  public void close() {
    word.close();
  }
}
