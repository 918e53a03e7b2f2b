package io.github.ecryptfs.metadata;

/**
 * Bytes that are no valid header, xattr value or encrypted name. The message says what is wrong, at
 * which offset, and what follows from it; whoever knows the path adds it.
 */
public sealed class MalformedMetadataException extends Exception permits MissingMarkerException {
  private static final long serialVersionUID = 1L;

  MalformedMetadataException(String message) {
    super(message);
  }
}
