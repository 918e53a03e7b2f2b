package io.github.ecryptfs.metadata;

/**
 * Bytes without the eCryptfs marker: an ordinary file, not a damaged one. Only such a file may be
 * passed through.
 */
public final class MissingMarkerException extends MalformedMetadataException {
  private static final long serialVersionUID = 1L;

  MissingMarkerException(String message) {
    super(message);
  }
}
