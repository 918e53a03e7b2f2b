package io.github.ecryptfs.tck.bench;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Map;

/** A mount of ours: AES with 16 key bytes, metadata in the header. */
final class OurFiles implements Contender {
  private final Path lower;
  private final Map<String, String> options;
  private FileSystem mount;

  /**
   * Mounts.
   *
   * @throws IllegalArgumentException if there is no such option
   */
  OurFiles(Path lower, Map<String, String> options) throws IOException {
    this.lower = lower;
    this.options = options;
    this.mount = mount(lower, options);
  }

  private static FileSystem mount(Path lower, Map<String, String> options) throws IOException {
    MountOptions.Builder builder = MountOptions.builder().passphrase("benchmark".toCharArray());
    options.forEach(builder::option);
    try (MountOptions built = builder.build()) {
      return Ecryptfs.mount(lower, built);
    }
  }

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public Path directory() {
    return mount.getPath("/");
  }

  @Override
  public void remount() throws IOException {
    mount.close();
    mount = mount(lower, options);
  }

  @Override
  public void close() throws IOException {
    mount.close();
  }
}
