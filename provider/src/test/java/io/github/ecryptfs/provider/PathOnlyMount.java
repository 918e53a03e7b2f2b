package io.github.ecryptfs.provider;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.util.Optional;

/** Mounts for tests that look at paths alone and touch no file. */
final class PathOnlyMount {
  private static final Mount MOUNT = mount();

  private PathOnlyMount() {}

  private static Mount mount() {
    FileSystem lower = Jimfs.newFileSystem(Configuration.unix());
    try (MountOptions options = MountOptions.builder().passphrase("test".toCharArray()).build()) {
      return Mount.of(lower.getPath("/work"), options, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A fresh mount of {@code file:///srv/secret/}, equal to no other. */
  static EcryptfsFileSystem create() {
    return of("file:///srv/secret/");
  }

  /** A fresh mount of the lower directory with this URI. */
  static EcryptfsFileSystem of(String lowerUri) {
    return new EcryptfsFileSystem(new EcryptfsFileSystemProvider(), MOUNT, URI.create(lowerUri));
  }
}
