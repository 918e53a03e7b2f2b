package io.github.ecryptfs.keys.home;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.file.KeyFileBytes;
import io.github.ecryptfs.keys.file.PrivateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The file {@code sig-cache.txt}: signatures of the content keys that a user has mounted with, by
 * which {@code mount.ecryptfs} notices a mistyped passphrase.
 *
 * <p>A sequence of 17 bytes each, 16 hexadecimal digits and a line feed; the tools count bytes, not
 * lines.
 */
public final class SignatureCache {
  private static final int RECORD_BYTES = 17;
  private static final int MAXIMUM_BYTES = 1 << 20;

  private final Path file;

  private SignatureCache(Path file) {
    this.file = file;
  }

  /** The cache at {@code file}, which need not be there yet. */
  public static SignatureCache at(Path file) {
    return new SignatureCache(file);
  }

  /**
   * The signatures in the file, in its order; none if there is no file.
   *
   * @throws IOException if it cannot be read or has another form
   */
  public Set<KeySignature> signatures() throws IOException {
    byte[] content = content();
    Set<KeySignature> signatures = new LinkedHashSet<>();
    for (int at = 0; at < content.length; at += RECORD_BYTES) {
      signatures.add(record(content, at));
    }
    return signatures;
  }

  private byte[] content() throws IOException {
    try {
      return KeyFileBytes.readPublic(file, MAXIMUM_BYTES);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  /** A last record without its line feed, which the tools pass over, counts. */
  private KeySignature record(byte[] content, int at) throws IOException {
    int end = Math.min(at + RECORD_BYTES, content.length);
    boolean ended = end - at < RECORD_BYTES || content[end - 1] == '\n';
    String digits = new String(content, at, Math.min(16, end - at), StandardCharsets.ISO_8859_1);
    try {
      if (ended) {
        return KeySignature.parse(digits);
      }
    } catch (IllegalArgumentException e) {
      throw malformed(at, e);
    }
    throw malformed(at, new IllegalArgumentException("no line feed after 16 digits"));
  }

  private IOException malformed(int at, IllegalArgumentException cause) {
    return new IOException(
        file + ": no signature at byte " + at + "; delete the file, mounting makes it anew", cause);
  }

  /**
   * Adds a signature, if it is not there. The file is made if it is missing; a last record without
   * its line feed gets one.
   *
   * @return whether it was added
   * @throws IOException if the file has another form or cannot be written
   */
  public boolean add(KeySignature signature) throws IOException {
    Set<KeySignature> signatures = signatures();
    boolean added = signatures.add(signature);
    if (added) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      signatures.forEach(s -> content.writeBytes((s + "\n").getBytes(StandardCharsets.US_ASCII)));
      PrivateFile.replace(file, content.toByteArray());
    }
    return added;
  }
}
