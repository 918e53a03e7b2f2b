package io.github.ecryptfs.provider;

import java.net.URI;

/** Mounts for tests that look at paths alone and touch no file. */
final class PathOnlyMount {
  private PathOnlyMount() {}

  /** A fresh mount of {@code file:///srv/secret/}, equal to no other. */
  static EcryptfsFileSystem create() {
    return of("file:///srv/secret/");
  }

  /** A fresh mount of the lower directory with this URI. */
  static EcryptfsFileSystem of(String lowerUri) {
    return new EcryptfsFileSystem(new EcryptfsFileSystemProvider(), URI.create(lowerUri));
  }
}
