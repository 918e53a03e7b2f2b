package io.github.ecryptfs.keys.home;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.file.KeyFileBytes;
import io.github.ecryptfs.keys.file.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code Private.sig} holds: the keys of a private directory.
 *
 * @param content the key of contents
 * @param names the key of names, if names are encrypted
 */
public record SignatureFile(KeySignature content, Optional<KeySignature> names) {
  private static final int MAXIMUM_BYTES = 4096;

  /**
   * Reads a file of one or two lines.
   *
   * @throws IOException if it is missing, cannot be read or has another form
   */
  public static SignatureFile read(Path file) throws IOException {
    String text =
        new String(KeyFileBytes.readPublic(file, MAXIMUM_BYTES), StandardCharsets.ISO_8859_1);
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || lines.size() > 2) {
      throw new IOException(
          file
              + ": want a signature in each of one or two lines, found "
              + lines.size()
              + " lines");
    }
    KeySignature content = parse(file, lines.get(0));
    return lines.size() == 1
        ? new SignatureFile(content, Optional.empty())
        : new SignatureFile(content, Optional.of(parse(file, lines.get(1))));
  }

  private static KeySignature parse(Path file, String line) throws IOException {
    try {
      return KeySignature.parse(line.strip());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": want 16 hexadecimal digits a line", e);
    }
  }

  /** Writes the file, in place of an older one if it is there, with mode 0600. */
  public void write(Path file) throws IOException {
    String text = content + "\n" + names.map(signature -> signature + "\n").orElse("");
    PrivateFile.replace(file, text.getBytes(StandardCharsets.US_ASCII));
  }
}
