package io.github.ecryptfs.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Files that other programs made: keys by OpenSSL, packets by the kernel, wrapped passphrases by
 * ecryptfs-utils.
 */
final class Resource {
  private Resource() {}

  /** The file of that name, relative to this package. */
  static Path file(String name) {
    URL found = Objects.requireNonNull(Resource.class.getResource(name), name);
    try {
      return Path.of(found.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** All bytes of a file. */
  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes that a text file has in hexadecimal digits. */
  static byte[] hex(String name) {
    try {
      return HexFormat.of().parseHex(Files.readString(file(name)).replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
