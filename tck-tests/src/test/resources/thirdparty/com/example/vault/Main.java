package com.example.vault;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.util.Map;

/** Writes a file into a mount under a key of the vault and reads it back through another mount. */
public final class Main {
  public static void main(String... args) throws Exception {
    Map<String, ?> env = Map.of("key", "vault:vault_word=sesame");
    URI uri = URI.create("ecryptfs:" + args[0]);
    try (FileSystem fs = FileSystems.newFileSystem(uri, env)) {
      Files.writeString(fs.getPath("/greeting"), "hello");
    }
    try (FileSystem fs = FileSystems.newFileSystem(uri, env)) {
      System.out.println(
          VaultModule.class.getModule().getName() + ": " + Files.readString(fs.getPath("/greeting")));
    }
  }
}
