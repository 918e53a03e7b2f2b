package com.example.vault;

import io.github.ecryptfs.keys.KeyModule;
import io.github.ecryptfs.keys.KeyParameters;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.Secret;
import java.util.Map;

/** The key module {@code vault}: a key that is derived from a word. */
public final class VaultModule implements KeyModule {
  @Override
  public String name() {
    return "vault";
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of("word", "vault_word");
  }

  @Override
  public KeySource open(KeyParameters parameters) {
    Secret word =
        parameters
            .secret("vault_word")
            .orElseThrow(() -> new IllegalArgumentException("vault key: want vault_word"));
    return new VaultKeys(word);
  }
}
