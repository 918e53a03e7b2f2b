package io.github.ecryptfs.tck;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A program that writes one file into a mount and reads it back. */
final class OneFile {
  private OneFile() {}

  /** Takes the URI of the lower directory; prints the module of the provider and what it read. */
  public static void main(String... args) throws IOException {
    Map<String, ?> env =
        Map.of("passphrase", "test".toCharArray(), "ecryptfs_enable_filename_crypto", true);
    try (FileSystem fs = FileSystems.newFileSystem(URI.create("ecryptfs:" + args[0]), env)) {
      Path file = fs.getPath("/greeting");
      Files.writeString(file, "hello");
      System.out.println(
          fs.provider().getClass().getModule().getName() + ": " + Files.readString(file));
    }
  }
}
